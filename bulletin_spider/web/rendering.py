"""Fill templates: the language, the links and the filters that every template has."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bulletin_spider.archive.search.snippets import highlight, snippet
from bulletin_spider.items import SHANGHAI
from bulletin_spider.web.pages import all_pages
from bulletin_spider.web.security.links import web_address
from bulletin_spider.web.sentences.chinese import said
from bulletin_spider.web.texts import all_texts, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bulletin_spider.web.page import Page
    from bulletin_spider.web.parameters import Parameters

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
_MARKS = ("\ue000", "\ue001")
"""Private characters around a match until the text is escaped; texts of the archive lose theirs before."""


def render(template: str, parameters: Parameters, page: Page | None = None, **values: Any) -> str:  # noqa: ANN401
    """Return a template, filled."""
    chosen = _environment().get_template(template)
    language = parameters.language
    return chosen.render(
        {"stale": None, "behind": False, "site_title": str} | values,
        p=parameters,
        page=page,
        t=partial(text, language),
        word=partial(_word, language),
        said=partial(said, language),
        number=partial(_number, language),
        language=language,
        navigation=_navigation(),
        other=_other_language(parameters),
        asset=partial(_asset, parameters.mount),
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "marked": marked,
        "snippet": marked_snippet,
        "moment": moment,
        "web_address": web_address,
    }
    return environment


def marked(value: str, phrases: Sequence[str]) -> Markup:
    """Return a text with ``<mark>`` around the folded phrases; everything else of it is escaped."""
    return _with_marks(highlight(_without_marks(value), phrases, _MARKS))


def marked_snippet(value: str, phrases: Sequence[str]) -> Markup:
    """Return the part of a text around the first match, as :func:`marked`."""
    return _with_marks(snippet(_without_marks(value), phrases, _MARKS))


def _without_marks(value: str) -> str:
    return value.translate({ord(mark): None for mark in _MARKS})


def _with_marks(value: str) -> Markup:
    escaped = str(Markup.escape(value))
    return Markup(escaped.replace(_MARKS[0], "<mark>").replace(_MARKS[1], "</mark>"))  # noqa: S704 - escaped above


def moment(value: str) -> str:
    """Return a moment in ISO 8601 as ``2026-11-28 10:30``, in the zone of the sites."""
    return f"{dt.datetime.fromisoformat(value).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _word(language: str, kind: str, value: str) -> str:
    """Return the word for a value of the archive, such as a kind of change; the value itself if there is none."""
    key = f"{kind}.{value}"
    return text(language, key) if key in all_texts() else value


def _number(language: str, value: int | None) -> str:
    del language  # both write 1,234
    return "–" if value is None else f"{value:,}"


@cache
def _navigation() -> list[Page]:
    return sorted((page for page in all_pages() if page.navigation), key=lambda page: page.navigation)


def _other_language(parameters: Parameters) -> str:
    """Return the address of the same page in the other language."""
    here = parameters.link(after=parameters.valid_key).removeprefix(parameters.mount)
    other = f"/en{here}" if parameters.language == "zh" else here.removeprefix("/en") or "/"
    return f"{parameters.mount}{other}"


@cache
def _asset(mount: str, name: str) -> str:
    """Return the address of a static file; it changes with the file, so a browser may keep it."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"{mount}/static/{name}?{digest}"
