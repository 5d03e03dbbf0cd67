from __future__ import annotations

import json
import subprocess
import zipfile
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulletin_spider.contract.check import faults, is_capture
from bulletin_spider.contract.fields import bulletin_fields
from bulletin_spider.contract.schema import bulletin_schema, of_type
from bulletin_spider.contract.soundness import is_sound
from bulletin_spider.contract.tables import markdown_table, table_schema
from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.statuses import Change
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LATER = {"moved_to": None, "tables": [], "document": None, "authors": [], "site_id": None, "section": None}
"""Fields that lines of release 0.1.0 are without."""
VALIDATOR = jsonschema.Draft202012Validator(bulletin_schema())
GOOD: dict[str, Any] = {
    "id": "551ebd5c55724656",
    "url": "http://www.example.gov.cn/xw/t1.html",
    "site": "demo",
    "channel": "要闻",
    "title": "湖滨绿道建成开放",
    "date": "2026-09-28",
    "published_at": None,
    "paragraphs": ["9月28日，湖滨绿道建成开放。"],
    "reporters": ["何川"],
    "correspondents": [],
    "photographers": [],
    "editors": [],
    "source": None,
    "byline": None,
    "images": [{"url": "http://www.example.gov.cn/1.png", "caption": None}],
    "attachments": [{"url": "http://www.example.gov.cn/1.docx", "name": "申报表.docx"}],
    "change": "new",
    "revision": 1,
    "fingerprint": "0" * 64,
    "previous": None,
    "fetched_at": "2026-09-28T12:00:00+08:00",
    "capture": None,
    "evidence": {"title": {"rule": "heading", "text": "湖滨绿道建成开放"}},
    "warnings": [],
    "schema": 1,
}
CAPTURE = {"file": "a.warc.gz", "offset": 0, "record_id": "<urn:uuid:1>", "digest": "sha1:A"}


def test_schema_is_valid_and_requires_every_field() -> None:
    jsonschema.Draft202012Validator.check_schema(bulletin_schema())
    assert list(GOOD) == [field.name for field in bulletin_fields() if field.required]
    assert list(GOOD) == bulletin_schema()["required"]
    assert list(GOOD | LATER) == list(bulletin_schema()["properties"])
    for line in (GOOD, GOOD | LATER):
        VALIDATOR.validate(line)
        assert faults(line) == []


def test_sound_lines_need_no_closer_look() -> None:
    """As a pipeline has them, with a status of its own type, and as they are read from a segment."""
    assert is_sound(GOOD | LATER | {"change": Change.NEW, "capture": CAPTURE})
    assert is_sound(GOOD)
    assert not is_sound(GOOD | {"title": "e\u0301"})


def test_field_descriptions_come_from_items() -> None:
    for name, rule in bulletin_schema()["properties"].items():
        assert rule["description"].endswith("."), name
    assert bulletin_schema()["properties"]["byline"]["description"].startswith(
        "The byline as written: lifted out"
    )


def test_fields_added_later_are_no_fault() -> None:
    more = GOOD | {
        "language": "zh",
        "capture": CAPTURE | {"length": 5},
    }
    VALIDATOR.validate(more)
    assert faults(more) == []


def test_words_of_old_lines_are_valid_rules() -> None:
    old = GOOD | {"evidence": {"date": {"rule": "bytes weighed against header and meta", "text": "utf-8"}}}
    VALIDATOR.validate(old)
    assert faults(old) == []


def test_schema_lists_the_slugs_of_evidence() -> None:
    proof = bulletin_schema()["properties"]["evidence"]["additionalProperties"]
    assert proof["properties"]["rule"]["examples"] == [*EvidenceRule]


