"""Mutate pages and extract them: each must give content or a typed refusal, and no page may be slow.

Usage: python benchmarks/fuzz_extraction.py [--pages 200000] [--seed 1] [FOLDER...]

The seeds are the project's own test pages, and the pages of the given folders below 30,000 bytes. It prints progress,
then how many pages gave an article, how many were refused for each reason, and the time of the slowest page.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from bulletin_spider.exceptions import NotABulletin
from bulletin_spider.extraction import Hints, extract

OWN = Path(__file__).parents[1] / "tests" / "extraction" / "pages"
MARKUP = (
    "<div> </div> <p> </p> <br> <table><tr><td> </table> <html> </html> <body> </body> <!-- --> <script> </script>"
    " <a~href='x.pdf'> </a> <h1> </h1> <span~style='display:block'> &#xD800; &nbsp; &#x110000; <![CDATA[ ]]> < > ' \""
    " <title> <input~type=password> <meta~charset=utf-16> <base~href='http://[bad'> <img~src='http://[bad'>"
    " <img~data-src=x~width=1> 2025-02-30 99月99日 来源： （记者 ）"
)
TOKENS = [token.replace("~", " ").encode() for token in MARKUP.split(" ")]
TOKENS += [
    b"\x00",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\x81\x30\x81\x30",
    "通讯员".encode("gb18030"),
    b"\xe3\x80\x80" * 30,
    b"\xef\xbc\x88" * 50,
]


def mutated(page: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return ``page`` with one to eight mutations: cuts, repeats, splices, noise, tokens in wrong places."""
    data = bytearray(page)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data) + 1)
        size = chance.choice((1, 3, 20, 200, 2000))
        mutation = chance.randrange(7)
        if mutation == 0:
            del data[at : at + size]
        elif mutation == 1:
            data[at:at] = chance.choice(TOKENS) * chance.choice((1, 1, 2, 40))
        elif mutation == 2:
            data[at:at] = data[at : at + size]
        elif mutation == 3:
            start = chance.randrange(len(other) + 1)
            data[at:at] = other[start : start + size]
        elif mutation == 4:
            for i in range(at, min(at + chance.randint(1, 8), len(data))):
                data[i] = chance.randrange(256)
        elif mutation == 5:
            data[at : at + size] = data[at : at + size][::-1]
        else:
            data = data[:at] if chance.random() < 0.3 else data[at:] + data[:at]
    return bytes(data[:200_000])


def hints(chance: random.Random) -> Hints | None:
    """Return random hints, or none."""
    if chance.random() < 0.5:
        return None
    return Hints(
        title=chance.choice((None, "会议…", "", "关于开展秋季灭蚊蝇活动的通知", "\ud800")),
        date=chance.choice((None, dt.date(2024, 2, 29))),
        charset=chance.choice((None, "utf-8", "gb2312", "utf-16", "no-such", "base64", "idna")),
        fetched_at=chance.choice((None, dt.datetime(2025, 1, 1, tzinfo=dt.UTC))),
    )


def main() -> int:
    """Run, and return 1 if a page raised anything but a typed refusal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--pages", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - a fuzz run is repeatable
    seeds = [path.read_bytes() for path in sorted(OWN.glob("*/*/page.html"))]
    for folder in options.folders:
        seeds += [
            path.read_bytes() for path in sorted((folder / "pages").iterdir()) if path.stat().st_size < 30_000
        ]
    outcomes: Counter[str] = Counter()
    slowest, started = (0.0, b""), time.process_time()
    for i in range(options.pages):
        page = mutated(chance.choice(seeds), chance.choice(seeds), chance)
        start = time.process_time()
        try:
            content = extract(page, "https://www.example.cn/xw/t20250101_1.html", hints(chance))
            outcomes["article"] += 1
            "".join((content.title, *content.paragraphs, content.byline or "")).encode()
        except NotABulletin as refusal:
            outcomes[refusal.reason] += 1
        except Exception as error:  # noqa: BLE001 - the run looks for these
            copy = Path(tempfile.gettempdir()) / f"fuzz-{i}.html"
            copy.write_bytes(page)
            print(f"page {i}: {error!r}, kept as {copy}", file=sys.stderr)
            outcomes["CRASH"] += 1
        slowest = max(slowest, (time.process_time() - start, page))
        if (i + 1) % 20_000 == 0:
            print(f"{i + 1} pages, {time.process_time() - started:.0f} s, {dict(outcomes)}", flush=True)
    print(
        f"{options.pages} pages from {len(seeds)} seeds, seed {options.seed}: {dict(outcomes.most_common())}"
    )
    print(f"slowest page {slowest[0] * 1000:.0f} ms ({len(slowest[1])} bytes)")
    return 1 if outcomes["CRASH"] else 0


if __name__ == "__main__":
    sys.exit(main())
