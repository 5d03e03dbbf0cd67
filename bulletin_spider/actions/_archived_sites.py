"""Tell which sites are archived, and select those that a command names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.archive.archived_sites import archived_sites
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.suggestion import suggestion

if TYPE_CHECKING:
    from bulletin_spider.archive.layout import Layout


def one_archived_site(layout: Layout, args: list[str]) -> str:
    """Return the one archived site in ``args``; raise ``UsageFault`` if it is not exactly one that is archived."""
    if len(args) != 1:
        raise UsageFault(f"name one site; archived: {', '.join(archived_sites(layout))}")
    return select_archived_sites(layout, args)[0]


def select_archived_sites(layout: Layout, named: list[str]) -> list[str]:
    """Return the named sites, each once, or by default all archived ones; raise ``UsageFault`` if one is missing."""
    sites = archived_sites(layout)
    if not sites:
        raise UsageFault(
            f"nothing is archived at {layout.root}; set BULLETIN_ARCHIVE to the archive's directory or address"
        )
    for site in named:
        if site not in sites:
            near = suggestion(site, sites)
            raise UsageFault(f"the archive has no site '{site}'{near}; archived: {', '.join(sites)}")
    return list(dict.fromkeys(named)) or sites
