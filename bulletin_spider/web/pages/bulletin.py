"""What does it say, who wrote it, is it still there?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from bulletin_spider.statuses import Change
from bulletin_spider.web.bulletins.body import marked_body
from bulletin_spider.web.bulletins.citation import citations, shareable_address
from bulletin_spider.web.bulletins.credited import people_of
from bulletin_spider.web.bulletins.fields import catalogue_card, evidence_of, fields_of
from bulletin_spider.web.bulletins.file_size import size_words
from bulletin_spider.web.bulletins.news_article import news_article, script_text
from bulletin_spider.web.bulletins.paths import version_path
from bulletin_spider.web.bulletins.people import NamedPeople
from bulletin_spider.web.bulletins.rich_body import AS_ON_PAGE, page_body
from bulletin_spider.web.bulletins.shown import shown, versions_near
from bulletin_spider.web.bulletins.timeline import timeline
from bulletin_spider.web.bulletins.versions import bulletin_versions
from bulletin_spider.web.bulletins.withdrawal import with_words, withdrawal_of
from bulletin_spider.web.evidence.capture_address import capture_address
from bulletin_spider.web.page import Page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bulletin_spider.web.parameters import Parameters
    from bulletin_spider.web.reading import Reading


def answer(reading: Reading, parameters: Parameters) -> dict[str, Any]:
    """Return the latest version of a bulletin, and its versions."""
    versions = bulletin_versions(reading.layout, parameters.text("site"), parameters.text("id"))
    return answer_of(versions, versions[-1], parameters)


def answer_of(
    versions: Sequence[dict[str, Any]], version: dict[str, Any], parameters: Parameters
) -> dict[str, Any]:
    """Return what the page of one version says; ``versions`` are all of the bulletin, the oldest first."""
    latest, site = versions[-1], str(version["site"])
    cited, near = shown(with_words(versions, version)).version, versions_near(versions, version)
    address = shareable_address(parameters.root + parameters.mount, version_path(cited, cited["revision"]))
    capture = capture_address(version["capture"])
    marks: dict[str, Any] = {
        "is_latest": version is latest,
        "previous": _neighbour(versions, version, -1),
        "next": _neighbour(versions, version, 1),
        "earlier": _neighbour(versions, near[0], -1),
        "later": _neighbour(versions, near[-1], 1),
    }
    version, left_out = shown(version)
    if len(near) < len(versions):
        left_out["versions"] = {"shown": len(near), "of": len(versions)}
    return marks | {
        "version": version,
        "left_out": left_out,
        "is_withdrawn": latest["change"] == Change.WITHDRAWN,
        "withdrawal": withdrawal_of(versions),
        "path": version_path(version),
        "versions": timeline(near),
        "body": list(marked_body(version)),
        "byline": [
            part._asdict() for part in NamedPeople(version).parts(version.get("byline") or "", is_credit=True)
        ],
        "people": [one | {"evidence": evidence_of(version, one["role"])} for one in people_of(version)],
        "fields": list(fields_of(version)),
        "document": catalogue_card(version),
        "document_evidence": evidence_of(version, "document"),
        "change_evidence": evidence_of(version, "change"),
        "attachments": [_with_path(file) for file in version["attachments"]],
        "capture": capture.path if capture else None,
        "citations": citations(cited, site, address),
        "news_article": news_article(cited, versions, site, address),
    }


def more(reading: Reading, found: dict[str, Any], parameters: Parameters) -> dict[str, Any]:
    """Return the markup of the page: the description for other programs, and the body as its page had it."""
    wanted = parameters.choice("body", {AS_ON_PAGE})
    body = page_body(reading.layout, found["version"], parameters.language) if wanted else None
    return {
        "script": Markup(script_text(found["news_article"])),  # noqa: S704 - without <, > and &
        "wanted": wanted,
        "rich": Markup(body) if body else None,  # noqa: S704 - sanitized
    }


def _neighbour(versions: Sequence[dict[str, Any]], version: Mapping[str, Any], step: int) -> str | None:
    """Return the path of the version before or behind another one; None if there is none."""
    place = next(number for number, one in enumerate(versions) if one is version) + step
    return version_path(version, versions[place]["revision"]) if 0 <= place < len(versions) else None


def _with_path(file: Mapping[str, Any]) -> dict[str, Any]:
    capture = capture_address(file.get("capture"))
    return {**file, "path": capture.path if capture else None, "size_words": size_words(file.get("size"))}


PAGE = Page(path="/b/{site}/{id}", template="bulletin.html", answer=answer, more=more)
