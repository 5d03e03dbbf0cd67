"""Read the people of a byline by role (who wrote, took pictures, edited) and its source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bulletin_spider.extraction.bylines.labels import AFTER_NAME_ROLES, MAX_TEXT, Label, find_labels
from bulletin_spider.extraction.document import labels
from bulletin_spider.normalization.names import is_name, is_office, split_names

_TRIM = " \u3000（()）【】[]□■◎◇○◆●口▲△*：:，,。；;、—-"
_LAST_WORD = re.compile(r"[^\s、，,；;:：/／|丨｜]+$")
_MARKS = re.compile(r"[\s:：、，,；;/／|丨｜。（()）【】\[\]]+")
_DATE_OR_TIME = re.compile(r"\d{1,4}[年月日时分:：/.-](?:\d{1,2}[年月日时分:：/.-]?){1,5}")
_NEWSPAPER_PAGE = re.compile(
    r"《[^《》]{1,16}(?:[报刊网]|杂志|海外版)》|第\s?[A-Z]?\d{1,3}\s?版|[A-Z]\d{1,2}版|(?<=摄)\s?[/／]\s?视觉[\u4e00-\u9fff]{2}"
)
"""A newspaper and its page (《江城日报》第13版) or the agency of a picture: a credit line may contain them."""
_WRITER_ROLES = frozenset(("reporter", "correspondent", "intern"))
"""Roles that say more of a person than that the text is theirs: such a person is no author too."""
_OWN_NAMES_ROLES = frozenset(("source", "time", "editor", "other"))
"""Roles that never share the names behind the next label. Others do: 文 图/甲 names a writer and photographer."""
_MAX_UNKNOWN_SURNAME = 3
"""Characters of a name with an unknown surname that a label behind it makes a name; longer ones need the surname."""
_SHORT_TOKEN = 6
"""Characters of a token that any office word makes an office. A longer token must end like an office."""
_OFFICE_END = re.compile(
    r"(?:[局厅网报部办处科站委会镇乡村省市县区州旗院台校所组室队馆社刊]|中心|公司|集团|公众号|客户端|频道|大学|杂志|新闻|宣传"
    f"|融媒体?|全媒体?|媒体|电视|广播|{labels.REPORTER}团?|{labels.CORRESPONDENT}|街道|社区"
    f"|{labels.SUPPLIED_BY}|提供|{labels.REPORT}|综合|{labels.COMPILED_BY}"
    f"|{labels.PHOTOGRAPHY}|图片|视频)$"
)
_GLUED_OFFICE = re.compile(
    r"[\u4e00-\u9fff]{2,24}(?:中心|公司|集团|大学|学院|[中小]学|街道|政府|[局科办部院队会社台站处厅委])(?=[\u4e00-\u9fff]{2,3}$)"
)
"""An office right before the name of the person: 云溪区融媒体中心林溪."""
_SLASHES = frozenset("/／")
_LABEL_SEPARATORS = frozenset(":：/／|丨｜")
_COLONS = frozenset(":：")


@dataclass(slots=True)
class Credits:
    """The people of one byline by role, in text order, and its source.

    ``leftover`` counts the characters that are no name, office or mark.
    """

    reporters: list[str] = field(default_factory=list)
    correspondents: list[str] = field(default_factory=list)
    photographers: list[str] = field(default_factory=list)
    editors: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    source: str | None = None
    leftover: int = 0

    def people(self) -> int:
        """Return the number of names in all roles."""
        return (
            len(self.reporters)
            + len(self.correspondents)
            + len(self.photographers)
            + len(self.editors)
            + len(self.authors)
            + len(self.others)
        )


@dataclass(slots=True)
class _Group:
    """The text between two labels; the roles of the labels before and after that apply to it."""

    text: str
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


def read_credits(text: str) -> Credits:
    """Return the people that the labels in the first ``MAX_TEXT`` characters of ``text`` name."""
    text = _NEWSPAPER_PAGE.sub(" ", _DATE_OR_TIME.sub(" ", text[:MAX_TEXT])).strip(_TRIM)
    labels = find_labels(text)
    found = Credits()
    if not labels:
        found.leftover = len(text)
        return found
    groups = _groups(text, labels)
    has_intern = any("intern" in group.before for group in groups)
    for group in groups:
        _assign(group, found, has_intern=has_intern)
    return found


def bare_names(text: str) -> list[str]:
    """Return the names in ``text`` if it consists of names and marks and has no label (甲、乙); else an empty list."""
    names = split_names(text)
    return names if "".join(names) == _MARKS.sub("", text) else []


def _groups(text: str, labels: list[Label]) -> list[_Group]:
    """Return the texts between the labels, each with the roles of the labels before and after it."""
    groups = [_Group(text[: labels[0].start])]
    groups += [
        _Group(text[label.end : after.start if after else len(text)])
        for label, after in zip(labels, [*labels[1:], None], strict=True)
    ]
    for i, label in enumerate(labels):
        if label.role not in AFTER_NAME_ROLES and (i == 0 or labels[i - 1].role != "source"):
            groups[i].text = _without_medium(groups[i], label, is_first=i == 0)
    for i, label in enumerate(labels):
        left, right = groups[i], groups[i + 1]
        if _follows_names(label, left, right):
            left.after.append(label.role)
        else:
            right.before.append(label.role)
            is_empty_field = i > 0 and labels[i - 1].after in _COLONS and label.role in _OWN_NAMES_ROLES
            if (
                not _MARKS.sub("", left.text)
                and left.before
                and not _OWN_NAMES_ROLES & {*left.before}
                and not is_empty_field
            ):
                right.before = left.before + right.before
                left.before = []
    return groups


def _without_medium(group: _Group, label: Label, *, is_first: bool) -> str:
    """Return the text before a label without the medium right before it (光明网记者)."""
    if label.role not in ("reporter", "correspondent", "intern", "photographer"):
        return group.text
    last_word = _LAST_WORD.search(group.text)
    if not last_word:
        return group.text
    # Between two labels a lone word may be the person of the label before: 记者 甲 通讯员 乙.
    is_only_word = last_word.start() == 0 and not is_first
    if is_only_word and split_names(last_word[0], labelled=False):
        return group.text
    return group.text[: last_word.start()]


def _follows_names(label: Label, left: _Group, right: _Group) -> bool:
    """Return whether the names of a label are before it (彭伟/文, 焦鹏摄), not after it (文/彭伟)."""
    has_left, has_right = bool(_MARKS.sub("", left.text)), bool(_MARKS.sub("", right.text))
    if label.role not in AFTER_NAME_ROLES:
        return label.before in ("/", "／") and has_left and not has_right
    if label.before and label.before in _SLASHES and has_left:
        return True
    if label.after and label.after in _LABEL_SEPARATORS:
        return label.after in _SLASHES and not left.before and bool(split_names(left.text, labelled=False))
    if not has_right or not has_left:
        return has_left
    return not left.before or bool(left.after)


def _assign(group: _Group, found: Credits, *, has_intern: bool) -> None:
    """Add the names of the group's text to ``found``, under the roles of the labels around it."""
    roles, roles_after = group.before, group.after
    if "time" in roles:
        return
    if "source" in roles:
        found.source = _MARKS.sub(" ", group.text).strip() or None
        return
    longest = max(map(len, group.text.split()), default=0)
    labelled = bool(roles) or (longest <= _MAX_UNKNOWN_SURNAME and bool({*roles_after} - {"report"}))
    text = _without_glued_office(group)
    names = split_names(text, labelled=labelled)
    found.leftover += _leftover(text, names)
    if not roles and not roles_after:
        # Names without a label before an intern are the reporters: （林溪、实习生何欢）.
        _add(found.reporters, names if has_intern else [])
        return
    _add(found.editors, names if "editor" in roles else [])
    _add(found.others, names if {"other", "intern", "informant"} & {*roles, *roles_after} else [])
    took_pictures = bool({"photographer", "both", "camera"} & {*roles, *roles_after})
    if {"author", "drafter"} & {*roles, *roles_after} and not _WRITER_ROLES & {*roles, *roles_after}:
        # Accounts and pen names sign as authors too: only a known surname makes the name of a person.
        for name in names:
            _add(found.authors if is_name(name) else found.others, [name])
    if "correspondent" in roles:
        if roles_after == ["photographer"] and len(names) == 1:
            _add(found.photographers, names)
        else:
            _add(found.correspondents, names)
        return
    all_roles = (*roles, *roles_after)
    wrote = (
        not {"both", "camera", "researcher"}.isdisjoint(all_roles)
        or "report" in roles_after
        or ("writer" in all_roles and "photographer" not in roles_after)
    )
    is_reporter = "reporter" in roles and "photographer" not in all_roles
    _add(found.reporters, names if wrote or is_reporter else [])
    _add(found.photographers, names if took_pictures else [])


def _without_glued_office(group: _Group) -> str:
    """Return the text before the label of a picture without an office that is glued to the name."""
    text = group.text.strip()
    office = _GLUED_OFFICE.match(text) if "photographer" in group.after else None
    return text[office.end() :] if office and is_name(text[office.end() :]) else group.text


def _add(people: list[str], names: list[str]) -> None:
    people.extend(name for name in names if name not in people)


def _leftover(text: str, names: list[str]) -> int:
    """Return how many characters of ``text`` are no name, office, mark or ASCII."""
    rest = 0
    for token in _MARKS.split(text):
        office = is_office(token) and (len(token) <= _SHORT_TOKEN or _OFFICE_END.search(token))
        if token and not token.isascii() and not office and not is_name(token, labelled=True):
            rest += len(token)
    in_names = sum(map(len, names))
    return max(0, rest - in_names) if rest else 0
