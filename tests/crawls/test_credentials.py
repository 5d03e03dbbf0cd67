"""A user and password in a site's links and redirects reach no record, log or index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.crawls.baishi import crawl, site

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Archive
    from tests.serving import Pages

pytestmark = pytest.mark.crawl
SECRET = "Geheim7"  # noqa: S105 - of nobody


def test_passwords_of_links_are_kept_nowhere(serve: Callable[..., Pages], archive: Archive) -> None:
    """The captures hold the site's own pages as they were answered, and so the links in them."""
    server = serve(site())
    with_user = server.url.replace("//", f"//u:{SECRET}@") + "/sq/"
    listing = str(server.pages["/sq/"]).replace("href='art_", f"href='{with_user}art_")
    server.pages["/sq/"] = listing.replace("href='list_", f"href='{with_user}list_")
    server.pages["/sq/art_3.shtml"] = (302, {"Location": f"{with_user}art_30.shtml"}, b"")
    server.pages["/sq/art_30.shtml"] = server.pages["/sq/art_4.shtml"]
    server.pages["/sq/art_5.shtml"] = (302, {"Location": f"http://u:{SECRET}@10.0.0.1/"}, b"")
    crawl(archive, f"{server.url}/sq/")
    assert len(archive.versions("baishi")) == 19
    assert "/sq/art_30.shtml" in server.paths
    for folder in ("bulletins", "runs", "logs", "index"):
        for path in (archive.root / folder).rglob("*.*"):
            assert SECRET.encode() not in path.read_bytes(), path
