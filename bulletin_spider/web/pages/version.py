"""What did it say then: one version of a bulletin?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bulletin_spider.web.bulletins.versions import MOST_VERSIONS, bulletin_versions, with_revision
from bulletin_spider.web.page import Page
from bulletin_spider.web.pages.bulletin import answer_of, more

if TYPE_CHECKING:
    from bulletin_spider.web.parameters import Parameters
    from bulletin_spider.web.reading import Reading


def answer(reading: Reading, parameters: Parameters) -> dict[str, Any]:
    """Return the version that the address names."""
    versions = bulletin_versions(reading.layout, parameters.text("site"), parameters.text("id"))
    version = with_revision(versions, parameters.number("number", 1, MOST_VERSIONS))
    return answer_of(versions, version, parameters)


PAGE = Page(path="/b/{site}/{id}/{number}", template="bulletin.html", answer=answer, more=more)
