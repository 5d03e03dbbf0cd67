"""Every link within README and docs leads to a file and a heading that exist."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT
from tests.docs.blocks import PAGES, text_outside_fences

if TYPE_CHECKING:
    from pathlib import Path

ALL = [*PAGES, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *ROOT.glob("SECURITY.md")]


def fragments(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text_outside_fences(page), re.MULTILINE)
    shown = (re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading) for heading in headings)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in shown}


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_every_link_leads_to_a_heading(page: Path) -> None:
    for target in re.findall(r"\]\(((?!\w+:)[^)\s]+)\)", text_outside_fences(page)):
        name, _, fragment = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), f"{page.name}: {target}"
        if fragment and path.suffix == ".md":
            assert fragment in fragments(path), f"{page.name}: {target}"


def test_readme_leads_to_every_page_of_docs() -> None:
    """Directly, or through a page that it leads to."""
    seen, waiting = set[str](), ["README.md"]
    while waiting:
        page = ROOT / waiting.pop()
        targets = re.findall(r"\]\(((?!\w+:)[^)#\s]+\.md)", text_outside_fences(page))
        for target in targets:
            name = (page.parent / target).resolve().relative_to(ROOT).as_posix()
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    assert {page.relative_to(ROOT).as_posix() for page in PAGES} - {"README.md"} <= seen
