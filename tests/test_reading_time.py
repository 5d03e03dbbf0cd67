"""Reading a page ends after its CPU time, wherever Python can be interrupted."""

from __future__ import annotations

import signal
import threading

import pytest

from bulletin_spider.exceptions import TooExpensive
from bulletin_spider.reading_time import read_in_time

SHORT = 0.05


def spin() -> None:
    while True:
        pass


def test_endless_reading_is_interrupted() -> None:
    with pytest.raises(TooExpensive, match=r"more than 0\.05 s of CPU time"):
        read_in_time(SHORT, spin)
    assert TooExpensive.reason == "too expensive to read"


def test_result_and_error_of_a_reading_pass() -> None:
    assert read_in_time(5, "{}{x}".format, 1, x=2) == "12"
    with pytest.raises(ValueError, match="invalid literal"):
        read_in_time(5, int, "x")


def test_interruption_that_is_dropped_is_repeated() -> None:
    def stubborn() -> None:
        for _ in range(2):
            try:
                spin()
            except TooExpensive:
                continue
        spin()

    with pytest.raises(TooExpensive):
        read_in_time(SHORT, stubborn)


def test_timer_and_handler_are_as_before() -> None:
    before = signal.getsignal(signal.SIGPROF)
    with pytest.raises(TooExpensive):
        read_in_time(SHORT, spin)
    assert signal.getsignal(signal.SIGPROF) == before
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_other_threads_and_zero_seconds_have_no_bound() -> None:
    results: list[str] = []
    thread = threading.Thread(target=lambda: results.append(read_in_time(SHORT, str, 1)))
    thread.start()
    thread.join()
    results.append(read_in_time(0, str, 2))
    assert results == ["1", "2"]