WRONG: list[tuple[str, Any]] = [
    ("id", "551EBD5C55724656"), ("id", "551ebd5c5572465"), ("id", None), ("url", "ftp://x/"), ("url", "http://a b/"),
    ("site", ""), ("site", ".git"), ("site", "a/b"), ("title", ""), ("title", None), ("title", "甲\u2028乙"),
    ("title", "甲\0"), ("title", "\ufffe"), ("date", "2026-9-28"), ("date", ""), ("date", None),
    ("published_at", "2026-09-28T12:00:00Z"), ("published_at", "2026-09-28"), ("paragraphs", "one"),
    ("paragraphs", [None]), ("paragraphs", ["\x1b[31m"]), ("reporters", [1]), ("source", 1), ("byline", ["a"]),
    ("images", [{"url": "http://x/"}]), ("images", [{"url": "/1.png", "caption": None}]),
    ("images", [{"url": "http://x/1 2.png", "caption": None}]), ("images", ["http://x/"]),
    ("attachments", [{"url": "http://x/a", "name": None}]), ("change", "edited"), ("change", None), ("revision", 0),
    ("revision", "1"), ("revision", True), ("revision", 1.5), ("fingerprint", "f"), ("previous", ""),
    ("fetched_at", None), ("capture", []), ("capture", {}),
    ("capture", CAPTURE | {"offset": -1}), ("capture", CAPTURE | {"offset": True}), ("capture", CAPTURE | {"file": None}),
    ("evidence", {"title": "heading"}), ("evidence", {"title": {"rule": None}}),
    ("warnings", None), ("schema", 2), ("schema", True), ("schema", "1"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"), WRONG, ids=lambda value: str(value)[:20].encode("unicode_escape").decode()
)
def test_standard_and_our_check_find_broken_values(name: str, value: Any) -> None:
    broken = GOOD | {name: value}
    assert not VALIDATOR.is_valid(broken)
    assert faults(broken)
    assert all(name in fault for fault in faults(broken))


@pytest.mark.parametrize("name", list(GOOD))
def test_a_missing_field_is_a_fault(name: str) -> None:
    broken = {key: value for key, value in GOOD.items() if key != name}
    assert not VALIDATOR.is_valid(broken)
    assert faults(broken) == [f"{name}: is missing"]


@pytest.mark.parametrize(
    ("name", "value"), [("title", "e\u0301"), ("paragraphs", ["\ud800"]), ("id", f"{GOOD['id']}\n")]
)
def test_our_check_finds_what_schemas_cannot_express(name: str, value: Any) -> None:
    assert len(faults(GOOD | {name: value})) == 1


def test_only_our_check_finds_a_wrong_order() -> None:
    turned = dict(reversed(GOOD.items()))
    VALIDATOR.validate(turned)
    assert faults(turned) == ["schema: is in the wrong order"]


def test_is_capture_accepts_captures_and_null() -> None:
    assert is_capture(None)
    assert is_capture(CAPTURE)
    assert not is_capture({"file": "x"})
    assert not is_capture([])


@pytest.mark.parametrize("line", [None, [], "x", 3, float("nan")])
def test_line_that_is_no_object_is_a_fault(line: Any) -> None:
    assert faults(line)
    assert not VALIDATOR.is_valid(line)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(["", "要闻", "a\0", "http://x/"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["url", "caption", "name", "rule"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # of a busy machine
@given(st.sampled_from(list(GOOD)), JSON)
def test_our_check_agrees_with_the_standard(name: str, value: Any) -> None:
    changed = GOOD | {name: value}
    assert bool(faults(changed)) is not VALIDATOR.is_valid(changed)


def test_unsupported_annotation_raises_type_error() -> None:
    with pytest.raises(TypeError, match="has no schema for it yet"):
        of_type(set[str])


def test_shipped_schema_is_what_the_command_prints() -> None:
    shipped = json.loads((ROOT / "bulletin_spider" / "contract" / "bulletin.schema.json").read_bytes())
    assert shipped == bulletin_schema(), "run: scrapy schema > bulletin_spider/contract/bulletin.schema.json"


def test_the_table_schema_names_the_same_fields() -> None:
    fields = {field["name"]: field for field in table_schema()["fields"]}
    assert list(fields) == list(GOOD | LATER)
    kinds = {
        "revision": "integer",
        "date": "date",
        "fetched_at": "datetime",
        "images": "array",
        "capture": "object",
    }
    assert {name: fields[name]["type"] for name in kinds} == kinds
    assert fields["title"]["constraints"] == {"required": True}
    assert "constraints" not in fields["source"]


def test_documented_table_is_the_generated_one() -> None:
    documented = (ROOT / "docs" / "data_format.md").read_text(encoding="utf-8")
    assert markdown_table() in documented, "paste what 'scrapy schema --markdown' prints"


def test_documented_example_line_is_valid() -> None:
    documented = (ROOT / "docs" / "data_format.md").read_text(encoding="utf-8")
    example = json.loads(documented.partition("```json\n")[2].partition("\n```")[0])
    assert faults(example) == []
    assert list(example) == list(GOOD)


def test_wheel_holds_the_schema(tmp_path: Path) -> None:
    subprocess.run(["uv", "build", "--quiet", "--wheel", "--out-dir", tmp_path], cwd=ROOT, check=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        assert "bulletin_spider/contract/bulletin.schema.json" in wheel.namelist()
