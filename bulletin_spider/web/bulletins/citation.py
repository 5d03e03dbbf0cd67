"""Cite one version of a bulletin: by GB/T 7714, as BibTeX, and in plain words with what proves it."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from bulletin_spider.web.bulletins.attribution import address, creators, publisher

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_CREATORS = 3
"""Names that GB/T 7714 gives; 等 stands for the others."""
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {sign: f"\\{sign}" for sign in "%#&$_"}
"""Characters that TeX reads as commands, and how they are written."""
_BREAKS_BIBTEX = re.compile(r"[\s{}\\]")
"""Characters that an address in BibTeX must have as percent codes: its braces have to be in pairs."""


class Evidence(NamedTuple):
    """What proves a version: the WARC record that it was read from, and the digests of what came and of the words."""

    seen: str
    """When the page was fetched, ISO 8601."""
    capture: str
    """File and offset; "" if no capture was kept."""
    record_id: str
    digest: str
    """The SHA-1 of the body as it was received, in the form of WARC."""
    fingerprint: str
    """The SHA-256 of the normalized content."""
    archive_address: str
    """The address of this version in the web interface; "" if only this machine reaches it."""


def evidence(version: Mapping[str, Any], archive_address: str) -> Evidence:
    """Return what proves a version."""
    capture = version["capture"] or {}
    place = f"{capture['file']}@{capture['offset']}" if capture else ""
    return Evidence(
        version["fetched_at"],
        place,
        str(capture.get("record_id", "")),
        str(capture.get("digest", "")),
        version["fingerprint"],
        archive_address,
    )


def shareable_address(root: str, path: str) -> str:
    """Return the address of a page; "" if ``root`` leads to this machine only: no reader of a citation reaches it."""
    host = urlsplit(root).hostname or ""
    try:
        is_here = ip_address(host).is_loopback
    except ValueError:
        is_here = host == "localhost" or host.endswith(".localhost")
    return "" if is_here else f"{root}{path}"


def gb7714(version: Mapping[str, Any], site_name: str) -> str:
    """Return the reference of an electronic resource by GB/T 7714—2015: creator, title, days, address.

    A government document with a number is a file ([A/OL]) and has the number behind its title; others are
    announcements on a network ([EB/OL]). The day of citing is that of the capture, which shows the words.
    """
    names = creators(version, site_name)
    named = ", ".join(names[:_MOST_CREATORS]) + (", 等" if len(names) > _MOST_CREATORS else "")
    number = (version.get("document") or {}).get("document_number")
    title = f"{version['title']}: {number}[A/OL]" if number else f"{version['title']}[EB/OL]"
    return f"{named}. {title}. ({version['date']})[{version['fetched_at'][:10]}]. {address(version)}."


def bibtex(version: Mapping[str, Any], site_name: str, archive_address: str) -> str:
    """Return an entry for BibTeX and biblatex, with the proof in its note."""
    proof = evidence(version, archive_address)
    year, month, _ = version["date"].split("-")
    note = [f"Seen {proof.seen}"]
    note += [f"WARC record {proof.record_id}, {proof.digest}"] if proof.capture else []
    note += [f"content sha256:{proof.fingerprint}"]
    fields = {
        "title": f"{{{_tex(version['title'])}}}",
        "author": " and ".join(f"{{{_tex(name)}}}" for name in creators(version, site_name)),
        "publisher": _tex(publisher(version, site_name)),
        "year": year,
        "month": str(int(month)),
        "date": version["date"],
        "url": _bibtex_address(address(version)),
        "urldate": proof.seen[:10],
        "archive": _bibtex_address(proof.archive_address),
        "note": _tex("; ".join(note)),
        "langid": "chinese",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{_key(version)},\n{lines}}}\n"


def plain_citation(version: Mapping[str, Any], site_name: str, archive_address: str) -> str:
    """Return a citation in Chinese words, with everything that a third person needs to check it."""
    proof = evidence(version, archive_address)
    office = publisher(version, site_name)
    names = [name for name in creators(version, site_name) if name != office]
    named = f"{'、'.join(names)}：" if names else ""
    place = f"，WARC 记录 {proof.record_id}（{proof.capture}，正文 {proof.digest}）" if proof.capture else ""
    page = f"，{proof.archive_address}" if proof.archive_address else ""
    return (
        f"{named}《{version['title']}》，{office}，{version['date']}，{address(version)}，"
        f"第 {version['revision']} 版，存档于 {proof.seen}{place}，内容 SHA-256 {proof.fingerprint}{page}。"
    )


def citations(version: Mapping[str, Any], site_name: str, archive_address: str) -> dict[str, str]:
    """Return every form of the citation of a version."""
    return {
        "gb7714": gb7714(version, site_name),
        "bibtex": bibtex(version, site_name, archive_address),
        "plain": plain_citation(version, site_name, archive_address),
    }


def _key(version: Mapping[str, Any]) -> str:
    site = re.sub(r"[^0-9A-Za-z-]", "", version["site"])
    return f"{site or 'bulletin'}-{version['id']}-{version['revision']}"


def _tex(text: str) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in " ".join(text.split()))


def _bibtex_address(url: str) -> str:
    return _BREAKS_BIBTEX.sub(lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), url)
