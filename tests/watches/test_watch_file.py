from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from bulletin_spider.exceptions import UsageFault
from bulletin_spider.statuses import Pace
from bulletin_spider.watches.definition import Watch
from bulletin_spider.watches.watch_file import add_watch, others_read, read_watches, remove_watch

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = """# Who gets what
[elderly]
words = "养老 OR 托育"
sites = ["haidian", "haidian"]
channels = ["要闻"]
people = ["王洋"]
kinds = ["revised", "table", "paragraph removed"]
notify = ["mailto://a:b@example.org", "https://example.org/hook"]
every = "daily"
feed = "feeds/elderly.atom"
secret = "s"
language = "zh"

# The parks
["公园"]
words = "公园"
feed = "parks.json"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "watches.toml"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key_is_read(path: Path) -> None:
    found = read_watches(write(path, WHOLE))
    assert found.mistakes == []
    assert found.watches == [
        Watch(
            "elderly",
            "养老 OR 托育",
            ("haidian",),
            ("要闻",),
            ("王洋",),
            ("revised", "table", "paragraph removed"),
            ("mailto://a:b@example.org", "https://example.org/hook"),
            Pace.DAILY,
            path.parent / "feeds" / "elderly.atom",
            "s",
            "zh",
        ),
        Watch("公园", "公园", feed=path.parent / "parks.json"),
    ]


def test_no_file_holds_no_watches(path: Path) -> None:
    assert read_watches(path).watches == []


MISTAKES = {
    'word = "x"': "word: unknown key (did you mean 'words'?); known: words, secret, sites",
    "words = 3": 'words: not a text, write it like words = "…"',
    'sites = "haidian"': 'sites: not a list of texts, write it like sites = ["…"]',
    'kinds = ["tabel"]': "kinds: unknown kind 'tabel' (did you mean 'table'?); known: new, revised",
    'kinds = ["reread"]': "kinds: unknown kind 'reread'",
    'every = "dayly"': "every: 'dayly' is unknown (did you mean 'daily'?); known: at once, daily, weekly",
    'language = "fr"': "language: 'fr' is unknown; known: zh, en",
    'notify = ["someone"]': "notify: address number 1 has no service, write it like mailto://… or https://…",
    'feed = "x.rss"': "feed: its name ends with one of .atom, .xml, .json",
}


@pytest.mark.parametrize("line", MISTAKES)
def test_mistake_is_one_line_with_the_remedy(path: Path, line: str) -> None:
    """The other watches of the file are still there."""
    feed = "" if line.startswith("feed") else 'feed = "x.atom"\n'
    found = read_watches(write(path, f"{WHOLE}[bad]\n{feed}{line}\n"))
    (mistake,) = found.mistakes
    assert mistake.startswith(f"{path}: watch 'bad', {MISTAKES[line]}")
    assert len(found.watches) == 2


def test_watch_for_nobody_is_a_mistake(path: Path) -> None:
    (mistake,) = read_watches(write(path, '[w]\nwords = "x"\n')).mistakes
    assert "watch 'w', notify: the watch has no target; write notify =" in mistake


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("[w\n", "is no TOML file"),
        ('words = "x"\n', "the key 'words' is outside a watch's table, which begins with [NAME]"),
        ('["a/b"]\nfeed = "x.atom"\n', "its name: letters, digits, _ and -"),
    ],
)
def test_wrong_file_is_one_line(path: Path, text: str, mistake: str) -> None:
    found = read_watches(write(path, text))
    assert mistake in found.mistakes[0]
    with pytest.raises(UsageFault):
        found.check()


def test_added_watch_is_private_and_is_read_back(path: Path) -> None:
    add_watch(path, "养老", {"words": '"a\\ 养老\x7f"', "notify": ["mailto://a:b@x.org"]})
    add_watch(path, "second", {"sites": ["haidian"], "feed": "x.atom"})
    first, second = read_watches(path).watches
    assert (first.name, first.words, first.targets) == ("养老", '"a\\ 养老\x7f"', ("mailto://a:b@x.org",))
    assert (second.name, second.sites) == ("second", ("haidian",))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not others_read(path)


@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_added_watch_leaves_the_rest_as_it_is(path: Path, end: str) -> None:
    before = WHOLE.rstrip("\n") + end
    write(path, before).chmod(0o640)
    add_watch(path, "new", {"feed": "x.atom"})
    assert path.read_text(encoding="utf-8").startswith(before)
    assert len(read_watches(path).watches) == 3
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert others_read(path)


@pytest.mark.parametrize(("name", "other"), [("elderly", "公园"), ("公园", "elderly")])
def test_removed_watch_leaves_other_comments(path: Path, name: str, other: str) -> None:
    remove_watch(write(path, WHOLE), name)
    assert [watch.name for watch in read_watches(path).watches] == [other]
    text = path.read_text(encoding="utf-8")
    assert "# Who gets what" in text
    assert "# The parks" in text


def test_watches_added_at_once_are_all_there(path: Path) -> None:
    names = {f"w{number}" for number in range(12)}
    with ThreadPoolExecutor(len(names)) as pool:
        list(pool.map(lambda name: add_watch(path, name, {"words": "x", "feed": f"{name}.atom"}), names))
    assert {watch.name for watch in read_watches(path).watches} == names


def test_mark_of_an_editor_is_no_mistake(path: Path) -> None:
    path.write_bytes(b'\xef\xbb\xbf[w]\r\nfeed = "w.atom"\r\n')
    add_watch(path, "v", {"feed": "v.atom"})
    remove_watch(path, "w")
    assert [watch.name for watch in read_watches(path).watches] == ["v"]


def test_watch_without_a_line_is_removed_by_hand(path: Path) -> None:
    text = 'w = {feed = "x.atom"}\n'
    with pytest.raises(UsageFault, match="remove the watch 'w' by hand"):
        remove_watch(write(path, text), "w")
    assert path.read_text(encoding="utf-8") == text


def test_text_that_looks_like_a_table_is_kept(path: Path) -> None:
    """Rather than cut a text in two, the command leaves the file to a person."""
    text = '[w]\nwords = """\n[x]\n"""\nfeed = "x.atom"\n[other]\nfeed = "y.atom"\n'
    with pytest.raises(UsageFault, match="edit it by hand"):
        remove_watch(write(path, text), "w")
    assert path.read_text(encoding="utf-8") == text


def test_linked_file_stays_a_link(path: Path, tmp_path: Path) -> None:
    path.symlink_to(write(tmp_path / "real.toml", WHOLE))
    add_watch(path, "new", {"feed": "x.atom"})
    assert path.is_symlink()
    assert len(read_watches(tmp_path / "real.toml").watches) == 3
