from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulletin_spider.archive.captures.reader import read_exchange, read_records
from bulletin_spider.archive.captures.recovery import recover_captures
from bulletin_spider.archive.layout import Layout
from tests.archive.exchanges import RUN, captures, exchange, read_by_warcio

if TYPE_CHECKING:
    from pathlib import Path

NAME = f"{RUN}.warc.gz"


def killed(root: Path, count: int = 3) -> Path:
    """Return the open file of a run that was killed."""
    own = captures(root)
    for number in range(count):
        own.keep(exchange(number), {"listing-title": "标题"})
    own.close()
    return (root / "captures" / "demo" / NAME).rename(root / "captures" / "demo" / f"{NAME}.open")


@pytest.mark.slow
def test_an_open_file_is_cut_to_whole_records(tmp_path: Path) -> None:
    path = killed(tmp_path)
    body = path.read_bytes()
    ends = [record.end for record in read_records(path)]
    place = path.parent
    for cut in range(ends[-4], len(body) + 1):
        path.write_bytes(body[:cut])
        assert recover_captures(Layout(tmp_path), "demo") == [place / NAME]
        whole = max(end for end in ends if end <= cut)
        assert (place / NAME).read_bytes() == body[:whole]
        assert [file.name for file in place.iterdir()] == [NAME]
        (place / NAME).unlink()


def test_an_open_file_without_whole_records_is_removed(tmp_path: Path) -> None:
    path = killed(tmp_path)
    body = path.read_bytes()
    first = next(read_records(path)).end
    for torn in (b"", body[:1], body[: first - 1], b"\x00" * 500):
        path.write_bytes(torn)
        assert recover_captures(Layout(tmp_path), "demo") == []
        assert not list(path.parent.iterdir())


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 10**6), garbage=st.binary(max_size=300), flipped=st.integers(0, 10**6) | st.none())
def test_only_whole_records_of_a_crash_are_published(
    tmp_path: Path, cut: int, garbage: bytes, flipped: int | None
) -> None:
    path = killed(tmp_path, 6)
    body = path.read_bytes()
    ends = [0, *(record.end for record in read_records(path))]
    cut %= len(body) + 1
    torn = bytearray(body[:cut] + garbage)
    if flipped is not None and torn:
        torn[flipped % len(torn)] ^= 0x20
    path.write_bytes(torn)
    found = recover_captures(Layout(tmp_path), "demo")
    kept = found[0].read_bytes() if found else b""
    # No checksum covers the operating system and the time in a gzip header, and no reader uses them.
    assert sum(one != other for one, other in zip(kept, body, strict=False)) <= 1
    assert len(kept) in ends
    if flipped is None:
        assert len(kept) == max(end for end in ends if end <= cut)
    for file in found:
        assert read_by_warcio(file)
        file.unlink()


def test_a_run_killed_before_unlink_is_recovered(tmp_path: Path) -> None:
    path = killed(tmp_path)
    path.with_name(NAME).hardlink_to(path)
    assert recover_captures(Layout(tmp_path), "demo") == [path.with_name(NAME)]
    assert [file.name for file in path.parent.iterdir()] == [NAME]


@pytest.mark.parametrize("share", [0, 0.5, 1])
def test_copied_beginning_of_a_whole_file_is_removed(tmp_path: Path, share: float) -> None:
    """A copy of the archive that was taken while the run ended holds both."""
    path = killed(tmp_path)
    body = path.read_bytes()
    path.with_name(NAME).write_bytes(body)
    path.write_bytes(body[: int(len(body) * share)])
    assert recover_captures(Layout(tmp_path), "demo") == [path.with_name(NAME)]
    assert [(file.name, file.read_bytes()) for file in path.parent.iterdir()] == [(NAME, body)]


@pytest.mark.parametrize("longer", [b"", b"more"])
def test_open_file_of_other_bytes_replaces_nothing(tmp_path: Path, longer: bytes) -> None:
    path = killed(tmp_path)
    body = path.read_bytes()
    path.with_name(NAME).write_bytes(body if longer else body[:-9] + b"different")
    path.write_bytes(body + longer)
    with pytest.raises(FileExistsError):
        recover_captures(Layout(tmp_path), "demo")
    assert path.exists()


def test_a_large_body_is_checked_in_constant_memory(tmp_path: Path) -> None:
    large = exchange(body=bytes(range(256)) * 40_000)
    own = captures(tmp_path)
    tracemalloc.start()
    capture = own.keep(large)
    _, writing = tracemalloc.get_traced_memory()
    own.close()
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    assert len(list(read_records(own.layout.captures("demo")[0]))) == 2
    _, checking = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    assert read_exchange(tmp_path, capture).body == large.body
    _, reading = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    size = len(large.body)
    assert checking - before < 1_000_000
    assert writing < 6 * size
    assert reading < 4 * size
