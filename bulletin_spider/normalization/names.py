"""One spelling of names: which characters are a person's name, and where one ends and the next begins."""

from __future__ import annotations

import re

_SINGLE = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐"
    "费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁"
    "杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚"
    "程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙"
    "叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别"
    "庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙"
    "乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公仉督岳帅缑亢况郈琴归海晋楚闫法汝鄢涂钦商牟佘佴伯赏墨哈谯笪年爱阳佟第五言福邸肖付代覃植"
    "隋苑门原危税仝母占麦区战迟兰尧苟储承教冼撒闪洛揭卿线辜侍漆兀院青圣矫呼延战郄四生双锁祖由衣展宝信才仁初律同战先修栗位逯尉忻乃旷但候"
    "褟仵敬冒鹿贵缐晋拜厚光晓梦"
)
_DOUBLE = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "宇文",
        "长孙",
        "司徒",
        "司空",
        "夏侯",
        "轩辕",
        "端木",
        "独孤",
        "南宫",
        "西门",
        "闻人",
        "呼延",
        "百里",
        "申屠",
        "澹台",
        "公冶",
        "宗政",
        "濮阳",
        "淳于",
        "单于",
        "太叔",
        "仲孙",
        "钟离",
        "鲜于",
        "闾丘",
        "亓官",
        "司寇",
        "子车",
        "颛孙",
        "巫马",
        "公西",
        "漆雕",
        "乐正",
        "壤驷",
        "公良",
        "拓跋",
        "夹谷",
        "宰父",
        "谷梁",
        "段干",
        "东郭",
        "南门",
        "羊舌",
        "微生",
        "梁丘",
        "左丘",
        "第五",
    ]
)
_COMMON = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方"
    "邹熊白孟秦邱侯江尹薛闫雷段龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤肖欧"
)
_NOT_A_NAME = re.compile(
    r"本[报网站刊台社市区县]|记者|编辑|通讯员|报道|中心|电视|广播|日报|晚报|晨报|早报|时报|商报|新闻|融媒|公司|集团|政府|办公|委员|宣传|委会|人大|政协|街道|"
    r"工作|协会|学院|大学|学校|医院|法院|检察|公安|派出|消防|支队|大队|摄影|视频|图片|供稿|来源|提供|受访|资料|网站|客户端|公众号|责任|我区|我市|我县|全国|中国|北京|上海|"
    r"^(?:完|略|左|右|上|下|中|图|文|摄|讯|电|综合|整理|佚名|匿名|未知|管理员|系统|admin|原创|转载|试行|暂行|草案|附后|见图|资深|以上)"
)
_OFFICE_END = re.compile(r"[局厅网报部办处站委镇乡村省市县社院台校所组室队馆]$|[党团]委|社区$|支部")
_CODE = re.compile(r"[（(][A-Za-z]{0,4}\d{1,8}[)）]|(?<![A-Za-z])[A-Za-z]{0,5}\d{2,8}\b")
_SEPARATORS = re.compile(r"[、，,；;:：。/／|丨＆&+（()）]|\s和\s|(?<=[^\s])\s?(?:以及)\s?")
_FOREIGN = re.compile(r"[\u4e00-\u9fff]{1,8}(?:[·•・‧][\u4e00-\u9fff]{1,8}){1,3}")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")


def split_names(text: str, *, labelled: bool = True) -> list[str]:
    """Return the persons' names in ``text``, in order, without padding blanks, codes and offices.

    Without a label before them (``labelled`` false) only names with a known surname count. At most 120
    characters are read. Surnames: 百家姓 with those seen in bylines; how blanks pad names: xinhua usage.
    """
    text = _CODE.sub(" ", text[:120])
    found: list[str] = []
    for group in _SEPARATORS.split(text):
        for name in _from_tokens(group.split()):
            if is_name(name, labelled=labelled) and name not in found:
                found.append(name)
    return found


def is_name(text: str, *, labelled: bool = False) -> bool:
    """Return whether ``text`` can be a person's name; a label before it lets unknown surnames pass."""
    if _FOREIGN.fullmatch(text):
        return True
    if not _HAN.fullmatch(text) or not 2 <= len(text) <= 4 or _NOT_A_NAME.search(text):
        return False
    surname = text[0] in _SINGLE or text[:2] in _DOUBLE
    if len(text) >= 3 and _OFFICE_END.search(text):
        return False
    if len(text) == 4:
        return text[:2] in _DOUBLE or labelled or text[0] in _COMMON
    return labelled or surname


def is_office(text: str) -> bool:
    """Return whether ``text`` names an office, a medium or nobody, and not a person."""
    return bool(_NOT_A_NAME.search(text) or (len(text) >= 3 and _OFFICE_END.search(text)))


def _from_tokens(tokens: list[str]) -> list[str]:
    """Join the single characters that blanks pad, and part the runs that hold several names."""
    found: list[str] = []
    run: list[str] = []
    for token in [*tokens, ""]:
        if len(token) == 1 and _HAN.match(token):
            run.append(token)
            continue
        if run:
            found.extend(_padded(run))
            run = []
        if token:
            found.extend(_parted(token))
    return found


def _padded(run: list[str]) -> list[str]:
    """Return the names that single characters spell: 袁 勇 朱 琳 are two, 张 胜 男 is one."""
    text = "".join(run)
    if len(text) <= 3:
        return [text]
    best = _cut(text)
    return best or [text[i : i + 2] for i in range(0, len(text), 2)]


def _parted(token: str) -> list[str]:
    """Return the names in a run without blanks: 李红欢张良 are two."""
    if len(token) <= 3 or not _HAN.fullmatch(token):
        return [token]
    if len(token) == 4 and (token[:2] in _DOUBLE or token[2] not in _COMMON):
        return [token]
    if len(token) > 40 or _NOT_A_NAME.search(token):
        return [token]
    return _cut(token) or [token]


def _cut(text: str) -> list[str]:
    """Return the likeliest cut of ``text`` into names of two or three characters, [] if there is none."""
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
    if name[:2] in _DOUBLE and len(name) in (3, 4):
        return 0.5
    if len(name) == 4:
        return None
    if name[0] in _COMMON:
        return 1.0 if len(name) == 3 else 1.1
    return 1.8 if name[0] in _SINGLE else None
