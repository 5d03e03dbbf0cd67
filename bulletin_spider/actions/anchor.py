"""``bulletin anchor``: write the heads of all chains of run records as a small file, to be kept elsewhere."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._archived_sites import select_archived_sites
from bulletin_spider.actions._output import print_fault, print_line
from bulletin_spider.archive.anchors import (
    DIGEST_SUFFIX,
    TIME_STAMP_SUFFIX,
    add_time_stamp,
    read_anchor,
    write_anchor,
)
from bulletin_spider.archive.layout import Layout
from bulletin_spider.exceptions import ArchiveFault, RunFault, UsageFault
from bulletin_spider.operations.anchoring.time_stamp import request_time_stamp

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


class AnchorAction(Action):
    """Write the anchor of today (UTC); with ``--rfc3161`` also a time stamp. Exit with 1 if there is no stamp."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add ``--rfc3161``."""
        parser.add_argument(
            "--rfc3161", metavar="URL", help="ask this authority for a time stamp of the anchor"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the anchor, and print the files to keep."""
        layout = Layout.of(self.settings)
        try:
            if args:
                raise UsageFault(f"unexpected argument '{args[0]}'; an anchor holds every site")
            path = write_anchor(layout, select_archived_sites(layout, []), dt.datetime.now(dt.UTC))
            heads = len(read_anchor(path).heads)
            print_line(f"{path}: the last records of {heads} site{'s' * (heads != 1)}")
            stamped = self._stamp(path, opts.rfc3161)
            names = [
                path.name,
                path.name + DIGEST_SUFFIX,
                *([path.name + TIME_STAMP_SUFFIX] if stamped else []),
            ]
            print_line(f"keep it on another machine: {', '.join(names)}")
        except RunFault as fault:
            self.exitcode = print_fault("anchor", fault)
        except OSError as error:
            self.exitcode = print_fault("anchor", ArchiveFault(layout.root, error))

    def _stamp(self, path: Path, url: str | None) -> bool:
        """Ask for a time stamp if the anchor has none, and return whether it has one."""
        has_stamp = path.with_name(path.name + TIME_STAMP_SUFFIX).exists()
        if url and not has_stamp:
            add_time_stamp(path, request_time_stamp(url, path.read_bytes()))
            print_line(f"time stamp by {url}")
        return has_stamp or bool(url)
