"""``bulletin upgrade [SITE …]``: move an archive of an earlier release to the present form."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._archived_sites import select_archived_sites
from bulletin_spider.actions._output import print_line, run_command
from bulletin_spider.archive.archived_sites import archived_sites
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.locks.site_lock import lock_site
from bulletin_spider.archive.manifest.refresh import refresh_manifest
from bulletin_spider.archive.upgrade import remove_earlier_index, upgrade_site
from bulletin_spider.exceptions import ArchiveFault, RunFault
from bulletin_spider.program import PROGRAM
from bulletin_spider.statuses import Outcome

if TYPE_CHECKING:
    import argparse


class UpgradeAction(Action):
    """Move each site to the present form; a site that cannot be moved does not stop the others."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - it has no option
        """Move the sites, and print a line for each."""
        self.failed: Outcome | None = None
        code = run_command("upgrade", [], lambda: self._upgrade(args))
        self.exitcode = code or (self.failed.code if self.failed else 0)

    def _upgrade(self, args: list[str]) -> None:
        layout = Layout.of(self.settings)
        for site in select_archived_sites(layout, args):
            try:
                self._upgrade_site(layout, site)
            except RunFault as fault:
                self._fail(str(fault), fault.outcome)
        if not any(layout.earlier_runs(site).exists() for site in archived_sites(layout)):
            try:
                removed = remove_earlier_index(layout)
            except OSError as error:
                raise ArchiveFault(layout.root, error) from error
            if removed:
                print_line(
                    "the index of all sites is removed: each site has its own, which its next run builds"
                )

    def _upgrade_site(self, layout: Layout, site: str) -> None:
        lock = lock_site(layout, site)
        try:
            moved = upgrade_site(layout, site)
            if moved or not layout.manifest(site).exists():
                refresh_manifest(layout, site)
        except OSError as error:
            raise ArchiveFault(layout.root, error) from error
        finally:
            lock.release()
        months = len(layout.run_files(site))
        if moved:
            print_line(
                f"{site}: its run records are in {months} file{'s' if months > 1 else ''} now, one a month"
            )
        elif layout.earlier_runs(site).exists():
            self._fail(_stays(layout, site), Outcome.ERROR)
        else:
            print_line(f"{site}: has the present form")

    def _fail(self, message: str, outcome: Outcome) -> None:
        self.failed = max(outcome, self.failed or outcome, key=lambda one: one.code)
        print_line(f"{PROGRAM} upgrade: {message}", sys.stderr)


def _stays(layout: Layout, site: str) -> str:
    """Return why the earlier form of a site's run records could not be moved, and what to do."""
    earlier = layout.earlier_runs(site)
    if layout.run_files(site) == [earlier]:
        return f"{site}: {earlier} stays: no line of it names a run; look: {PROGRAM} verify --site {site}"
    return f"{site}: {earlier} stays: it is not what {layout.runs(site)} begins with; find out where it came from"
