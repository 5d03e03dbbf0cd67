"""Score this project and its peers on folders of real pages with hand-made truth.

Usage: python benchmarks/extraction.py FOLDER... [--peers] [--pages] [--repeat N]

A FOLDER with ``bylines.jsonl`` and ``dates.jsonl`` is scored line by line. Any other FOLDER holds ``pages/`` and
``truth.jsonl`` (one JSON object in a line: id, file, url, kind, site, encoding, title, date, paragraphs,
optional_paragraphs, reporters, correspondents). Figures are the mean of the sites' means. The CPU time of a page is
the best of N rounds. In each round the extractors take turns, so that other work on the machine affects all of them
equally.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from extractors import Extractor, bare_parse, ours, peers
from facts import print_facts
from scoring import Answer, Scores, Truth, bare, f1, score

if TYPE_CHECKING:
    from collections.abc import Iterator

YARDSTICK = "bare parse"
OURS = "bulletin_spider"


def pages(folder: Path, kind: str) -> Iterator[tuple[Truth, bytes]]:
    """Yield the records of one kind with their pages."""
    for line in (folder / "truth.jsonl").open(encoding="utf-8"):
        truth = json.loads(line)
        if truth["kind"] == kind:
            yield truth, (folder / truth["file"]).read_bytes()


def measure(
    extractors: dict[str, Extractor], body: bytes, truth: Truth, repeat: int
) -> dict[str, tuple[Answer, float]]:
    """Return each extractor's answer and the CPU milliseconds of the best of ``repeat`` rounds."""
    answers: dict[str, Answer] = {}
    best = dict.fromkeys(extractors, float("inf"))
    for _ in range(repeat):
        for name, extractor in extractors.items():
            start = time.process_time()
            try:
                answers[name] = extractor(body, truth)
            except Exception as error:  # noqa: BLE001 - a peer that fails has no answer
                answers[name] = Answer(refused=repr(error))
            best[name] = min(best[name], time.process_time() - start)
    return {name: (answers[name], best[name] * 1000) for name in extractors}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--pages", action="store_true", help="print the pages that are not perfect")
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    extractors: dict[str, Extractor] = {YARDSTICK: bare_parse, OURS: ours}
    if options.peers:
        extractors |= peers()
    spent: Counter[str] = Counter()
    for folder in options.folders:
        if (folder / "bylines.jsonl").exists():
            print_facts(folder)
        else:
            spent += score_folder(folder, extractors, options)
    if spent:
        print(f"\nCPU over all pages, x bare parse: {spent[OURS] / spent[YARDSTICK]:.2f}")


def score_folder(folder: Path, extractors: dict[str, Extractor], options: argparse.Namespace) -> Counter[str]:
    """Print the table of one folder. Return the CPU milliseconds of each extractor for all its pages."""
    print(f"\n{folder.name}\n{HEADER}")
    by_site: dict[str, dict[str, list[Scores]]] = {name: defaultdict(list) for name in extractors}
    spent: Counter[str] = Counter()
    for truth, body in pages(folder, "article"):
        for name, (answer, ms) in measure(extractors, body, truth, options.repeat).items():
            scores = score(answer, truth, ms)
            by_site[name][truth["site"]].append(scores)
            spent[name] += ms
            if options.pages and name == OURS:
                print_errors(truth, answer, scores)
    for name in extractors:
        print_table_row(name, by_site[name], spent[name] / spent[YARDSTICK])
    print_refusals(folder)
    return spent


def print_errors(truth: Truth, answer: Answer, scores: Scores) -> None:
    """Print what is wrong with one page."""
    hits, found, true = scores.people
    if answer.refused or scores[:4] != (1, 1, 1, 1) or hits != found or hits != true:
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


def print_refusals(folder: Path) -> None:
    """Print how many pages that are no article are refused with the right reason."""
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


def print_table_row(name: str, by_site: dict[str, list[Scores]], ratio: float) -> None:
    """Print one extractor's line. ``ratio`` is its CPU time over all pages, relative to the bare parse."""

    def mean(field: str) -> float:
        sites = [[getattr(s, field) or 0.0 for s in scores] for scores in by_site.values()]
        return sum(sum(s) / len(s) for s in sites) / len(sites)

    every = [s for scores in by_site.values() for s in scores]
    hits, found, true = (sum(s.people[i] for s in every) for i in range(3))
    cpu = f"{mean('ms'):9.2f}{ratio:9.1f}"
    if name == YARDSTICK:
        print(f"  {name:16}{'-':>8}{'-':>8}{'-':>9}{'-':>12}{'-':>11}{cpu}")
        return
    people = f"{f1(hits, found, true):.3f}" if true else "-"
    figures = f"{mean('title'):8.3f}{mean('day'):8.3f}{mean('body'):9.4f}{mean('paragraphs'):12.4f}"
    print(f"  {name:16}{figures}{people:>11}{cpu}")


if __name__ == "__main__":
    main()
