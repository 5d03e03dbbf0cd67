"""Describe a version as a NewsArticle of schema.org, for search engines and reference managers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bulletin_spider.web.bulletins.attribution import address, publisher

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ROLES = {"reporters": "author", "authors": "author", "correspondents": "contributor", "editors": "editor"}
"""Field of a version → property of a NewsArticle; photographers are contributors of another kind."""
_ESCAPED = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""Characters that could end a script element, or a line of a script, and how JSON writes them."""


def news_article(
    version: Mapping[str, Any], versions: Sequence[Mapping[str, Any]], site_name: str, archive_address: str
) -> dict[str, Any]:
    """Return the description of a version; ``versions`` are all of the bulletin, the oldest first.

    A bulletin that names no writer has its publisher as author. ``archive_address`` may be "": nobody else reaches it.
    """
    article: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "url": address(version),
        "headline": version["title"],
        "datePublished": version["published_at"] or version["date"],
        "inLanguage": "zh-Hans",
        "publisher": {"@type": "Organization", "name": publisher(version, site_name)},
        "version": version["revision"],
        "identifier": f"sha256:{version['fingerprint']}",
        "sdDatePublished": version["fetched_at"],
        "isBasedOn": _capture(version),
    }
    if archive_address:
        article |= {"@id": archive_address, "archivedAt": archive_address}
    if len(versions) > 1 and version["revision"] > 1:
        article["dateModified"] = version["fetched_at"]
    for field, role in _ROLES.items():
        people = [{"@type": "Person", "name": name} for name in version.get(field) or ()]
        if people:
            article[role] = article.get(role, []) + people
    article.setdefault("author", [article["publisher"]])
    optional = {
        "articleSection": version.get("section"),
        "creditText": version.get("byline"),
        "image": [image["url"] for image in version["images"]],
        "associatedMedia": [_media(file) for file in version["attachments"]],
    }
    return article | {name: value for name, value in optional.items() if value}


def script_text(article: Mapping[str, Any]) -> str:
    """Return JSON that no parser of HTML takes for markup, to be put into a ``script`` element as it is."""
    text = json.dumps(article, ensure_ascii=False)
    return "".join(_ESCAPED.get(sign, sign) for sign in text)


def _capture(version: Mapping[str, Any]) -> dict[str, Any]:
    """Return the page that the version was read from: its address, and the WARC record if it was kept."""
    record = str((version["capture"] or {}).get("record_id", "")).strip("<>")
    page = {"@type": "WebPage", "url": address(version), "sdDatePublished": version["fetched_at"]}
    return page | ({"identifier": record} if record else {})


def _media(file: Mapping[str, Any]) -> dict[str, Any]:
    media = {"@type": "MediaObject", "contentUrl": file["url"], "name": file["name"]}
    optional = {"sha256": file.get("digest"), "contentSize": file.get("size")}
    return media | {name: str(value) for name, value in optional.items() if value is not None}
