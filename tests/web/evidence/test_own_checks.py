from __future__ import annotations

import hashlib
import subprocess
from typing import TYPE_CHECKING

from bulletin_spider.archive.packing.month_packing import pack_site
from bulletin_spider.web.evidence.capture_address import CaptureAddress
from bulletin_spider.web.evidence.own_checks import own_checks
from tests.archive.packing.building import NOW, three_months

if TYPE_CHECKING:
    from pathlib import Path

ADDRESS = CaptureAddress("demo", "20260905T060000Z.warc.gz", 7)


def test_a_missing_file_has_no_commands(tmp_path: Path) -> None:
    assert own_checks(tmp_path, ADDRESS, None) == []


def test_a_packed_file_is_cut_out_of_its_pack(tmp_path: Path) -> None:
    layout = three_months(tmp_path)
    file = min(layout.captures("demo"))
    content = file.read_bytes()
    list(pack_site(layout, "demo", "", NOW))
    assert not file.exists()
    found = {one["name"]: one["command"] for one in own_checks(tmp_path, ADDRESS, len(content))}
    ran = subprocess.run(
        ["sh", "-c", found["file"]], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split()[0] == hashlib.sha256(content).hexdigest()


def test_an_odd_name_stays_one_word_of_the_shell(tmp_path: Path) -> None:
    odd = ADDRESS._replace(site="de'mo; touch x")
    path = tmp_path / odd.file
    path.parent.mkdir(parents=True)
    path.write_bytes(b"warc")
    found = {one["name"]: one["command"] for one in own_checks(tmp_path, odd, 4)}
    ran = subprocess.run(
        ["sh", "-c", found["file"]], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split()[0].lstrip("\\") == hashlib.sha256(b"warc").hexdigest()
    assert not (tmp_path / "x").exists()
    assert {*found} == {"verify", "record", "records", "file"}
