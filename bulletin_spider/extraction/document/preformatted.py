"""Divide preformatted text into its lines, and join the lines that only the width of the page broke."""

from __future__ import annotations

_MIN_BROKEN = 25
"""Characters of the shortest line that the width of the page can have broken: a shorter one is a heading or a name."""
_INDENTS = (" ", "\u3000", "\t")
_ENDINGS = ("。", "！", "？", "：", "；", "”", "）", "…", ".", "!", "?", ":", ";", ")")


def preformatted_lines(text: str) -> list[str]:
    """Return the lines of ``text``.

    A long line without a mark at its end goes on with the next line, unless that one is indented.
    """
    lines: list[list[str]] = []
    above = ""
    for line in text.split("\n"):
        if lines and _is_broken(above, line):
            lines[-1].append(line)
        else:
            lines.append([line])
        above = line.strip()
    return ["".join(pieces) for pieces in lines]


def _is_broken(above: str, line: str) -> bool:
    return (
        len(above) >= _MIN_BROKEN
        and not above.endswith(_ENDINGS)
        and line.strip() != ""
        and not line.startswith(_INDENTS)
    )
