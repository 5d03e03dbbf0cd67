"""Versions with attacks in their texts, and what an attack would have left in a page."""

from __future__ import annotations

from typing import Any

import html5lib

from tests.archive.wordings import wording

ATTACKS = (
    "<script>alert(1)</script>",
    "</title></h1></p><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
    "</script><!--<script>",
    "{braces} {0} {name}",
    "//evil.example/x",
    "<svg/onload=alert(1)>]]>",
    "\u202e\u2028\ufeff\u0000<b>",
)
"""Of each kind one; :mod:`tests.extraction.body_html.attacks` has more of markup."""
_HARMLESS = ("/", "#", "http://", "https://", "mailto:")


def hostile(number: int, text: str) -> dict[str, Any]:
    """Return a version with an attack in every text."""
    texts = dict.fromkeys(("title", "source", "byline", "channel", "section"), text)
    rule = {"rule": text, "text": text}
    return wording(
        number,
        **texts,
        url=text,
        paragraphs=[text, text],
        tables=[{"paragraph": 1, "caption": text, "rows": [[text, text]]}],
        reporters=[text],
        images=[{"url": text, "caption": text}],
        attachments=[{"url": text, "name": text, "kind": text, "state": text}],
        document={"document_number": text, "issuer": text},
        warnings=[text],
        evidence={"title": rule, "source": rule, "reporters": rule, "document": rule, "change": rule},
    )


def faults(page: str) -> list[str]:
    """Return what could run, or ask another host for something."""
    found = []
    for element in html5lib.parse(page, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "script" and not (
            element.get("src", "").startswith("/static/") or element.get("type") == "application/ld+json"
        ):
            found.append("script")
        for name, value in element.attrib.items():
            followed = name in {"href", "src", "action", "formaction", "data", "poster", "srcset"}
            if name.startswith("on") or name == "style":
                found.append(name)
            if followed and (value.startswith("//") or not value.startswith(_HARMLESS)):
                found.append(f"{name}={value}")
            if name in {"src", "srcset", "data", "poster"} and not value.startswith("/static/"):
                found.append(f"{name}={value}")
    return found
