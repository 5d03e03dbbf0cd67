"""Sites on loopback that stand in for the districts' own: each has its channels, which show one list of four rows."""

from __future__ import annotations

from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings

from tests.crawls.baishi import article, listing, on_root, site

ROWS = range(4, 0, -1)


def sites_table(example: str) -> str:
    """Return a ``sites.toml`` that takes the place of every site file, with the same names of sites and channels."""
    loader = SpiderLoader.from_settings(get_project_settings())
    tables = []
    for name in sorted(set(loader.list()) - {"demo", "listing"}):
        channels = loader.load(name).channels  # type: ignore[attr-defined]
        tables.append(f'[{name}]\ndomains = ["127.0.0.1"]\nhome = "{example}/"\ndelay = 0.01')
        for number, channel in enumerate(channels):
            tables.append(f'[[{name}.channels]]\nname = "{channel}"\nurl = "{example}/{name}/{number}/"')
    return "\n".join(tables) + "\n"


def example_pages() -> dict[str, object]:
    """Return the pages of www.example.gov.cn: a home page, two lists, and the lists of the stand-in sites."""
    menu = "".join(
        f"<li><a href='{path}'>{name}</a></li>" for name, path in (("社区动态", "/sq/"), ("要闻", "/xw/"))
    )
    home = f"<html><head><title>白石区人民政府</title></head><body><ul class='nav'>{menu}</ul></body></html>"
    few = on_root(listing(ROWS, None))
    loader = SpiderLoader.from_settings(get_project_settings())
    lists = {
        f"/{name}/{number}/": few
        for name in set(loader.list()) - {"demo", "listing"}
        for number, _ in enumerate(loader.load(name).channels)  # type: ignore[attr-defined]
    }
    pings = {f"/ping{end}": b"OK" for end in ("", "/start", *(f"/{code}" for code in range(10)))}
    articles = {f"/xw/t2025090{number}_1.html": article(number) for number in ROWS}
    return site() | lists | pings | articles | {"/": home, "/xw/": few, "/xw/yw/": few}
