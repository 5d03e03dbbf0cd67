"""What exactly was changed between two versions that a reader has chosen from the lists of a form?"""

from __future__ import annotations

from bulletin_spider.web.page import Page
from bulletin_spider.web.pages.comparison import answer

PAGE = Page(path="/b/{site}/{id}/compare", template="comparison.html", answer=answer)
