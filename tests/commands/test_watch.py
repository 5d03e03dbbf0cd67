from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.archive.layout import Layout
from bulletin_spider.watches.state import Failure, read_state, write_state
from tests.archive.wordings import put, wording
from tests.commands.inprocess import scrapy

if TYPE_CHECKING:
    from tests.conftest import Archive, Ended
    from tests.sinks import Sink


@dataclass
class Project:
    """An archive, a file of watches, and a server that receives messages."""

    capsys: pytest.CaptureFixture[str]
    archive: Path
    file: Path
    url: str

    @property
    def feed(self) -> str:
        return str(self.file.parent / "x.atom")

    def run(self, *arguments: str) -> Ended:
        return scrapy(self.capsys, self.archive, *arguments, "-s", f"WATCHES={self.file}")

    def watch(self, *arguments: str) -> Ended:
        return self.run("watch", *arguments)


@pytest.fixture
def project(tmp_path: Path, capsys: pytest.CaptureFixture[str], sink: Sink) -> Project:
    archive = tmp_path / "archive"
    put(archive, wording(1, "养老"))
    return Project(capsys, archive, tmp_path / "watches.toml", sink.url.replace("json:", "http:"))


def test_watch_is_added_run_and_removed(project: Project, sink: Sink) -> None:
    ended = project.watch(
        "add", "养老", "-补贴", "--site", "demo", "--notify", project.url, "--feed", project.feed, "--yes"
    )
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert lines[0].endswith(", about 0 a week")
    assert "  demo: it is not known whether its runs were well" in lines
    assert (
        lines[-2]
        == f"watch '养老-补贴' is saved in {project.file}; it begins with what is published from now on"
    )
    put(project.archive, wording(2, "养老服务"), wording(3, "养老补贴"), run="20260929T000000Z")
    ended = project.watch("run")
    assert (ended.code, ended.out, ended.err) == (0, "养老-补贴: 1 message, 1 added to the feed\n", "")
    (message,) = sink.received
    assert message["version"]["id"] == wording(2)["id"]
    assert project.watch("run", "--quiet").out == ""
    assert project.watch("remove", "养老-补贴").code == 0
    assert project.file.read_text(encoding="utf-8") == ""
    assert not Layout(project.archive).watch("养老-补贴").exists()
    assert project.watch("list").out.startswith(f"no watches in {project.file}: scrapy watch add")


def test_test_message_says_that_it_is_one(project: Project, sink: Sink) -> None:
    project.watch("add", "养老", "--notify", project.url, "--yes")
    ended = project.watch("test", "养老")
    assert (ended.code, ended.out) == (0, "http://127.0.0.1: a test message was accepted\n")
    assert [message["test"] for message in sink.received] == [True]
    sink.status = 500
    ended = project.watch("test", "养老")
    assert ended.code == 1
    assert ended.err.startswith("scrapy watch: http://127.0.0.1: ")


def test_list_shows_no_secret(project: Project) -> None:
    project.watch("add", "养老", "--notify", "mailto://user:secret@example.org", "--notify",
                  "https://example.org/secret", "--daily", "--kind", "revised", "--yes")  # fmt: skip
    ended = project.watch("list")
    assert "secret" not in ended.out
    assert "mailto://example.org, https://example.org" in ended.out
    (line,) = project.watch("list", "--json").out.splitlines()
    assert json.loads(line) == {
        "name": "养老", "words": "养老", "sites": [], "channels": [], "people": [], "kinds": ["revised"],
        "every": "daily", "to": ["mailto://example.org", "https://example.org"], "undelivered": [],
    }  # fmt: skip
    assert 'secret = "' in project.file.read_text(
        encoding="utf-8"
    )  # the key that signs what the webhook gets


def test_list_shows_every_condition_in_use(project: Project) -> None:
    project.watch("add", "养老", "--feed", project.feed, "--yes")
    assert project.watch("list").out.split()[:6] == ["watch", "words", "sites", "kinds", "every", "to"]
    project.watch(
        "add", "养老", "--feed", f"{project.feed}.json", "--person", "何川", "--channel", "要闻", "--yes"
    )
    head, first, second = (line.split() for line in project.watch("list").out.splitlines())
    assert head[2:6] == ["sites", "channels", "people", "kinds"]
    assert (first[3:5], second[3:5]) == (["all", "all"], ["要闻", "何川"])


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((), "say what to do: add, list, remove, run, test"),
        (("ad",), "say what to do: add, list, remove, run, test (did you mean 'add'?)"),
        (("add", "--notify", "mailto://u:p@x.org"), "name what to watch for: words, --site"),
        (("add", "养老"), "notify: the watch has no target; write notify = "),
        (("add", "养老", "--notify", "mailto://u:p@x.org", "--daily", "--weekly"), "give --daily or --weekly, not both"),
        (("add", "养老", "--notify", "mailto://u:p@x.org", "--kind", "tabel"), "unknown kind 'tabel' (did you mean 'table'?)"),
        (("add", "养老", "--notify", "mailto://u:p@x.org", "--site", "demoo"), "unknown site 'demoo' (did you mean 'demo'?)"),
        (("add", "养老", "--notify", "mailto://u:p@x.org"), "watch '养老' is not saved; --yes saves it without a question"),
        (("remove", "x"), "no watch 'x'; there are: no watches"),
        (("test",), "name one watch; there are: no watches"),
        (("run", "x"), "unexpected argument 'x'"),
        (("add", "x", "--notify", "wecomb://key"), "watch 'x' holds an address that Apprise cannot read"),
        (("add", "x", "--notify", "http://a b"), "--notify http://a b: it is no address like https://host/path"),
        (("add", "x", "--name", "a/b", "--feed", "a.atom"), "its name: letters, digits"),
        (("add", "x", "--yes", "--feed", "a\udcff.atom"), "feed: not in UTF-8"),
        (("add", "x", "--yes", "--name", "\udcff", "--feed", "a.atom"), "name: not in UTF-8"),
    ],
)  # fmt: skip
def test_usage_error_is_one_line(project: Project, arguments: tuple[str, ...], text: str) -> None:
    ended = project.watch(*arguments)
    assert (ended.code, len(ended.err.splitlines())) == (2, 1)
    assert text in ended.err
    assert not project.file.exists()


