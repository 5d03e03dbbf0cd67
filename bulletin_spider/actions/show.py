"""``bulletin show URL``: show one bulletin whole, with where each field was read."""

from __future__ import annotations

import json
import sys
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._bulletin import named_versions
from bulletin_spider.actions._bulletin_text import bulletin_lines
from bulletin_spider.actions._options import parse_count
from bulletin_spider.actions._output import run_command
from bulletin_spider.archive.layout import Layout
from bulletin_spider.exceptions import UsageFault
from bulletin_spider.statuses import Change

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

_PAGE, _RAW = "page", "raw"


class ShowAction(Action):
    """Show the latest version of a bulletin, or the one that is asked for, of each site that has it."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add the options that choose the version and the form."""
        parser.add_argument("--revision", metavar="N", help="this version (default: the latest)")
        parser.add_argument("--json", action="store_true", help="a line of JSON for each site that has it")
        parser.add_argument(
            "--open",
            nargs="?",
            const=_PAGE,
            metavar="raw",
            help="open the page as it was kept in a browser, without scripts and pictures; raw: its source as text",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print or open the bulletin."""
        named = [argument for argument in args if not argument.startswith("--")]
        unexpected = [argument for argument in args if argument.startswith("--")]
        if opts.open not in {None, _PAGE, _RAW}:  # --open before the address takes it for its own value
            named, opts.open = [opts.open, *named], _PAGE
        self.exitcode = run_command("show", unexpected, lambda: self._show(named, opts))

    def _show(self, named: list[str], opts: argparse.Namespace) -> None:
        layout = Layout.of(self.settings)
        versions = named_versions(layout, named, "show")
        revision = parse_count("--revision", opts.revision) if opts.revision is not None else None
        if opts.open:
            self._open(layout, versions, revision, raw=opts.open == _RAW)
            return
        for number, (version, ours) in enumerate(_chosen(versions, revision)):
            if opts.json:
                print(_json_line(version, ours))
            else:
                print("\n" * bool(number) + "\n".join(bulletin_lines(version, ours, layout.root)))

    def _open(
        self, layout: Layout, versions: list[dict[str, Any]], revision: int | None, *, raw: bool
    ) -> None:
        from bulletin_spider.actions._kept_page import open_page, write_kept_page  # noqa: PLC0415 - reads pages

        # The capture of a withdrawn version is the answer that lacks the article.
        shown = (
            versions
            if revision is not None
            else [one for one in versions if one["change"] != Change.WITHDRAWN]
        )
        version = next(_chosen(shown, revision))[0]
        path = write_kept_page(layout.root, version, raw=raw)
        print(path)
        sys.stdout.flush()
        if not open_page(path):
            sys.stderr.write("no browser could be opened here; open the file in one yourself\n")


def _chosen(
    versions: list[dict[str, Any]], revision: int | None
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Yield for each site the version that is asked for, and all of them; raise ``UsageFault`` if there is none."""
    missing = True
    for _, group in groupby(versions, key=itemgetter("site")):
        ours = list(group)
        for version in (
            ours[-1:] if revision is None else [one for one in ours if one["revision"] == revision]
        ):
            missing = False
            yield version, ours
    if missing:
        revisions = ", ".join(sorted({str(one["revision"]) for one in versions}))
        raise UsageFault(f"--revision {revision}: there is no such version; there are {revisions}")


def _json_line(version: dict[str, Any], versions: list[dict[str, Any]]) -> str:
    names = ("revision", "change", "fetched_at", "fingerprint", "capture")
    known = [{name: one[name] for name in names} for one in versions]
    return json.dumps({"version": version, "versions": known}, ensure_ascii=False)
