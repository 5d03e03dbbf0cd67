"""Write the key of a row as a part of an address, and read it."""

from __future__ import annotations

import re

from bulletin_spider.archive.search.catalogue.changes import ChangeKey
from bulletin_spider.archive.search.catalogue.sites import ReporterRow
from bulletin_spider.archive.search.catalogue.withdrawn import WithdrawnKey
from bulletin_spider.web.faults import BadParameter

_SITE = re.compile(r"[0-9A-Za-z_-]+")
_ENCODED = "+"
"""Before the name of a site in hexadecimal digits: a project may name its sites in Chinese."""
_NUMBER = re.compile(r"-?\d{1,15}", re.ASCII)
_AFTER = "after"


def change_text(key: ChangeKey | None) -> str | None:
    """Return the key of a change as text; None for None."""
    return f"{key.moment}.{key.revision}.{key.id}.{site_text(key.site)}" if key else None


def change_key(text: str, parameter: str = _AFTER) -> ChangeKey | None:
    """Return the key that a text of a parameter says; None for an empty one. Raises ``BadParameter``."""
    if not text:
        return None
    try:
        moment, revision, identity, site = text.split(".", 3)
        return ChangeKey(_number(moment), site_name(site), identity, _number(revision))
    except ValueError:
        raise BadParameter(name=parameter, value=text) from None


def withdrawn_text(key: WithdrawnKey | None) -> str | None:
    """Return the key of a withdrawn bulletin as text; None for None."""
    return f"{key.moment}.{key.id}.{site_text(key.site)}" if key else None


def withdrawn_key(text: str, parameter: str = _AFTER) -> WithdrawnKey | None:
    """Return the key that a text of a parameter says; None for an empty one. Raises ``BadParameter``."""
    if not text:
        return None
    try:
        moment, identity, site = text.split(".", 2)
        return WithdrawnKey(_number(moment), site_name(site), identity)
    except ValueError:
        raise BadParameter(name=parameter, value=text) from None


def _number(part: str) -> int:
    if not _NUMBER.fullmatch(part):
        raise ValueError(part)
    return int(part)


def site_text(site: str) -> str:
    """Return the name of a site as a part of a key."""
    return site if _SITE.fullmatch(site) else _ENCODED + site.encode(errors="surrogatepass").hex()


def site_name(text: str) -> str:
    """Return the name of the site that a part of a key says. Raises ``BadParameter``."""
    if not text.startswith(_ENCODED):
        return text
    try:
        return bytes.fromhex(text.removeprefix(_ENCODED)).decode(errors="surrogatepass")
    except ValueError:
        raise BadParameter(name=_AFTER, value=text) from None


def reporter_text(row: ReporterRow) -> str:
    """Return the key of a reporter of a site as text."""
    return f"{row.bulletins}.{site_text(row.name)}"


def reporter_key(text: str) -> ReporterRow | None:
    """Return the key that a text says; None for an empty one. Raises ``BadParameter``."""
    if not text:
        return None
    bulletins, _, name = text.partition(".")
    try:
        return ReporterRow(site_name(name), _number(bulletins))
    except ValueError:
        raise BadParameter(name=_AFTER, value=text) from None
