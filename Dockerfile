# The crawler in a container: docs/install.md says how to use it, tests/installation/test_image.py what is tested.
# docker build -t bulletin-spider .

FROM python:3.13-slim AS wheel
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY bulletin_spider ./bulletin_spider
RUN python -m pip wheel --no-cache-dir --no-deps --wheel-dir /wheel .

FROM python:3.13-slim
ARG EXTRAS=notify,anchor
COPY --from=wheel /wheel /wheel
RUN python -m pip install --no-cache-dir "$(echo /wheel/*.whl)[$EXTRAS]"
# A number, so that a cluster can see that it is not root.
RUN useradd --uid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin bulletin \
    && install --directory --owner=bulletin --group=bulletin /data
USER 10001:10001
WORKDIR /data
# Everything that is kept is in /data: the archive, the state of messages, and your bulletin.toml, sites.toml, watches.toml.
VOLUME /data
ENV BULLETIN_ARCHIVE=/data/archive \
    XDG_STATE_HOME=/data/state \
    XDG_CACHE_HOME=/data/cache \
    HOME=/data \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
# Unhealthy: a site needs a person, or no run has come for too long. A first sweep may take hours.
HEALTHCHECK --interval=10m --timeout=2m --start-period=6h --retries=2 CMD ["bulletin", "status"]
# A sweep of all sites every two hours, in the foreground: SIGTERM ends the runs gently, and what they have is published.
STOPSIGNAL SIGTERM
ENTRYPOINT ["bulletin"]
CMD ["sweep", "--quiet", "--every", "2h"]
