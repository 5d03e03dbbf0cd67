"""The weights of lines in the search for the body, in one table.

The unit is one character of prose. ``benchmarks/weights.py`` measures in which range each number gives the same bodies.
"""

from __future__ import annotations

MIN_BODY = 20.0
"""The best run needs more: one sentence of 21 characters."""
MIN_BODY_BELOW = 4.0
"""The same below headline, date or source, as long as there is no better run: a few words are a body there."""

ABOVE_HEADLINE = 0.3
"""Factor of lines above the headline: a teaser or a menu."""
ABOVE_DATED_HEADLINE = 0.05
"""The same if date or source follow the headline."""
BEHIND_NOTICE = 0.01
"""Factor of lines behind a notice of rights: the text of the notice can be longer than a short body."""
BEHIND_EDITOR = 0.3
"""Factor behind an editor's line, the end of an article or the footer: text can go on there."""
BEHIND_RELATED = 0.05
"""Factor behind related links: the texts of other articles follow."""
IN_CHROME = 0.1
"""Factor of a line in a menu, a side box or the footer."""
IN_BODY = 1.5
"""Factor of a line in a block with the name of a body."""

MIN_BEFORE_EDITOR = 8.0
"""Weight above which the text before an editor's line is the body, if no line of date or source came before it."""
MIN_BEFORE_BORDER = 40.0
"""The same before another border of a body."""
MIN_BEFORE_BORDER_BELOW_INFO = 20.0
"""The same if a line of date or source came before it."""
MIN_BEFORE_RELATED_BELOW_INFO = -1.0
"""The same before related links: no text at all is needed, as the page can be a picture or a video."""
MAX_ABOVE_INFO = 25.0
"""Weight of the prose that can be above a line of date and source."""
MAX_ABOVE_PUBLICATION_TIME = 150.0
"""The same if the line tells the time of publication, or is in another part of the layout."""
MIN_BEFORE_BYLINE = 20.0
"""Weight above which a byline at the end of a block ends the body."""

FREE_STEPS = 2
"""Steps between frames that cost nothing: they lead to the next frame."""
STEP = 8.0
"""Cost of each further step."""
STEP_IN_BODY = 1.0
"""The same inside a block with the name of a body, where frames only arrange text and pictures."""
LEAVING_BODY = 40.0
"""Cost of leaving a block with the name of a body."""
OTHER_HEADING = 40.0
"""Cost of a heading in another part of the layout."""
NO_PROSE = -15.0
"""Weight of a tool or a line of information about the article."""
CELL = 2.0
"""Least weight of each cell in a row of a data table: as much as a short line (``prose.SHORT_LINE``)."""

MIN_REPEATED = 15
"""Characters above which a line that occurs again counts nothing: short lines repeat in tables."""
MAX_BYLINE = 60
"""Characters of the longest line that is only a byline."""