def test_name_is_taken_once(project: Project) -> None:
    arguments = ("add", "养老", "--notify", project.url, "--yes")
    assert [project.watch(*arguments).code for _ in range(2)] == [0, 0]
    assert [line.split()[0] for line in project.watch("list").out.splitlines()[1:]] == ["养老", "养老-2"]
    ended = project.watch(*arguments, "--name", "养老")
    assert (ended.code, ended.err) == (
        2,
        "scrapy watch: there is a watch '养老' already: give another --name\n",
    )


def test_feed_of_somebody_else_is_not_replaced(project: Project) -> None:
    Path(project.feed).write_text("my notes", encoding="utf-8")
    ended = project.watch("add", "养老", "--feed", project.feed, "--yes")
    assert (ended.code, project.file.exists()) == (2, False)
    assert "it is no feed of this watch" in ended.err


def test_feed_lies_outside_the_archive(project: Project) -> None:
    feed = project.archive / "bulletins" / "demo" / "x.json"
    ended = project.watch("add", "养老", "--feed", str(feed), "--yes")
    assert (ended.code, feed.exists(), project.file.exists()) == (2, False, False)
    assert f"--feed {feed}: belongs to the archive; write the feed somewhere else" in ended.err


def test_new_watch_of_an_old_name_begins_now(project: Project) -> None:
    """The table of the earlier one was removed by hand."""
    arguments = ("add", "养老", "--notify", project.url, "--yes")
    project.watch(*arguments)
    project.file.unlink()
    put(project.archive, wording(2, "养老服务"), run="20260929T000000Z")
    project.watch(*arguments)
    assert project.watch("run").out == "养老: 0 messages\n"


def test_unknown_channel_is_a_warning(project: Project) -> None:
    ended = project.watch("add", "--channel", "要问", "--feed", project.feed, "--yes")
    assert (ended.code, ended.err) == (0, "warning: no run has walked a channel '要问' yet\n")


def test_file_that_others_read_is_a_warning(project: Project) -> None:
    project.watch("add", "养老", "--feed", project.feed, "--yes")
    project.file.chmod(0o644)
    assert (
        project.watch("list").err
        == f"{project.file} may be read by others, and can hold passwords: chmod 600\n"
    )


def test_mistake_in_the_file_holds_no_other_watch(project: Project, sink: Sink) -> None:
    project.watch("add", "养老", "--notify", project.url, "--yes")
    with project.file.open("a", encoding="utf-8") as file:
        file.write('[bad]\nword = "x"\n')
    put(project.archive, wording(2, "养老服务"), run="20260929T000000Z")
    ended = project.watch("run")
    assert ended.code == 2
    assert "watch 'bad', word: unknown key (did you mean 'words'?)" in ended.err
    assert len(sink.received) == 1


@pytest.mark.parametrize(("hours", "code"), [(1, 0), (30, 3)])
def test_status_shows_what_is_undelivered(project: Project, hours: int, code: int) -> None:
    """Only what lasts for more than a day needs a person."""
    project.watch("add", "养老", "--notify", project.url, "--yes")
    path, now = Layout(project.archive).watch("养老"), dt.datetime.now(dt.UTC)
    state = read_state(path)
    assert state
    for target in state.targets.values():
        target.failure = Failure(now - hours * dt.timedelta(hours=1), 4, now, "it answered with 503")
    write_state(path, state)
    (project.archive / "runs").mkdir()
    ended = project.run("status", "demo")
    assert "watch 养老: http://127.0.0.1 has got nothing since" in ended.out
    assert "4 attempts: it answered with 503" in ended.out
    assert ended.code == code


def test_units_of_systemd_may_write_the_feeds(project: Project) -> None:
    project.watch("add", "养老", "--feed", str(project.file.parent / "feeds" / "x.atom"), "--yes")
    ended = project.run("schedule", "demo", "--systemd")
    (paths,) = {line for line in ended.out.splitlines() if line.startswith("ReadWritePaths=")}
    assert f'"{project.file.parent / "feeds"}"' in paths


@pytest.mark.crawl
def test_run_delivers_what_it_has_published(archive: Archive, sink: Sink, tmp_path: Path) -> None:
    """A webhook and a feed get each hit of two runs once, and a dead server costs no run."""
    file, url = tmp_path / "watches.toml", sink.url.replace("json:", "http:")
    setting = ("-s", f"WATCHES={file}")
    file.write_text(
        f'[all]\nnotify = ["{url}"]\nfeed = "all.json"\n[dead]\nnotify = ["http://127.0.0.1:1/"]\n',
        encoding="utf-8",
    )
    ended = archive.demo("-a", "limit=2", *setting)
    assert ended.code == 0
    (line,) = ended.err.splitlines()
    assert line.startswith("scrapy crawl: warning: watch 'dead': http://127.0.0.1: ")
    assert archive.demo("-a", "limit=2", *setting).err == ""  # it is too early to ask the dead server again
    published = [version["id"] for version in archive.versions()]
    assert [message["version"]["id"] for message in sink.received] == published
    assert len(json.loads((tmp_path / "all.json").read_bytes())["items"]) == len(published) == 4
    assert archive.scrapy("verify").code == 0
