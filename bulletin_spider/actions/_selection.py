"""The options by which several commands select bulletins."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_selection_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--site``, ``--channel``, ``--since`` and ``--until``."""
    parser.add_argument("--site", help="only this site")
    parser.add_argument("--channel", help="only this channel, like 通知公告")
    parser.add_argument("--since", metavar="YYYY-MM-DD", help="only bulletins of this day or a later one")
    parser.add_argument("--until", metavar="YYYY-MM-DD", help="only bulletins of this day or an earlier one")
