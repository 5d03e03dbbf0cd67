"""No script, no handler and no foreign address is left of any attack, as a parser of HTML5 reads the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import html5lib
import pytest

from bulletin_spider.extraction import Content, rich_body
from bulletin_spider.extraction.body_html.reshaping import KEPT_ATTRIBUTES, KEPT_TAGS, reshaped
from bulletin_spider.extraction.body_html.sanitizing import sanitized
from tests.extraction.body_html.attacks import ATTACKS, BOMBS

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

ADDRESS = "https://www.example.cn/xw/1.html"
HTML = "{http://www.w3.org/1999/xhtml}"
FIRST, LAST = "3月6日上午，区政府召开专题会议，研究部署绿化工作。", "会议还研究了其他事项。"
SMALL_ATTACKS = [attack for attack in ATTACKS if attack not in BOMBS]
"""Those that are not bounded before they are reshaped."""
PAGES = [
    "<div class=content><p>{first}</p><p>{attack}</p><p>{last}</p></div>",
    "<div class=content>{first}{attack}{last}</div>",
    "<div class=content><p>{first}</p><table><tr><td>{attack}</td></tr></table><p>{last}</p></div>",
    "<div class=content><p><strong>{first}</strong></p>{attack}<ul><li>{attack}<li>{last}</ul></div>",
]


def elements(markup: str) -> list[Element]:
    tree = html5lib.parse(f"<!DOCTYPE html><body>{markup}</body>", treebuilder="etree")
    return list(tree.iter())


def faults(markup: str) -> list[str]:
    """Return what is in ``markup`` that is neither a kept element nor a kept attribute nor a web address."""
    found = []
    for element in elements(markup):
        if not isinstance(element.tag, str) or not element.tag.startswith(HTML):
            found.append(f"node {element.tag}")
            continue
        tag = element.tag.removeprefix(HTML)
        if tag not in KEPT_TAGS | {"html", "head", "body"}:
            found.append(f"element {tag}")
        for name, value in element.attrib.items():
            if name not in KEPT_ATTRIBUTES.get(tag, set()) | {"rel" if tag == "a" else ""}:
                found.append(f"attribute {name} of {tag}")
            if name in {"href", "src"} and not value.startswith(("http://", "https://")):
                found.append(f"address {value}")
    return found


def test_attacks_are_many_and_differ() -> None:
    assert len(set(ATTACKS)) >= 300


def test_unsafe_markup_is_seen_as_unsafe() -> None:
    assert sum(bool(faults(attack)) for attack in SMALL_ATTACKS) >= 0.9 * len(SMALL_ATTACKS)


@pytest.mark.parametrize("page", PAGES)
def test_no_attack_survives_in_a_body(page: str) -> None:
    pictures: list[dict[str, str | None]] = [
        {"url": url, "caption": None} for url in ("https://www.example.cn/xw/x", "https://www.example.cn/x")
    ]
    content = Content(paragraphs=[FIRST, LAST], images=pictures)
    for attack in ATTACKS:
        markup = page.format(first=FIRST, attack=attack, last=LAST)
        body = rich_body(f"<html><body>{markup}</body></html>".encode("utf-8", "replace"), ADDRESS, content)
        assert faults(body) == [], attack


def test_no_attack_survives_as_text_of_the_body() -> None:
    """The whole page is the body, so that nothing of the attack is cut away before it is made safe."""
    for attack in SMALL_ATTACKS:
        assert faults(sanitized(reshaped(f"<div><p>{FIRST}</p>{attack}</div>", ADDRESS))) == [], attack


def test_no_attack_survives_the_last_step_alone() -> None:
    for attack in ATTACKS:
        assert faults(sanitized(attack)) == [], attack


def test_safe_markup_is_stable() -> None:
    """To be parsed and made safe once more changes nothing: a browser sees what was checked."""
    for attack in SMALL_ATTACKS:
        once = sanitized(reshaped(f"<div><p>{FIRST}</p>{attack}</div>", ADDRESS))
        assert sanitized(once) == once, attack
