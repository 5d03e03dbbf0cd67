"""Compare the text of rich bodies with the paragraphs, on the pages of the tests and on folders of real pages.

Usage: python benchmarks/rich_body.py [FOLDER...] [--peers] [--pages]

A FOLDER holds ``pages/`` and ``truth.jsonl``, as for ``extraction.py``. ``text`` is the share of pages whose characters
are those of the paragraphs that ``extract`` finds, ``lines`` the share with the same lines, ``pictures`` the share of
the bulletins' pictures that are shown. ``body F1`` and ``paragr. F1`` compare with the paragraphs that a person marked.
The peer is the summary of readability-lxml (group ``peers``), made in the same run.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.append(str(Path(__file__).parents[1]))

from extraction import pages
from html_lines import bare, cells, shown_lines
from scoring import Answer, Truth, score

from bulletin_spider.exceptions import NotABulletin
from bulletin_spider.extraction import Content, Hints, extract, rich_body
from tests.extraction.test_pages import ADDRESS, ARTICLES, hints_of, load

Maker = Callable[[bytes, str, Content], str]


class Example(NamedTuple):
    """A page with its address, its hints and, if a person has marked it, the truth."""

    name: str
    body: bytes
    url: str
    hints: Hints | None = None
    truth: Truth | None = None


def fixtures() -> Iterator[Example]:
    """Yield the articles of the tests."""
    for name in ARTICLES:
        body, expected = load(name)
        yield Example(name, body, expected.get("url", ADDRESS), hints_of(expected))


def real_pages(folder: Path) -> Iterator[Example]:
    """Yield the articles of a folder."""
    for truth, body in pages(folder, "article"):
        yield Example(truth["id"], body, truth.get("url") or "http://example.invalid/", None, truth)


def readability_summary(body: bytes, url: str, content: Content) -> str:
    """Return what readability-lxml keeps of a page."""
    import readability  # noqa: PLC0415 - only where the group ``peers`` is installed

    encoding = content.evidence["encoding"]["text"]
    summary: str = readability.Document(body.decode(encoding, "replace"), url=url).summary(html_partial=True)
    return summary


def measure(make: Maker, examples: list[Example], *, shows_pages: bool) -> str:
    """Return the line of figures of one maker of HTML."""
    text, lines, shown, pictures, milliseconds = 0, 0, 0, 0, 0.0
    bodies, paragraphs, count = [], [], 0
    for example in examples:
        try:
            content = extract(example.body, example.url, example.hints)
        except NotABulletin:
            continue
        count += 1
        start = time.process_time()
        html = make(example.body, example.url, content)
        milliseconds += (time.process_time() - start) * 1000
        found, wanted = shown_lines(html), cells(content.paragraphs)
        text += bare(found) == bare(wanted)
        lines += found == wanted
        pictures += len(content.images)
        shown += min(html.count("<img"), len(content.images))
        if shows_pages and found != wanted:
            print(f"  {example.name}: {[line for line in found if line not in wanted][:2]}")
        if example.truth:
            scores = score(Answer(paragraphs=found), example.truth, 0)
            bodies.append(scores.body or 0)
            paragraphs.append(scores.paragraphs or 0)
    if not count:
        return "no pages"
    figures = f"{text / count:7.3f}{lines / count:7.3f}{shown / max(pictures, 1):10.3f}"
    truths = (
        f"{sum(bodies) / len(bodies):9.4f}{sum(paragraphs) / len(paragraphs):12.4f}"
        if bodies
        else f"{'-':>9}{'-':>12}"
    )
    return f"{count:6}{figures}{truths}{milliseconds / count:9.1f}"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--pages", action="store_true", help="print the pages whose lines differ")
    options = parser.parse_args()
    makers: dict[str, Maker] = {"rich_body": rich_body}
    if options.peers:
        makers["readability"] = readability_summary
    rich_body(b"<p>1</p>", ADDRESS, Content(["1"]))  # so that the imports are not measured
    sets = {"fixtures": list(fixtures())} | {
        folder.name: list(real_pages(folder)) for folder in options.folders
    }
    print(
        f"  {'':24}{'pages':>6}{'text':>7}{'lines':>7}{'pictures':>10}{'body F1':>9}{'paragr. F1':>12}{'ms/page':>9}"
    )
    for name, examples in sets.items():
        for maker, make in makers.items():
            print(
                f"  {name:12}{maker:12}{measure(make, examples, shows_pages=options.pages and maker == 'rich_body')}"
            )


if __name__ == "__main__":
    main()
