"""Score what an extractor reads from a page against the hand-made truth."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, NamedTuple

Truth = dict[str, Any]


class Answer(NamedTuple):
    """What an extractor reads from one page."""

    title: str = ""
    day: str | None = None
    paragraphs: list[str] = []
    people: list[str] | None = None
    refused: str | None = None
    byline: str = ""


class Scores(NamedTuple):
    """The figures of one page, from 0 to 1; None if the truth has no value. ``ms`` is CPU time."""

    title: float | None
    day: float | None
    body: float | None
    paragraphs: float | None
    people: tuple[int, int, int]
    ms: float


def squeezed(text: str) -> str:
    """Return ``text`` with white space collapsed."""
    return re.sub(r"\s+", " ", text).strip()


def f1(hits: int, found: int, true: int) -> float:
    """Return the harmonic mean of precision and recall; 1 if nothing is true and nothing is found."""
    return 2 * hits / (found + true) if found + true else 1.0


def bigrams(text: str) -> Counter[str]:
    """Return the pairs of neighbouring characters of ``text`` without white space."""
    text = re.sub(r"\s+", "", text)
    return Counter(text[i : i + 2] for i in range(len(text) - 1))


_CREDIT = re.compile(
    r"\s?[（(【][^（）()【】]{0,80}(?:记者|通讯员|摄|文|报道|编辑|图)[^（）()【】]{0,80}[)）】]。?$"
)


def bare(text: str) -> str:
    """Return a paragraph without a byline in brackets at its end: with or without it counts as the same."""
    return _CREDIT.sub("", squeezed(text))


def score(answer: Answer, truth: Truth, ms: float) -> Scores:
    """Return the figures of ``answer`` against the hand-made ``truth``."""
    titles = {squeezed(t) for t in (truth["title"], *_list(truth.get("title_alt")))}
    days = {(d or "")[:10] for d in (truth["date"], *_list(truth.get("date_alt")))}
    optional = {bare(p) for p in truth.get("optional_paragraphs") or []}
    want = [p for p in map(bare, truth["paragraphs"]) if p]
    found_paragraphs = [p for p in map(bare, answer.paragraphs) if p and (p not in optional or p in want)]
    hits = sum((Counter(want) & Counter(found_paragraphs)).values())
    a, b = bigrams("".join(want)), bigrams("".join(found_paragraphs))
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
        f1(hits, len(found_paragraphs), len(want)),
        people,
        ms,
    )


def _list(value: object) -> list[str]:
    if value is None:
        return []
    return [str(v) for v in value] if isinstance(value, list) else [str(value)]
