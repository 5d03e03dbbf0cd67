"""A byline taken apart: who wrote, who took pictures, who edited, and where it came from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bulletin_spider.extraction.bylines.labels import FLEXIBLE, Label, find_labels
from bulletin_spider.normalization.names import is_name, is_office, split_names

_TRIM = " \u3000（()）【】[]□■◎◇○◆●口▲△*：:，,。；;、—-"
_RUN = re.compile(r"[^\s、，,；;:：/／|丨｜]+$")
_MARKS = re.compile(r"[\s:：、，,；;/／|丨｜。（()）【】\[\]]+")
_CLOCK = re.compile(r"\d{1,4}[年月日时分:：/.-](?:\d{1,2}[年月日时分:：/.-]?){1,5}")
_PAPER = re.compile(
    r"《[^《》]{1,16}(?:[报刊网]|杂志|海外版)》|第\s?[A-Z]?\d{1,3}\s?版|[A-Z]\d{1,2}版|(?<=摄)\s?[/／]\s?视觉[\u4e00-\u9fff]{2}"
)
"""The paper and its page, or the agency of a picture, which a credit line may name."""
_CLOSED = frozenset(("source", "time", "editor", "other"))
"""Roles that do not pass over to the names behind the next label."""
_GIVEN = 3
"""Characters of a name that a label behind it is believed to name whatever it begins with."""
_SHORT = 6
"""Characters of a token that is believed to be an office for a word in it; a longer one must end like an office."""
_OFFICE_END = re.compile(
    r"(?:[局厅网报部办处站委会镇乡村省市县区州旗院台校所组室队馆社刊]|中心|公司|集团|公众号|客户端|频道|大学|杂志|新闻|宣传"
    r"|融媒体?|全媒体?|媒体|电视|广播|记者团?|通讯员|街道|社区|供稿|提供|报道|综合|整理|摄影|图片|视频)$"
)
_SLASH = frozenset("/／")
_COLON = frozenset(":：/／|丨｜")


@dataclass(slots=True)
class Credits:
    """The people of one byline by role, in the order in which they stand; the source, if it names one."""

    reporters: list[str] = field(default_factory=list)
    correspondents: list[str] = field(default_factory=list)
    photographers: list[str] = field(default_factory=list)
    editors: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    source: str | None = None
    leftover: int = 0

    def people(self) -> int:
        """Return how many names were found in all roles."""
        return (
            len(self.reporters)
            + len(self.correspondents)
            + len(self.photographers)
            + len(self.editors)
            + len(self.others)
        )


@dataclass(slots=True)
class _Group:
    text: str
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


def read_credits(text: str) -> Credits:
    """Return the people that the labels in ``text`` name; ``leftover`` counts characters that are no byline."""
    text = _PAPER.sub(" ", _CLOCK.sub(" ", text[:300])).strip(_TRIM)
    labels = find_labels(text)
    found = Credits()
    if not labels:
        found.leftover = len(text)
        return found
    groups = _groups(text, labels)
    interns = any("intern" in group.before for group in groups)
    for group in groups:
        _assign(group, found, interns=interns)
    return found


def _groups(text: str, labels: list[Label]) -> list[_Group]:
    """Return the texts between the labels, each with the roles that stand before and after it."""
    groups = [_Group(text[: labels[0].start])]
    groups += [
        _Group(text[label.end : after.start if after else len(text)])
        for label, after in zip(labels, [*labels[1:], None], strict=True)
    ]
    for i, label in enumerate(labels):
        if label.role not in FLEXIBLE and (i == 0 or labels[i - 1].role != "source"):
            groups[i].text = _without_outlet(groups[i], label, first=i == 0)
    for i, label in enumerate(labels):
        left, right = groups[i], groups[i + 1]
        if _stands_behind(label, left, right):
            left.after.append(label.role)
        else:
            right.before.append(label.role)
            if not _MARKS.sub("", left.text) and left.before and not _CLOSED & {*left.before}:
                right.before = left.before + right.before
                left.before = []
    return groups


def _without_outlet(group: _Group, label: Label, *, first: bool) -> str:
    """Return the text before a label without the medium glued to it (光明网记者)."""
    if label.role not in ("reporter", "correspondent", "intern", "photographer"):
        return group.text
    run = _RUN.search(group.text)
    if not run:
        return group.text
    alone = run.start() == 0 and not first
    if alone and split_names(run[0], labelled=False):
        return group.text
    return group.text[: run.start()]


def _stands_behind(label: Label, left: _Group, right: _Group) -> bool:
    """Return whether the names of a flexible label stand before it (彭伟/文, 焦鹏摄) and not after (文/彭伟)."""
    has_left, has_right = bool(_MARKS.sub("", left.text)), bool(_MARKS.sub("", right.text))
    if label.role not in FLEXIBLE:
        return label.before in ("/", "／") and has_left and not has_right
    if label.before and label.before in _SLASH and has_left:
        return True
    if label.after and label.after in _COLON:
        return label.after in _SLASH and not left.before and bool(split_names(left.text, labelled=False))
    if not has_right or not has_left:
        return has_left
    return not left.before or bool(left.after)


def _assign(group: _Group, found: Credits, *, interns: bool) -> None:
    roles, behind = group.before, group.after
    if "time" in roles:
        return
    if "source" in roles:
        found.source = _MARKS.sub(" ", group.text).strip() or None
        return
    longest = max(map(len, group.text.split()), default=0)
    labelled = bool(roles) or (longest <= _GIVEN and bool({*behind} - {"report"}))
    names = split_names(group.text, labelled=labelled)
    found.leftover += _leftover(group.text, names)
    if not roles and not behind:
        _add(found.reporters, names if interns else [])
        return
    _add(found.editors, names if "editor" in roles else [])
    _add(found.others, names if {"other", "intern", "author"} & {*roles, *behind} else [])
    shot = bool({"photographer", "both", "camera"} & {*roles, *behind})
    if "correspondent" in roles:
        if behind == ["photographer"] and len(names) == 1:
            _add(found.photographers, names)
        else:
            _add(found.correspondents, names)
        return
    every = (*roles, *behind)
    written = "both" in every or "report" in behind or ("writer" in every and "photographer" not in behind)
    by_label = "reporter" in roles and "photographer" not in every
    _add(found.reporters, names if written or by_label else [])
    _add(found.photographers, names if shot else [])


def _add(people: list[str], names: list[str]) -> None:
    people.extend(name for name in names if name not in people)


def _leftover(text: str, names: list[str]) -> int:
    """Return how many characters of ``text`` are neither names nor offices nor marks."""
    rest = 0
    for token in _MARKS.split(text):
        office = is_office(token) and (len(token) <= _SHORT or _OFFICE_END.search(token))
        if token and not token.isascii() and not office and not is_name(token, labelled=True):
            rest += len(token)
    joined = sum(map(len, names))
    return max(0, rest - joined) if rest else 0
