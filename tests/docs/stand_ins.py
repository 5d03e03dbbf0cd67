"""What stands in for the hosts and places that the docs name, and what is not run, with the reason.

These tables hold every difference between a page and what is run. A command without an entry is run as the page has it.
"""

from __future__ import annotations

import datetime as dt

TEXTS = (
    ("https://www.example.gov.cn", "{example}"),
    ("https://tsa.example.org/tsr", "{authority}"),
    ("https://hc-ping.com/YOUR-UUID", "{sink}/ping"),
    ("https://s3.example.org", "{s3}"),
    ("YOUR-KEY", "{s3_key}"),
    ("YOUR-SECRET", "{s3_secret}"),
    ("mailtos://user:password@example.org?to=you@example.org wecombot://KEY", "{sink_json}"),
    ("postgresql://news@localhost/news", "{postgresql}"),
    ("postgresql://bulletin:PASSWORD@db.example.org/bulletin", "{postgresql_of_cluster}"),
    ("bulletin worker  ", "bulletin worker >worker.log 2>&1 &  "),
    (
        "systemctl stop bulletin-worker",
        'kill $(cat "$OLD_STATE/jobs") && tail --pid="$(cat "$OLD_STATE/jobs")" -f /dev/null',
    ),
    ("archivist@elsewhere:", "{place}/elsewhere/"),
    ("/home/you/.local/bin", "{bin}"),
    ("/srv/", "{place}/srv/"),
    ("/mnt/", "{place}/mnt/"),
    ("/var/www/", "{place}/www/"),
    ("/var/lib/node_exporter/textfile/", "{place}/srv/"),
    ("2026-11-28.json", "{today}.json"),
    ("127.0.0.1:8173", "127.0.0.1:{port}"),
    ("bulletin crawl demo", "bulletin crawl demo -a port={port}"),
    ("bulletin addsite baishi", "bulletin addsite --yes baishi"),  # a person at a terminal agrees
    ("bulletin demo", "bulletin demo -a port={port}"),
    ("-m bulletin_spider.demo", "-m bulletin_spider.demo --port {port}"),
)
"""Text of a command → what is run. Hosts are on loopback, directories below that of the test, the demo has its own port."""

FILES = {
    "homes.csv": "name,home\nheping,{example}/\n",
    "bulletin.toml": "# The pace of the stand-ins, which nobody has to be polite to.\n"
    "[settings]\nDOWNLOAD_DELAY = 0.01\nAUTOTHROTTLE_ENABLED = false\n",
}
"""Files that a command names, or that make up for what loopback lacks."""

BEFORE = {
    "bulletin copy --to /mnt/backup": "mkdir -p /mnt/backup",
    "bulletin copy --to /srv/": "mkdir -p /srv/",
    # Two of the stand-ins are enough for a cluster.
    "bulletin cluster init": "echo 'SPIDER_MODULES = []' >>bulletin.toml"
    " && awk '/^\\[[a-z]/ {n++} n < 3' sites.toml >two && mv two sites.toml",
    "bulletin worker --check": "until bulletin worker --check; do sleep 1; done",
    "bulletin verify --anchor /mnt/elsewhere": "cp output/anchors/*.json /mnt/elsewhere/",
    "bulletin verify --anchor 2026-11-28.json": "cp output/anchors/* . && cp {roots} roots.pem",
    "ssh-keygen -Y sign": "mkdir -p ~/.ssh && ssh-keygen -q -t ed25519 -N '' -f ~/.ssh/id_ed25519",
    "ssh-keygen -Y verify": 'echo "archivist $(cat ~/.ssh/id_ed25519.pub)" > signers',
    "cd /srv/bulletins && ": "mkdir -p {place}/elsewhere /srv/ && ln -sfn {work} /srv/bulletins",
}
"""How a command begins → what its reader has done before, as the page says in words."""

CODES: dict[str, int] = {}
"""How a command begins → its exit code, where it is not 0."""

NOT_RUN: dict[str, str] = {
    "bulletin browse": "it serves until a signal comes: tests/commands/test_browse.py runs it",
    "uv run --with playwright": "it installs the neighbours and needs a browser: a measurement of minutes",
    "uv run pytest": "the tests of a clone: .ci/run runs them",
    "uv run just constraints": "makes the packages of a release in the clone: tests/installation/ installs them",
    "python -m pip install --require-hashes": "the same",
    "docker ": "no containers where the tests run: tests/installation/ lints the files and runs the steps of the image",
    "BULLETIN_CONTACT=you@example.org docker": "the same",
    "cd /srv/scrapyd && scrapyd": "tests/installation/ runs a Scrapyd, deploys a project and waits for its job",
    "cd news && scrapyd-deploy": "the same",
    "curl http://127.0.0.1:6800/": "the same",
}
"""How a command begins → why it is not run here."""

INSTALLING = (
    "uv tool install",
    "uv pip install",
    "uvx --from",
    "pip install",
    "python -m pip install dist/",
    "pipx install",
)
"""How a command begins that installs the program: tests/installed.py does it, as the tests of tests/installation/ show."""

ELSEWHERE = {
    ("docs/backup.md", ""): "tests/docs/test_backup.py",
    ("docs/data_format.md", "Reading it"): "tests/consumers/test_consumers.py",
    ("docs/data_format.md", "The manifest"): "tests/consumers/test_consumers.py",
    ("docs/data_format.md", "pandas"): "tests/consumers/test_consumers.py",
    ("docs/data_format.md", "DuckDB"): "tests/consumers/test_consumers.py",
    ("docs/data_format.md", "jq"): "tests/consumers/test_consumers.py",
    ("docs/data_format.md", "Datasette"): "tests/consumers/test_consumers.py",
    ("docs/data_format.md", "Hugging Face datasets"): "tests/consumers/test_consumers.py",
    ("docs/add_a_site.md", "What a site file is"): "tests/spiders/test_sites.py",
}
"""Page and heading ("" for a whole page) → the test that runs its blocks."""


def today() -> str:
    """Return the day that an anchor of now is named after, in UTC."""
    return dt.datetime.now(dt.UTC).date().isoformat()
