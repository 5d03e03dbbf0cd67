"""Score extraction on a folder of real pages with hand-made truth, this project beside its peers.

Usage: python benchmarks/extraction.py FOLDER... [--peers] [--pages] [--repeat N]

A FOLDER holds ``truth.jsonl`` and ``pages/`` (one JSON object a line: id, file, url, kind, site, encoding, title,
date, paragraphs, optional_paragraphs, reporters, correspondents). Figures are per page, then the mean of the sites.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import lxml.html

from bulletin_spider.exceptions import NotABulletin
from bulletin_spider.extraction import Hints, extract

Truth = dict[str, Any]


class Answer(NamedTuple):
    """What an extractor says of one page."""

    title: str = ""
    day: str | None = None
    paragraphs: list[str] = []
    people: list[str] | None = None
    refused: str | None = None
    byline: str = ""


class Scores(NamedTuple):
    """One page's figures, each from 0 to 1, None where the truth does not say; CPU in milliseconds."""

    title: float | None
    day: float | None
    body: float | None
    paragraphs: float | None
    people: tuple[int, int, int]
    ms: float


def squeezed(text: str) -> str:
    """Return ``text`` with white space collapsed."""
    return re.sub(r"\s+", " ", text).strip()


def f1(hits: int, said: int, true: int) -> float:
    """Return the harmonic mean of precision and recall; 1 if there was nothing to say and nothing was said."""
    return 2 * hits / (said + true) if said + true else 1.0


def bigrams(text: str) -> Counter[str]:
    """Return the pairs of neighbouring characters of ``text`` without white space."""
    text = re.sub(r"\s+", "", text)
    return Counter(text[i : i + 2] for i in range(len(text) - 1))


_CREDIT = re.compile(
    r"\s?[（(【][^（）()【】]{0,80}(?:记者|通讯员|摄|文|报道|编辑|图)[^（）()【】]{0,80}[)）】]。?$"
)


def bare(text: str) -> str:
    """Return a paragraph without the byline that closes it in brackets: both forms count as the same."""
    return _CREDIT.sub("", squeezed(text))


def score(answer: Answer, truth: Truth, ms: float) -> Scores:
    """Return the figures of ``answer`` against the hand-made ``truth``."""
    titles = {squeezed(t) for t in (truth["title"], *_list(truth.get("title_alt")))}
    days = {(d or "")[:10] for d in (truth["date"], *_list(truth.get("date_alt")))}
    optional = {bare(p) for p in truth.get("optional_paragraphs") or []}
    want = [p for p in map(bare, truth["paragraphs"]) if p]
    said = [p for p in map(bare, answer.paragraphs) if p and (p not in optional or p in want)]
    hits = sum((Counter(want) & Counter(said)).values())
    a, b = bigrams("".join(want)), bigrams("".join(said))
    people = (0, 0, 0)
    if truth.get("reporters") is not None and answer.people is not None:
        names = {*truth["reporters"], *(truth.get("correspondents") or [])}
        neutral = {n for f in ("unlabelled_bylines", "photo_credits") for n in _list(truth.get(f))}
        found = set(answer.people) - (neutral - names)
        people = (len(names & found), len(found), len(names))
    return Scores(
        float(squeezed(answer.title) in titles),
        float((answer.day or "") in days),
        f1(sum((a & b).values()), sum(b.values()), sum(a.values())),
        f1(hits, len(said), len(want)),
        people,
        ms,
    )


def _list(value: object) -> list[str]:
    if value is None:
        return []
    return [str(v) for v in value] if isinstance(value, list) else [str(value)]


def ours(body: bytes, truth: Truth) -> Answer:
    """This project, given the address and nothing else."""
    try:
        found = extract(body, truth.get("url") or "http://example.invalid/", Hints())
    except NotABulletin as refusal:
        return Answer(refused=refusal.reason)
    people = [*found.reporters, *found.correspondents]
    return Answer(found.title, found.date, found.paragraphs, people, None, found.byline or "")


def bare_parse(body: bytes, truth: Truth) -> Answer:
    """Lxml's parse of the decoded page, and nothing more: the yardstick of speed."""
    lxml.html.document_fromstring(body.decode(truth["encoding"], "replace").encode("utf-8"), parser=_UTF8)
    return Answer()


_UTF8 = lxml.html.HTMLParser(encoding="utf-8")
Extractor = Callable[[bytes, Truth], Answer]


