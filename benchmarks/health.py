"""Measure false alarms of the health check, and how soon it notices real changes, on a made-up site.

Run it with ``python benchmarks/health.py``. The site is crawled every two hours for a year. It has four channels with
half a bulletin in a run on average. The number of bulletins, their fields and their lengths are random.
"""

from __future__ import annotations

import random
from dataclasses import asdict
from statistics import median

from bulletin_spider.crawl.listing_walk import Walk
from bulletin_spider.operations.health.baseline import RUNS
from bulletin_spider.operations.health.checkup import find_signs

SHARES = {"published_at": 0.6, "reporters": 0.35, "source": 0.9, "images": 0.5, "editors": 0.1}
CHANNELS = ("要闻", "公告", "部门", "街镇")
RUNS_A_DAY, RUNS_A_YEAR, SEEDS = 12, 12 * 365, 3


def figures(chance: random.Random, count: int, shares: dict[str, float], length: float) -> dict[str, object]:
    """Return the figures of one channel in one run."""
    filled = {name: sum(chance.random() < share for _ in range(count)) for name, share in shares.items()}
    bodies = [chance.lognormvariate(0, 0.8) * length for _ in range(count)]
    return {
        "measured": count,
        "fields": {name: number / count for name, number in filled.items()},
        "body": round(median(bodies)),
        "days": 3,
        "row_days": 3,
        "garbled": 0,
    }


def visit(
    chance: random.Random, past: list, shares: dict[str, float], length: float, count: int | None = None
) -> list[str]:
    """Crawl the site once, and return the alarms."""
    counts = {channel: count or sum(chance.random() < 0.05 for _ in range(10)) for channel in CHANNELS}
    measured = {
        channel: figures(chance, number, shares, length) for channel, number in counts.items() if number
    }
    walks = {channel: Walk(channel, "http://x/") for channel in CHANNELS}
    for channel, walk in walks.items():
        walk.seen = {"1"}
        walk.rows["new"] = counts[channel]
    health = find_signs(measured, walks, {}, past)
    channels = {channel: {"rows": dict(walk.rows), "listed": 1} for channel, walk in walks.items()}
    past.insert(0, {"channels": channels, "health": asdict(health)})
    del past[RUNS:]
    return health.alarms


def days_until(chance: random.Random, past: list, shares: dict[str, float], length: float) -> float | None:
    """Return the days from a change to its alarm; None if there is no alarm in 30 days."""
    for run in range(30 * RUNS_A_DAY):
        if visit(chance, past, shares, length):
            return run / RUNS_A_DAY
    return None


def main() -> None:
    """Print the false alarms, and the delays of true ones."""
    alarms, delays = 0, {"reporters lost": [], "source lost": [], "bodies halved twice": []}
    for seed in range(SEEDS):
        chance, past, before = random.Random(seed), [], []  # noqa: S311 - the same runs each time
        visit(chance, past, SHARES, 600, count=200)
        for _ in range(RUNS_A_YEAR):
            now = visit(chance, past, SHARES, 600)
            alarms += len(set(now) - set(before))
            before = now
        for name, shares, length in (
            ("reporters lost", SHARES | {"reporters": 0.0}, 600),
            ("source lost", SHARES | {"source": 0.0}, 600),
            ("bodies halved twice", SHARES, 150),
        ):
            delays[name].append(days_until(chance, list(past), shares, length))
    print(f"false alarms: {alarms} in {SEEDS} years of {RUNS_A_YEAR} runs")
    for name, found in delays.items():
        print(
            f"{name}: alarm after {', '.join('none' if day is None else f'{day:.1f}' for day in found)} days"
        )


if __name__ == "__main__":
    main()
