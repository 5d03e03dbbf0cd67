"""Measure which composed pages that are no bulletin are refused, and which bulletins are refused by mistake.

Usage: python -m benchmarks.refusals [--pages N] [--bulletins N] [--peers]

The pages come from ``tests/extraction``: ``composed_refusals`` makes N pages of each kind, from forms that the rules
were made with ("open") and from forms that were put aside ("kept"); ``composed`` and ``composed_lookalikes`` make N
bulletins each, the latter also without a day on the page. A peer has no reasons: it refuses a page if it finds no text.
"""

from __future__ import annotations

import argparse
from collections import Counter
from typing import TYPE_CHECKING

from bulletin_spider.exceptions import NotABulletin
from bulletin_spider.extraction import Hints, extract
from tests.extraction.composed import compose
from tests.extraction.composed_lookalikes import compose_lookalike
from tests.extraction.composed_refusals import KINDS, compose_refusable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Refuses = Callable[[str, str | None], str | None]

ADDRESS = "https://www.example.cn/xw/1.html"


def ours(markup: str, listed_title: str | None) -> str | None:
    """Return the reason with which this project refuses the page, None if it reads it."""
    try:
        extract(markup.encode(), ADDRESS, Hints(title=listed_title))
    except NotABulletin as refusal:
        return refusal.reason
    return None


def peers() -> dict[str, Refuses]:
    """Return the peers that can find no text at all; gne always answers with some."""
    import newspaper  # noqa: PLC0415 - only where the group is installed
    import trafilatura  # noqa: PLC0415 - only where the group is installed
    from trafilatura.readability_lxml import is_probably_readerable  # noqa: PLC0415 - as above

    def by_trafilatura(markup: str, _: str | None) -> str | None:
        return None if trafilatura.extract(markup) else "no text"

    def by_readerable(markup: str, _: str | None) -> str | None:
        return None if is_probably_readerable(markup) else "not readable"

    def by_newspaper(markup: str, _: str | None) -> str | None:
        article = newspaper.Article(ADDRESS, language="zh", fetch_images=False)
        article.download(input_html=markup)
        article.parse()
        return None if article.is_valid_body() else "no valid body"

    return {"trafilatura": by_trafilatura, "readerable": by_readerable, "newspaper4k": by_newspaper}


def bulletins(number: int) -> Iterator[tuple[str, str, str, str | None]]:
    """Yield sort, name, markup and the title of the listing row of composed bulletins."""
    for seed in range(number):
        page = compose(seed)
        yield "ordinary", page.title, page.markup, None
        for sort, is_dated, is_listed in (
            ("look-alike", True, False),
            ("look-alike, undated, listed", False, True),
            ("look-alike, undated, alone", False, False),
        ):
            alike = compose_lookalike(seed, dated=is_dated)
            yield sort, alike.title, alike.markup, alike.title if is_listed else None


def print_refused(refuses: Refuses, number: int) -> None:
    """Print the share of refused pages of each kind, and the reasons."""
    for kept in (False, True):
        refused = 0
        print(f"  {'kept' if kept else 'open'} forms")
        for kind in KINDS:
            pages = (compose_refusable(kind, seed, kept=kept) for seed in range(number))
            reasons = Counter(refuses(page.markup, None) for page in pages)
            share = 1 - reasons.pop(None, 0) / number
            refused += round(share * number)
            print(f"    {kind:14}{share:7.3f}  {dict(reasons.most_common())}")
        print(f"    {'all':14}{refused / number / len(KINDS):7.3f}")


def print_false_refusals(refuses: Refuses, number: int) -> None:
    """Print how many bulletins of each sort are refused."""
    wrong: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for sort, _, markup, listed_title in bulletins(number):
        total[sort] += 1
        wrong[sort] += refuses(markup, listed_title) is not None
    print("  bulletins refused by mistake")
    for sort, count in total.items():
        print(f"    {sort:28}{wrong[sort]:6} of {count}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=300, help="pages of each kind and group of forms")
    parser.add_argument("--bulletins", type=int, default=3_000, help="bulletins of each sort")
    parser.add_argument("--peers", action="store_true")
    options = parser.parse_args()
    extractors: dict[str, Refuses] = {"bulletin_spider": ours} | (peers() if options.peers else {})
    for name, refuses in extractors.items():
        print(f"\n{name}")
        print_refused(refuses, options.pages)
        print_false_refusals(refuses, options.bulletins)


if __name__ == "__main__":
    main()
