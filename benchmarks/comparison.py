"""Measure what the comparison of two versions costs, beside Python's own and diff-match-patch.

    uv run --with diff-match-patch python benchmarks/comparison.py [--characters 1700000] [--others]

Each case is a pair of versions that differ in another way; with 1,700,000 Chinese characters a version has 5 MB. It
prints the CPU seconds of ``diff_lines``, of ``changed_sentence`` and of ``kinds_of_change``, and how many lines and
characters are shown as changed. With ``--others`` the paragraphs that differ are also compared by ``difflib`` and by
diff-match-patch, each in a process that is stopped after 20 seconds.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import re
import time
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from bulletin_spider.comparison import changed_sentence, diff_lines, difference, kinds_of_change
from bulletin_spider.normalization.fingerprint import CONTENT

if TYPE_CHECKING:
    from collections.abc import Callable

LIMIT = 20
"""Seconds after which another program is stopped."""
EMPTY: dict[str, Any] = {name: [] for name in CONTENT} | {"title": "标题", "date": "2026-09-28"}
MARKED = re.compile(r"\[-(.*?)-\]|\{\+(.*?)\+\}", re.DOTALL)


def prose(source: random.Random, length: int) -> str:
    """Return text with a sign after every twelfth character or so."""
    signs = "，，，，。、"
    return "".join(
        source.choice(signs)
        if source.random() < 1 / 12
        else chr(0x4E00 + int(source.paretovariate(0.6)) % 3_000)
        for _ in range(length)
    )


def edited(source: random.Random, text: str, edits: int) -> str:
    """Return a text with single characters replaced, and words inserted and removed."""
    characters = list(text)
    for _ in range(edits):
        place = source.randrange(len(characters))
        characters[place] = source.choice(["", "改", f"新的{characters[place]}"])
    return "".join(characters)


def cases(length: int) -> dict[str, tuple[list[str], list[str]]]:
    """Return name → the paragraphs of both versions."""
    source = random.Random(18)  # noqa: S311 - texts to compare
    text, other = prose(source, length), prose(source, length)
    figures = "".join(source.choice("0123456789") for _ in range(length))
    lines, others = ([one[at : at + 120] for at in range(0, length, 120)] for one in (text, other))
    mixed = source.sample(lines, len(lines))
    single = ["甲", "乙", "丙", "丁"]
    short = [source.choice(single) for _ in range(length // 4)]
    return {
        "10,000 equal characters, last changed": (["中" * 10_000], ["中" * 9_999 + "国"]),
        "one paragraph, last changed": ([text], [text[:-1] + "终"]),
        "one paragraph, 3 edits": ([text], [edited(source, text, 3)]),
        "one paragraph, 1 % edited": ([text], [edited(source, text, length // 100)]),
        "one paragraph, rewritten": ([text], [other]),
        "equal characters, half as many": (["中" * length], ["国" + "中" * (length // 2) + "国"]),
        "figures without signs, 3 edits": ([figures], [edited(source, figures, 3)]),
        "figures without signs, 1 % edited": ([figures], [edited(source, figures, length // 100)]),
        "figures without signs, others": ([figures], [figures[::-1]]),
        "paragraphs of 120, 1 % edited": (lines, [edited(source, one, 1) for one in lines]),
        "paragraphs of 120, in another order": (lines, mixed),
        "paragraphs of 120, all different": (lines, others),
        "paragraphs of 2,000, all edited": (
            [text[at : at + 2_000] for at in range(0, length, 2_000)],
            [edited(source, text[at : at + 2_000], 20) for at in range(0, length, 2_000)],
        ),
        "paragraphs of 20,000, rewritten": (
            [text[at : at + 20_000] for at in range(0, length, 20_000)],
            [other[at : at + 20_000] for at in range(0, length, 20_000)],
        ),
        "paragraphs of 1, few kinds, mixed": (short, source.sample(short, len(short))),
        "paragraphs of 1, few kinds, 1 % other": (
            short,
            [source.choice(single) if source.random() < 0.01 else one for one in short],
        ),
    }  # fmt: skip


def seconds(work: Callable[[], object]) -> float:
    """Return the CPU time of a call."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def by_difflib(old: list[str], new: list[str]) -> None:
    """Compare as ``difflib`` does it."""
    for tag, start, end, from_, to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "replace":
            for before, after in zip(old[start:end], new[from_:to], strict=False):
                SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def by_diff_match_patch(old: list[str], new: list[str]) -> None:
    """Compare as diff-match-patch does it, with its own limit of a second a text."""
    from diff_match_patch import diff_match_patch  # noqa: PLC0415 - not installed by default

    comparison = diff_match_patch()
    comparison.diff_main("\n".join(old), "\n".join(new))


def limited(work: Callable[[list[str], list[str]], None], old: list[str], new: list[str]) -> str:
    """Return the seconds of another program, or that it was stopped."""
    process = multiprocessing.get_context("fork").Process(target=work, args=(old, new))
    begin = time.perf_counter()
    process.start()
    process.join(LIMIT)
    if process.is_alive():
        process.kill()
        process.join()
        return f">{LIMIT}"
    return "failed" if process.exitcode else f"{time.perf_counter() - begin:.2f}"


def main() -> None:
    """Print a row for each case."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--characters", type=int, default=1_700_000)
    parser.add_argument("--others", action="store_true")
    opts = parser.parse_args()
    print(f"{'case':40} diff_lines  sentence  kinds  difference  lines  characters", end="")
    print("  difflib  diff-match-patch" if opts.others else "")
    for name, (old, new) in cases(opts.characters).items():
        versions = EMPTY | {"paragraphs": old}, EMPTY | {"paragraphs": new}
        shown: list[str] = []
        times = [
            seconds(lambda: shown.extend(diff_lines(*versions))),  # noqa: B023 - called at once
            *(seconds(lambda: work(*versions)) for work in (changed_sentence, kinds_of_change, difference)),  # noqa: B023
        ]
        changed = sum(len(one or two) for one, two in MARKED.findall("\n".join(shown)))
        print(f"{name:40} {times[0]:10.2f} {times[1]:9.2f} {times[2]:6.2f} {times[3]:11.2f}", end="")
        print(f" {len(shown):6} {changed:11}", end="")
        if opts.others:
            print(f" {limited(by_difflib, old, new):>8} {limited(by_diff_match_patch, old, new):>17}", end="")
        print(flush=True)


if __name__ == "__main__":
    main()
