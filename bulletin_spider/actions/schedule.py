"""``bulletin schedule --every 2h [SITE…]``: print crontab lines or systemd units that can be installed."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.spiderloader import get_spider_loader

from bulletin_spider.actions._action import Action
from bulletin_spider.actions._options import leave_out_retired, select_sites
from bulletin_spider.actions._output import print_fault, print_line, run_command
from bulletin_spider.actions._watches import watch_file
from bulletin_spider.archive.databases.postgresql import VARIABLE
from bulletin_spider.archive.layout import Layout
from bulletin_spider.archive.object_store.local_files import CACHE_VARIABLE, cache_directory
from bulletin_spider.archive.object_store.paths import in_store
from bulletin_spider.exceptions import RunFault, UsageFault
from bulletin_spider.operations.examination.site_files import write_new_files
from bulletin_spider.operations.schedule.systemd_units import Sandbox, Units
from bulletin_spider.operations.schedule.timers import Job, crontab, interval_minutes, sweep_crontab
from bulletin_spider.program import PROGRAM
from bulletin_spider.project import find_project

if TYPE_CHECKING:
    import argparse

    from bulletin_spider.project import Project

_STORE_VARIABLES = (
    "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE",
    "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CA_BUNDLE",
)  # fmt: skip
"""Where the object store of an archive is, and which file has the credentials: no secret among them."""
_STORE_SECRET = "AWS_SECRET_ACCESS_KEY"  # noqa: S105 - the name of the variable
_CACHE_OF_UNITS = Path("/var/cache/bulletin-spider")
"""What systemd makes for the user of the units: see ``CacheDirectory`` there."""
_UNIT_VARIABLES = ("BULLETIN_CONTACT", "SCRAPY_SETTINGS_MODULE", "SCRAPY_PROJECT")
_CRONTAB_VARIABLES = (*_UNIT_VARIABLES, "BULLETIN_NOTIFY", "BULLETIN_PING")
"""The addresses in the last two can hold a password. Only its owner can read a crontab, everybody a unit."""
_OUR_SETTINGS = "bulletin_spider.settings"


class ScheduleAction(Action):
    """Print crontab lines or systemd units that crawl the sites regularly; you install them yourself."""

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Add how often, ``--sweep``, ``--cluster``, ``--cron``, ``--systemd``, what the units need, and ``--into``."""
        parser.add_argument("--every", metavar="TIME", help="like 30min, 2h or 1d (default: 2h)")
        parser.add_argument("--sweep", action="store_true",
                            help="one sweep of all sites, or of those named, instead of a run of each")  # fmt: skip
        kind = parser.add_mutually_exclusive_group()
        kind.add_argument("--cluster", action="store_true",
                          help="set how often the cluster visits the sites; --every never: not at all")  # fmt: skip
        kind.add_argument("--cron", action="store_true", help="print lines for a crontab (default)")
        kind.add_argument("--systemd", action="store_true", help="print services and timers for systemd")
        owner = parser.add_mutually_exclusive_group()
        owner.add_argument("--user", action="store_true",
                           help="with --systemd: units for your own systemd, without root")  # fmt: skip
        owner.add_argument("--as", dest="run_as", metavar="USER",
                           help="with --systemd: who runs the units (default: the archive's owner)")  # fmt: skip
        parser.add_argument("--into", metavar="DIR", help="with --systemd: write the units as files in DIR")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the lines or the units; or set the timetable of the cluster, or show it."""
        if opts.cluster:
            from bulletin_spider.actions._timetable import schedule_cluster  # noqa: PLC0415 - of an extra

            self.exitcode = run_command("schedule", [], lambda: schedule_cluster(self.settings, args, opts))
            return
        try:
            sites = select_sites(args, get_spider_loader(self.settings).list())
            if not args:
                # A sweep finds the sites itself, so that it has those of the day.
                sites = [] if opts.sweep else leave_out_retired(Layout.of(self.settings), sites)
            interval = interval_minutes(opts.every or "2h")
            if (opts.into or opts.user or opts.run_as) and not opts.systemd:
                raise UsageFault("--into, --user and --as need --systemd; crontab lines are only printed")
            cache = self._cache(of_system=opts.systemd and not opts.user)
            job = self._job(_UNIT_VARIABLES if opts.systemd else _CRONTAB_VARIABLES, cache)
            if opts.systemd:
                units = Units(job, None if opts.user else self._sandbox(opts.run_as, cache))
                files = (units.of_sweep if opts.sweep else units.of_sites)(sites, interval)
                _output_units(files, opts.into, of_user=opts.user)
            else:
                print_line("# The lines of Bulletin Spider; add them with: crontab -e")
                lines = (sweep_crontab if opts.sweep else crontab)(job, sites, interval)
                print_line(lines.rstrip("\n"))
        except RunFault as fault:
            self.exitcode = print_fault("schedule", fault)
            return
        if not self.settings["CONTACT"]:
            _warn("BULLETIN_CONTACT is not set: give an address at which the sites' operators reach you")
        if cache and os.environ.get(_STORE_SECRET):
            place = "the EnvironmentFile of the units" if opts.systemd else "~/.aws/credentials"
            _warn(f"the credentials of the store are not printed: write them into {place}")
        if os.environ.get(VARIABLE):
            place = "the EnvironmentFile of the units" if opts.systemd else "bulletin.toml, as 'database'"
            _warn(f"{VARIABLE} is not printed, as it can hold a password: write it into {place}")

    def _cache(self, *, of_system: bool) -> Path | None:
        """Return the directory of the local files of an archive in an object store; None for one in a directory."""
        if not in_store(Layout.of(self.settings).root):
            return None
        if not of_system or os.environ.get(CACHE_VARIABLE):
            return cache_directory().absolute()
        _warn(
            f"the units keep local files in {_CACHE_OF_UNITS}; set {CACHE_VARIABLE} to it for commands, too"
        )
        return _CACHE_OF_UNITS

    def _job(self, variables: tuple[str, ...], cache: Path | None) -> Job:
        environment = {"BULLETIN_ARCHIVE": str(Layout.of(self.settings).root.resolve())}
        if cache:
            environment[CACHE_VARIABLE] = str(cache)
            variables += _STORE_VARIABLES
        environment |= {
            name: value
            for name in variables
            if (value := os.environ.get(name)) and value != _OUR_SETTINGS  # found without being named
        }
        # Links are not resolved: only through its link in .venv/bin does Python find the project's packages.
        return Job(str(Path(sys.executable).absolute()), find_project().directory, environment)

    def _sandbox(self, user: str | None, cache: Path | None) -> Sandbox:
        """Return who runs the units, and the paths that they write to."""
        layout, project = Layout.of(self.settings), find_project()
        archive = cache or layout.root.resolve()
        user = user or _owner(archive)
        if user == "root":
            _warn("the units run as root; --as names another user, to whom the archive must belong")
        if not archive.is_dir() and archive != _CACHE_OF_UNITS:
            _warn(f"the units need the directory {archive}; make it: install -d -o {user} {archive}")
        paths = [archive]
        if not layout.index_database and (not cache or layout.index_address):
            paths.append(layout.index("site").resolve().parent)
        paths += [Path(feeds).resolve() for feeds in [self.settings["FEED_DIR"]] if feeds]
        feeds_of_watches = [
            watch.feed.resolve().parent for watch in watch_file(self.settings).watches if watch.feed
        ]
        paths += [directory for directory in dict.fromkeys(feeds_of_watches) if directory.is_dir()]
        if _is_of_a_user(project):
            paths.append(project.directory)  # what its pipelines write is there
        outer = [path for path in paths if not set(path.parents) & set(paths)]
        return Sandbox(user, tuple(dict.fromkeys(outer)))


def _is_of_a_user(project: Project) -> bool:
    """Return whether the directory is that of a project of one's own, and not this package's checkout."""
    ours = (project.directory / "bulletin_spider").is_dir()
    return project.file is not None and project.file.parent == project.directory and not ours


def _owner(path: Path) -> str:
    """Return the owner of ``path``, or of its nearest parent that exists; a number if it has no name."""
    place = next(place for place in (path, *path.parents) if place.exists())
    with suppress(KeyError):
        return place.owner()
    return str(place.stat().st_uid)


def _output_units(files: dict[str, str], into: str | None, *, of_user: bool) -> None:
    place = "~/.config/systemd/user" if of_user else "/etc/systemd/system"
    if into is None:
        for name, text in files.items():
            print_line(f"# {place}/{name}\n{text}")
        return
    write_new_files({Path(into) / name: text.encode() for name, text in files.items()})
    timers = " ".join(name for name in files if name.endswith(".timer"))
    control = "systemctl --user" if of_user else "systemctl"
    print_line(f"wrote {len(files)} units to {into}; copy them to {place} and run")
    print_line(f"{control} daemon-reload && {control} enable --now {timers}")
    if of_user:
        print_line("loginctl enable-linger  # or they stop when you log out")


def _warn(text: str) -> None:
    print(f"{PROGRAM} schedule: {text}", file=sys.stderr)