def peers() -> dict[str, Extractor]:
    """Return the general extractors of the dependency group ``peers``."""
    import gne
    import newspaper
    import readability
    import trafilatura

    def by_trafilatura(body: bytes, truth: Truth) -> Answer:
        text = body.decode(truth["encoding"], "replace")
        found = trafilatura.bare_extraction(text, with_metadata=True, include_comments=False)
        if found is None:
            return Answer()
        return Answer(found.title or "", found.date, (found.text or "").split("\n"))

    def by_gne(body: bytes, truth: Truth) -> Answer:
        found = gne.GeneralNewsExtractor().extract(body.decode(truth["encoding"], "replace"))
        return Answer(
            found["title"], found["publish_time"][:10], found["content"].split("\n"), [found["author"]]
        )

    def by_newspaper(body: bytes, truth: Truth) -> Answer:
        article = newspaper.Article(truth.get("url") or "http://example.invalid/", language="zh")
        article.download(input_html=body.decode(truth["encoding"], "replace"))
        article.parse()
        day = article.publish_date.date().isoformat() if article.publish_date else None
        return Answer(article.title, day, article.text.split("\n"), list(article.authors))

    def by_readability(body: bytes, truth: Truth) -> Answer:
        document = readability.Document(body.decode(truth["encoding"], "replace"))
        tree = lxml.html.fromstring(document.summary())
        for block in tree.iter("p", "div", "br", "li", "h1", "h2", "h3", "td"):
            block.tail = f"\n{block.tail or ''}"
        return Answer(document.title(), None, tree.text_content().split("\n"))

    return {
        "trafilatura": by_trafilatura,
        "gne": by_gne,
        "newspaper4k": by_newspaper,
        "readability": by_readability,
    }


def pages(folder: Path, kind: str) -> Iterator[tuple[Truth, bytes]]:
    """Yield the records of one kind with their pages."""
    for line in (folder / "truth.jsonl").open(encoding="utf-8"):
        truth = json.loads(line)
        if truth["kind"] == kind:
            yield truth, (folder / truth["file"]).read_bytes()


def timed(extractor: Extractor, body: bytes, truth: Truth, repeat: int) -> tuple[Answer, float]:
    """Return the answer and the CPU milliseconds of the best of ``repeat`` runs."""
    best = float("inf")
    for _ in range(repeat):
        start = time.process_time()
        try:
            answer = extractor(body, truth)
        except Exception as trouble:  # noqa: BLE001 - a peer that fails has answered nothing
            answer = Answer(refused=repr(trouble))
        best = min(best, time.process_time() - start)
    return answer, best * 1000


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--pages", action="store_true", help="print the pages that are not perfect")
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    extractors: dict[str, Extractor] = {"bulletin_spider": ours, "bare parse": bare_parse}
    if options.peers:
        extractors |= peers()
    for folder in options.folders:
        print(f"\n{folder.name}")
        for name, extractor in extractors.items():
            by_site: dict[str, list[Scores]] = defaultdict(list)
            for truth, body in pages(folder, "article"):
                answer, ms = timed(extractor, body, truth, options.repeat)
                scores = score(answer, truth, ms)
                by_site[truth["site"]].append(scores)
                if options.pages and name == "bulletin_spider":
                    imperfect(truth, answer, scores)
            table(name, by_site)
        refusals(folder)


def imperfect(truth: Truth, answer: Answer, scores: Scores) -> None:
    """Print what is wrong with one page."""
    hits, said, true = scores.people
    if answer.refused or scores[:4] != (1, 1, 1, 1) or hits != said or hits != true:
        shown = [round(s or 0, 3) for s in scores[:4]]
        print(" ", truth["id"], shown, answer.refused or "", end=" ")
        if not scores.title:
            print(f"\n     title {answer.title!r} for {truth['title']!r}", end="")
        if not scores.day:
            print(f"\n     day {answer.day} for {truth['date']}", end="")
        if scores.people[1:] != (hits, hits):
            print(f"\n     people {answer.people} for {truth['reporters']}", end="")
        optional = {bare(p) for p in truth.get("optional_paragraphs") or []}
        want, got = Counter(map(bare, truth["paragraphs"])), Counter(map(bare, answer.paragraphs))
        for p in want - got:
            print(f"\n     - {p[:90]!r} ({len(p)})", end="")
        for p in got - want:
            if p not in optional:
                print(f"\n     + {p[:90]!r} ({len(p)})", end="")
        print()


def refusals(folder: Path) -> None:
    """Print how the pages that are no article were answered."""
    for kind in ("refuse", "listing"):
        right = total = 0
        for truth, body in pages(folder, kind):
            total += 1
            expected = truth.get("reason", "listing")
            answer = ours(body, truth)
            right += answer.refused == expected
            if answer.refused != expected:
                print(
                    "  not refused as",
                    expected,
                    truth["id"],
                    answer.refused,
                    answer.title,
                    answer.paragraphs[:1],
                )
        if total:
            print(f"  {kind} pages refused with their reason: {right} of {total}")


def table(name: str, by_site: dict[str, list[Scores]]) -> None:
    """Print one extractor's line: the mean of the sites' means, people over all pages, CPU per page."""

    def mean(field: str) -> float:
        sites = [[getattr(s, field) or 0.0 for s in scores] for scores in by_site.values()]
        return sum(sum(s) / len(s) for s in sites) / len(sites)

    every = [s for scores in by_site.values() for s in scores]
    hits, said, true = (sum(s.people[i] for s in every) for i in range(3))
    ms = sum(s.ms for s in every) / len(every)
    over = [sum(getattr(s, f) for s in every) / len(every) for f in ("title", "day", "body", "paragraphs")]
    print(
        f"  {name:16} title {mean('title'):.3f}/{over[0]:.3f}  day {mean('day'):.3f}  body {mean('body'):.4f}/{over[2]:.4f}"
        f"  paragraphs {mean('paragraphs'):.4f}/{over[3]:.4f}  people {f1(hits, said, true):.3f}  {ms:.2f} ms"
    )


if __name__ == "__main__":
    main()
