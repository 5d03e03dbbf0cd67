"""Say that a channel is unknown, where a selection by it has found nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.archive.index.lookup import channels_of
from bulletin_spider.suggestion import suggestion

if TYPE_CHECKING:
    import argparse

    from bulletin_spider.archive.layout import Layout


def channel_hint(layout: Layout, opts: argparse.Namespace) -> str:
    """Return a line if no archived site has the channel that is asked for; empty if one has it."""
    sites = [opts.site] if opts.site else layout.sites()
    known = {channel for site in sites for channel in channels_of(layout, site)}
    if not known or opts.channel in known:
        return ""
    return f"--channel {opts.channel}: no bulletin is in such a channel{suggestion(opts.channel, known)}\n"
