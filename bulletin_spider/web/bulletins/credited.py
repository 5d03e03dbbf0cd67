"""Name the people of a version by role, and where each is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.normalization.publishable import publishable
from bulletin_spider.web.bulletins.body import Paragraph, body_parts
from bulletin_spider.web.bulletins.people import ROLES, NamedPeople

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def people_of(version: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each role with its names, and for each name the numbers of the paragraphs in which it is marked, from 1.

    ``in_byline`` says whether the name is in the byline, which is often no part of the paragraphs. Rows of tables are
    no paragraphs. A name is without characters that no address can hold.
    """
    people = NamedPeople(version)
    marked: dict[str, list[int]] = {name: [] for name in people.roles}
    for part in body_parts(version):
        if isinstance(part, Paragraph):
            for name in people.marked(part.text):
                marked[name].append(part.number)
    in_byline = people.marked(people.byline, is_credit=True)
    for role in ROLES:
        if names := version.get(role):
            shown = [
                {"name": publishable(name), "paragraphs": marked[name], "in_byline": name in in_byline}
                for name in names
            ]
            yield {"role": role, "names": shown}
