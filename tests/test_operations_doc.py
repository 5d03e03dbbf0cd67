"""docs/operations.md agrees with the program: its table of exit codes, and an entry for each outcome."""

from __future__ import annotations

import re

import pytest

from bulletin_spider import settings
from bulletin_spider.operations.outcome.advice import advice, is_well
from bulletin_spider.operations.outcome.severity import WORST_FIRST, exit_code_table, heading_fragment
from bulletin_spider.statuses import Outcome
from tests.conftest import ROOT

TEXT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_exit_code_table_matches_the_program() -> None:
    shown = TEXT.partition("<!-- table: exit codes -->\n")[2].partition("<!-- end")[0]
    assert shown.strip() == exit_code_table()


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_an_entry_with_advice(outcome: Outcome) -> None:
    entry = TEXT.partition(f"\n### {outcome}\n")[2].partition("\n#")[0]
    assert len(entry) > 100
    assert "do:*" in entry.lower()
    assert f"(#{heading_fragment(outcome)})" in TEXT
    assert is_well(outcome) != bool(advice(outcome, "haidian")), "what is not well has its line of advice"


def test_order_of_outcomes_matches_the_program() -> None:
    shown = TEXT.partition("From bad to good:\n")[2].partition(".\n")[0]
    assert re.findall(r"`([^`]+)`", shown) == list(WORST_FIRST[:-1])


def test_every_named_setting_exists() -> None:
    named = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", TEXT)) | set(re.findall(r"-s ([A-Z_]+)=", TEXT))
    ours = {name for name in vars(settings) if name.isupper()}
    environment = {
        f"BULLETIN_{name}"
        for name in ("ARCHIVE", "CACHE", "CONTACT", "DATABASE", "LEASE", "NOTIFY", "PING", "WATCH_SECRET")
    }
    assert named <= ours | environment


def test_every_named_command_exists() -> None:
    commands = {path.stem for path in (ROOT / "bulletin_spider" / "commands").glob("[a-z]*.py")}
    named = re.findall(r"(?:`|uv run |^ {4}|\$ |: )bulletin ([a-z]+)\b", TEXT, re.MULTILINE)
    assert len(named) > 20
    assert set(named) <= commands


def test_every_link_leads_to_a_heading() -> None:
    headings = {heading_fragment(heading) for heading in re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)}
    assert set(re.findall(r"\(#([^)]+)\)", TEXT)) <= headings
