"""The points that a line gains and loses as the headline, in one table.

They are relative: a headline needs more than ``THRESHOLD``, and the line with the most points is chosen.
``benchmarks/weights.py`` measures in which range each number gives the same headlines.
"""

from __future__ import annotations

THRESHOLD = 18.0
"""A title class above prose (20) is enough for a headline; a title class alone (16) or h3 alone (14) is not."""

HEADINGS = (0.0, 30.0, 24.0, 14.0, 8.0, 6.0, 6.0)
"""A line in no heading, in h1, h2 … h6. h1 and h2 alone are enough for a headline, h3 is not."""
TITLE_CLASS = 16.0
"""A line in a block whose class or id names a title. It is not enough alone: a box beside the article can have one."""
TITLE_CLASS_ABOVE_PROSE = 20.0
"""The same, with a sentence below it. It is enough alone."""

LISTING_ROW = 60
"""The title of the row that leads to the page. Nothing weighs more."""
META_ARTICLETITLE = 55
"""The meta tag that Chinese content systems fill with the title alone."""
CATALOGUE_CARD = 50
"""The card gives the title of the document alone."""
TITLE_TAG = 35
"""The title tag can hold the name of the site or the channel."""
META_OG_TITLE = 30
"""It can hold the name of the site or the channel, as the title tag does."""
META_TITLE = META_TWITTER_TITLE = 20
"""They can hold the name of the site or the channel. Alone they are just enough."""

TRUNCATED = 0.9
"""Share of a candidate's points for a line that begins with it, if the listing cut it short."""
BEGINNING_OF_CANDIDATE = 0.9
"""Share for a line with which the candidate begins: a title tag goes on with the name of the site."""
PART_OF_CANDIDATE = 0.6
"""Share for a line that is another part of the candidate, such as the name of the site."""
SHORT_PART = 0.35
"""Added to the part's share of the characters, up to 1: from 65 % of the candidate on, length costs nothing."""
LINE_GOES_ON = 0.5
"""Share for a line that begins with the candidate and goes on: the candidate can be the name of a channel."""
MIN_PART = 5
"""Characters of a line that counts as part of a candidate: 招聘公告 can be part of any title."""
MIN_BEGINNING = 6
"""Characters of a candidate with which a line begins."""

ABOVE_DATE_LINE = 25.0
"""The line of date and source is the next line."""
ABOVE_SUBTITLE = 20.0
"""A short subtitle is between them."""
HEADING_ABOVE_DATE_LINE = 15.0
"""Added if the line is a heading too."""
MIN_TITLE = 3
"""Characters of the shortest line that gains points for the line of date and source below it."""

CHANNEL_NAME = -25.0
"""A line that reads like the name of a channel: takes back the place above the date line."""
CHANNEL_NAME_ABOVE_LABELS = -5.0
"""The same right above labels of date or source: a headline can be as short (招聘公告)."""
LINK = -40.0
"""A line that is mostly a link: it costs more than a heading gives."""
CHROME = -15.0
"""A line in a menu, a side box or the footer."""
SENTENCE_END = -20.0
"""A line that ends like a sentence or a teaser."""
NO_TEXT = -40.0
"""A line of another kind than text, such as a date or a tool."""

SEARCHED_LINES = 400
"""Lines of a page that can be the headline: a longer page costs no more time."""
MIN_SENTENCE = 30
"""Characters of a sentence. A shorter one below a line does not prove that the line heads a text and not a box."""
