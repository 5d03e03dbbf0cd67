"""The options by which several commands select bulletins and sites."""

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


def add_site_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--site``, another way to name a site in commands that take sites by place."""
    parser.add_argument("--site", metavar="SITE", help="another way to name a SITE")


def named_sites(args: list[str], opts: argparse.Namespace) -> list[str]:
    """Return the sites that are named by place or with ``--site``, each once."""
    return list(dict.fromkeys([*args, *([opts.site] if opts.site else [])]))
