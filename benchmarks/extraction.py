"""Score extraction on a folder of real pages with hand-made truth, this project beside its peers.

Usage: python benchmarks/extraction.py FOLDER... [--peers] [--pages] [--repeat N]

A FOLDER with ``bylines.jsonl`` and ``dates.jsonl`` is scored line by line. Any other one holds ``truth.jsonl``
and ``pages/`` (one JSON object a line: id, file, url, kind, site, encoding, title, date, paragraphs,
optional_paragraphs, reporters, correspondents). Figures are the mean of the sites' means.
"""

from __future__ import annotations

import argparse
import datetime as dt
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
from bulletin_spider.extraction.bylines import captioned, closing, leading, standing_alone
from bulletin_spider.normalization.dates import address_date, find_moment

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
    import gne  # noqa: PLC0415 - only where the group is installed
    import newspaper  # noqa: PLC0415 - only where the group is installed
    import readability  # noqa: PLC0415 - only where the group is installed
    import trafilatura  # noqa: PLC0415 - only where the group is installed

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
        article = newspaper.Article(
            truth.get("url") or "http://example.invalid/", language="zh", fetch_images=False
        )
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
    extractors: dict[str, Extractor] = {"bare parse": bare_parse, "bulletin_spider": ours}
    if options.peers:
        extractors |= peers()
    for folder in options.folders:
        if (folder / "bylines.jsonl").exists():
            facts(folder)
            continue
        print(f"\n{folder.name}\n{HEADER}")
        parse_ms = None
        for name, extractor in extractors.items():
            by_site: dict[str, list[Scores]] = defaultdict(list)
            for truth, body in pages(folder, "article"):
                answer, ms = timed(extractor, body, truth, options.repeat)
                scores = score(answer, truth, ms)
                by_site[truth["site"]].append(scores)
                if options.pages and name == "bulletin_spider":
                    imperfect(truth, answer, scores)
            ms = table(name, by_site, parse_ms)
            parse_ms = ms if name == "bare parse" else parse_ms
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


HEADER = f"  {'':16}{'title':>8}{'day':>8}{'body F1':>9}{'paragr. F1':>12}{'people F1':>11}{'ms/page':>9}{'x parse':>9}"


def table(name: str, by_site: dict[str, list[Scores]], parse_ms: float | None) -> float:
    """Print one extractor's line and return its milliseconds: figures are the mean of the sites' means."""

    def mean(field: str) -> float:
        sites = [[getattr(s, field) or 0.0 for s in scores] for scores in by_site.values()]
        return sum(sum(s) / len(s) for s in sites) / len(sites)

    every = [s for scores in by_site.values() for s in scores]
    hits, said, true = (sum(s.people[i] for s in every) for i in range(3))
    ms = mean("ms")
    if name == "bare parse":
        print(f"  {name:16}{'-':>8}{'-':>8}{'-':>9}{'-':>12}{'-':>11}{ms:9.2f}{1:9.1f}")
        return ms
    people = f"{f1(hits, said, true):.3f}" if true else "-"
    print(
        f"  {name:16}{mean('title'):8.3f}{mean('day'):8.3f}{mean('body'):9.4f}{mean('paragraphs'):12.4f}{people:>11}"
        f"{ms:9.2f}{ms / parse_ms if parse_ms else 0:9.1f}"
    )
    return ms


def facts(folder: Path) -> None:
    """Print how many real bylines and dates, each alone in a line of its own, are read exactly."""
    rows = [json.loads(line) for line in (folder / "bylines.jsonl").open(encoding="utf-8")]
    right = sum(set(reporters(re.sub(r"<[^>]*>", "", row["text"]))) == set(row["reporters"]) for row in rows)
    print(f"\nbylines, exact set of reporters: {right} of {len(rows)}")
    rows = [json.loads(line) for line in (folder / "dates.jsonl").open(encoding="utf-8")]
    right = 0
    for row in rows:
        said = date_said(row)
        right += said == (row["expected"] or "")
        if said != (row["expected"] or ""):
            print("  date", row["id"], row["text"], "expected", row["expected"], "read", said or None)
    print(f"dates, exact: {right} of {len(rows)}")


def reporters(text: str) -> list[str]:
    """Return the reporters of a line that may be a byline, end with one or begin with one."""
    if alone := standing_alone(text):
        return alone.reporters
    closed = closing(text)
    opened = leading(text)
    found = [closed[0] if closed else None, opened[0] if opened else None, captioned(text)]
    return [name for credits_ in found if credits_ for name in credits_.reporters]


def date_said(row: Truth) -> str:
    """Return what is read of a date in its context: an address, a meta tag in a page, or a line."""
    text, kind = row["text"], row["kind"]
    if kind == "url":
        return address_date(f"http://www.example.cn{text}") or ""
    if kind.startswith(("meta_tag", "meta_line_negative")) and "<" in text:
        return page_said(text)
    if kind == "meta_line_negative":
        return page_said(
            f"<meta name=PubDate content='{PUBDATE.findall(row['context'])[-1]}'><body><h1>题目在此</h1><p>{text}"
        )
    reference = dt.date.fromisoformat(row["ref_date"]) if row["ref_date"] else None
    moment = find_moment(text, reference)
    return spelled(moment.day, moment.time) if moment else ""


PUBDATE = re.compile(r"PubDate ([\d-]+ [\d:]+)")


def page_said(text: str) -> str:
    """Return the moment that a page with ``text`` in its head is dated by; a trap's visible line is added."""
    built = re.search(r"页面生成时间 ([\d-]+ [\d:]+)", text)
    line = "<p>发布日期：2024-07-05 13:57</p>" if built else ""
    others = f"<meta name=others content='页面生成时间 {built[1]}'>" if built else ""
    body = f"<h1>关于事项的通知</h1>{line}<p>现将有关事项通知如下，请遵照执行。</p>"
    page = f"<html><head>{text}{others}</head><body>{body}</body></html>"
    found = extract(page.encode(), "http://www.example.cn/1.html")
    if found.published_at:
        moment = dt.datetime.fromisoformat(found.published_at)
        return spelled(moment.date(), moment.time())
    return found.date or ""


def spelled(day: dt.date, time: dt.time | None) -> str:
    """Return the ISO form the truth uses: seconds only where there are any."""
    return day.isoformat() + (f"T{time.isoformat('seconds' if time.second else 'minutes')}" if time else "")


if __name__ == "__main__":
    main()
