"""Read names of persons: decide which text is a name, and where a name ends and the next one begins."""

from __future__ import annotations

import re

from bulletin_spider.normalization.surnames import COMMON, DOUBLE, SINGLE

_NOT_A_NAME = re.compile(
    r"^(?:首席|见习|实习|特约|资深|手记|观察|调查|探访|走访|述评|体验|直击|现场|连线|追踪|暗访|实地|采访|提问|了解|看到|发现|注意|获悉|就此|随后|近日|日前|今[天日]|昨[天日])|"
    r"本[报网站刊台社市区县]|记者|编辑|通讯员|报道|中心|电视|广播|日报|晚报|晨报|早报|时报|商报|新闻|融媒|公司|集团|政府|办公|委员|宣传|委会|人大|政协|街道|"
    r"工作|协会|学院|大学|学校|[中小]学|幼儿园|总支|支部|工会|团委|党委|学生会|医院|法院|检察|公安|派出|消防|支队|大队|摄影|视频|图片|供稿|来源|提供|受访|资料|网站|频道|客户端|公众号|责任|我区|我市|我县|全国|中国|北京|上海|"
    r"^(?:综合|整理|整合|编译|网络|佚名|匿名|网友|小编|未知|管理员|系统|admin|原创|转载|试行|暂行|草案|附后|见图|资深|以上|视觉)"
)
_NO_NAME_START = re.compile(r"[完略左右上下中图文摄讯电]")
_OFFICE_END = re.compile(r"[局厅网报部办处站委镇乡村省市县区社院台校所组室队馆厂店]$")
_LONG_OFFICE_END = re.compile(r"[科园行会联场盟]$")
"""The end of an office of four characters or more. A shorter text with this end may be a name."""
_CODE = re.compile(r"[（(][A-Za-z]{0,4}\d{1,8}[)）]|(?<![A-Za-z])[A-Za-z]{0,5}\d{2,8}\b")
_SEPARATORS = re.compile(r"[、，,；;:：。/／|丨｜＆&+（()）]|\s和\s|(?<=[^\s])\s?(?:以及)\s?")
_FOREIGN = re.compile(r"[\u4e00-\u9fff]{1,8}(?:[·•・‧][\u4e00-\u9fff]{1,8}){1,3}")
_NO_CHINESE_SURNAME = re.compile(
    "扎西|次仁|格桑|尼玛|达瓦|[旦丹]增|洛桑|索朗|卓玛|央金|多吉|顿珠|平措|拉姆|罗布|白玛|边巴|普布|米玛|强巴|仁青|巴桑|德吉|曲珍|拉巴|桑珠"
    "|买买提|阿不都|阿卜杜|艾力|古丽|吐尔|玉素|木拉提|叶尔|努尔|麦麦提|热合曼|依力|娜迪|巴特|乌兰|其其格|苏日|哈斯|格日|宝音|呼和|斯琴"
)
"""The beginning of names of four characters without a surname: Tibetan, Uighur, Kazakh and Mongolian names."""
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")


def split_names(text: str, *, labelled: bool = True) -> list[str]:
    """Return the names of persons in the first 120 characters of ``text``, in order, without spaces, codes and offices.

    Without a label before them (``labelled`` false) only names with a known surname count. The surnames are 百家姓
    and those seen in bylines. Blanks inside names follow the usage of Xinhua: 袁 勇.
    """
    text = _CODE.sub(" ", text[:120])
    found: list[str] = []
    for group in _SEPARATORS.split(text):
        for name in _names_of_tokens(group.split()):
            if is_name(name, labelled=labelled) and name not in found:
                found.append(name)
    return found


def is_name(text: str, *, labelled: bool = False) -> bool:
    """Return whether ``text`` can be the name of a person; behind a label (``labelled``) any surname is accepted."""
    if _FOREIGN.fullmatch(text):
        return True
    if not _HAN.fullmatch(text) or not 2 <= len(text) <= 4 or _NO_NAME_START.match(text) or is_office(text):
        return False
    surname = text[0] in SINGLE or text[:2] in DOUBLE
    if len(text) == 4:
        return (
            text[:2] in DOUBLE
            or text[0] in (SINGLE if labelled else COMMON)
            or (labelled and _NO_CHINESE_SURNAME.match(text) is not None)
        )
    return labelled or surname


def is_office(text: str) -> bool:
    """Return whether ``text`` names an office or a medium, or is a word that names nobody, and no person."""
    if _NOT_A_NAME.search(text) or (len(text) >= 3 and _OFFICE_END.search(text)):
        return True
    return len(text) >= 4 and text[:2] not in DOUBLE and _LONG_OFFICE_END.search(text) is not None


def _names_of_tokens(tokens: list[str]) -> list[str]:
    """Return the names in ``tokens``: single characters are joined, tokens of several names are split."""
    found: list[str] = []
    run: list[str] = []
    for token in [*tokens, ""]:
        if len(token) == 1 and _HAN.match(token):
            run.append(token)
            continue
        if run:
            found.extend(_joined_characters(run))
            run = []
        if token:
            found.extend(_split_token(token))
    return found


def _joined_characters(run: list[str]) -> list[str]:
    """Return the names that single characters make: 袁 勇 朱 琳 are two, 张 胜 男 is one."""
    text = "".join(run)
    if len(text) <= 3:
        return [text]
    best = _best_split(text)
    return best or [text[i : i + 2] for i in range(0, len(text), 2)]


def _split_token(token: str) -> list[str]:
    """Return the names in a text without spaces: 李红欢张良 are two."""
    if len(token) <= 3 or not _HAN.fullmatch(token):
        return [token]
    if len(token) == 4 and (token[:2] in DOUBLE or token[2] not in COMMON):
        return [token]
    if len(token) > 40 or is_office(token):
        return [token]
    return _best_split(token) or [token]


def _best_split(text: str) -> list[str]:
    """Return the split of ``text`` into names with the lowest cost, [] if there is none."""
    best: dict[int, tuple[float, list[str]]] = {0: (0.0, [])}
    for end in range(2, len(text) + 1):
        for size in (2, 3, 4):
            start = end - size
            cost = _cost(text[start:end]) if start >= 0 and start in best else None
            if cost is not None:
                total = best[start][0] + cost
                if end not in best or total < best[end][0]:
                    best[end] = (total, [*best[start][1], text[start:end]])
    return best[len(text)][1] if len(text) in best else []


def _cost(name: str) -> float | None:
    """Return the cost of a name, None if it can be no name.

    Compound and common surnames are cheap, rare surnames expensive. Three characters are a little cheaper than two.
    """
    if name[:2] in DOUBLE and len(name) in (3, 4):
        return 0.5
    if len(name) == 4:
        return None
    if name[0] in COMMON:
        return 1.0 if len(name) == 3 else 1.1
    return 1.8 if name[0] in SINGLE else None
