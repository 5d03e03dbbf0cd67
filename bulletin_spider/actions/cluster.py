"""``bulletin cluster init``: make the database of a cluster ready, and check that it and the archive can be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._cluster import archive_in_store, check_cluster_libraries
from bulletin_spider.actions._output import print_line, run_command
from bulletin_spider.archive.atomic_files import write_error
from bulletin_spider.archive.layout import Layout
from bulletin_spider.exceptions import ArchiveFault, UsageFault
from bulletin_spider.program import PROGRAM

if TYPE_CHECKING:
    import argparse


class ClusterAction(Action):
    """Make the tables of the queue, the timetable and the index in the database; it may be called again."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - as declared
        """Check both ends, make what is missing in the database, and say what else is missing."""
        self.exitcode = run_command("cluster", args[1:], lambda: self._init(args))

    def _init(self, args: list[str]) -> None:
        if args[:1] != ["init"]:
            raise UsageFault(f"what is to be done? '{PROGRAM} cluster init' makes the database ready")
        check_cluster_libraries()
        from bulletin_spider.archive.index.databases.postgresql import indexes, schema  # noqa: PLC0415 - of an extra
        from bulletin_spider.cluster.database.connection import cluster_address  # noqa: PLC0415
        from bulletin_spider.cluster.database.preparation import prepare  # noqa: PLC0415

        layout, address = Layout.of(self.settings), cluster_address(self.settings)
        archive = archive_in_store(self.settings)
        if error := write_error(layout.root):
            raise ArchiveFault(layout.root, error)
        print_line(f"archive {archive}: can be written; {len(layout.sites())} sites have published")
        found = prepare(address, archive)
        if layout.index_database:
            schema.prepare_index_database(layout.index_database)
            indexes.PostgresqlIndexes(layout).claim()
        print_line(
            f"database {address.shown}: {found.server}, tables {'made' if found.is_new else 'up to date'}"
        )
        if not found.has_timetable:
            print_line(f"missing: a timetable; set it: {PROGRAM} schedule --cluster --every 2h")
        if not found.workers:
            print_line(f"missing: a worker; on each machine: {PROGRAM} worker")
