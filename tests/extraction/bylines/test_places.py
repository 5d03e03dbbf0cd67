"""Bylines are found in every form that district pages use, and nobody is invented."""

from __future__ import annotations

import pytest

from bulletin_spider.extraction.bylines.places import (
    caption_credits,
    closing_credits,
    is_article_byline,
    opening_credits,
    whole_line_credits,
)

WHOLE_LINES = {
    "执笔：林溪": ([], [], [], []),
    "采写：方正 摄影：林溪": (["方正"], [], ["林溪"], []),
    "本报记者 方正": (["方正"], [], [], []),
    "□本报记者 方正": (["方正"], [], [], []),
    "文/方正 图/林溪": (["方正"], [], ["林溪"], []),
    "方正/文 林溪/摄": (["方正"], [], ["林溪"], []),
    "记者：方正；摄影：林溪；编辑：何欢": (["方正"], [], ["林溪"], ["何欢"]),
    "见习记者 方正 摄影 林溪": (["方正"], [], ["林溪"], []),
    "江城日报记者 方正 文/图": (["方正"], [], ["方正"], []),
    "文并摄/本报记者 方正": (["方正"], [], ["方正"], []),
    "江城网记者方正/摄影报道": (["方正"], [], ["方正"], []),
    "记者 方正 摄": ([], [], ["方正"], []),
    "摄影/江城晚报记者 方正": ([], [], ["方正"], []),
    "通讯员 林溪": ([], ["林溪"], [], []),
    "◎文/江报融媒记者 方正 图/江报融媒记者 林溪": (["方正"], [], ["林溪"], []),
    "江城日报记者 方正 滨江区融媒体中心记者 何 欢": (["方正", "何欢"], [], [], []),
    "方正 报道": (["方正"], [], [], []),
    "编 辑:何 欢": ([], [], [], ["何欢"]),
    "责任编辑:何欢(QN0005)": ([], [], [], ["何欢"]),
    "林溪/制作": ([], [], [], []),
    "方正 何欢 文/林溪 图": (["方正", "何欢"], [], ["林溪"], []),
    "文 |方正": (["方正"], [], [], []),
    "文：方正 图片：经贸团总支": (["方正"], [], [], []),
    "撰稿/摄影：实验幼儿园 林溪": ([], [], ["林溪"], []),
    "摄影人：林溪": ([], [], ["林溪"], []),
    "拍摄人：林溪": ([], [], ["林溪"], []),
    "2020年07月29日 《江城日报》第13版 记者方正": (["方正"], [], [], []),
    "记者 林溪 摄/视觉江城": ([], [], ["林溪"], []),
    "（记者方正文/摄）": (["方正"], [], ["方正"], []),
    "（记者 格桑林溪）": (["格桑林溪"], [], [], []),
    "江城网滨江区频道 记者 方正 何欢": (["方正", "何欢"], [], [], []),
}
BRACKETS = {
    "会议还研究了其他事项。（记者 方正）": (["方正"], [], []),
    "会议还研究了其他事项。(江城日报记者　方正）": (["方正"], [], []),
    "他说。（记者方正 通讯员林溪 何欢）": (["方正"], ["林溪", "何欢"], []),
    "他说。（通讯员林溪记者方正）": (["方正"], ["林溪"], []),
    "他说。（记者 袁 勇 朱 琳）": (["袁勇", "朱琳"], [], []),
    "他说。（记者 张 胜 男）": (["张胜男"], [], []),
    "他说。（执笔记者：方正；参与记者：林溪、何欢）": (["方正", "林溪", "何欢"], [], []),
    "他说。（林溪 何欢 记者 方正）": (["方正"], [], []),
    "他说。（本报记者 方正 实习生 何欢）": (["方正"], [], []),
    "他说。（林溪、实习生何欢）": (["林溪"], [], []),
    "他说。（林溪 摄）": ([], [], ["林溪"]),
    "他说。（首席记者 方正/文 首席摄影记者 林溪/图）": (["方正"], [], ["林溪"]),
    "他说。（来源：江城报 记者：方正）": (["方正"], [], []),
    "他说。（记者方正 整合）": (["方正"], [], []),
    "他说。（记者方正 通讯员林溪 摄影报道）": (["方正"], ["林溪"], []),
    "他说。（江城报·视频记者 方正 文 林溪 摄影）": (["方正"], [], ["林溪"]),
    "大桥全线贯通。记者 方正 通讯员 林溪 何欢 摄影报道": (["方正"], ["林溪", "何欢"], []),
    "大家说很好。（江城日报） 文/本报记者 方正": (["方正"], [], []),
    "实施后效果好。记者 方正": (["方正"], [], []),
}
NOT_BYLINES = [
    "记者从区教委获悉，新学期将增加学位两千个。",
    "有记者就此提问。",
    "例行记者会",
    "区人社局负责人答记者问",
    "（6月12日摄）",
    "（毕业生+实习生）",
    "（北京、上海等3省市）",
    "新华社记者",
    "XFTB008",
    "会上，记者见到了刚刚获奖的志愿者",
    "文明实践活动",
    "图书馆 文化馆 博物馆",
    "本网讯（校出版社）",
    "会议召开。（央视报道）",
    "会议召开。（综合报道）",
    "会议召开。（据新华社报道）",
    "会议召开。（文图：区文旅局）",
    "会议召开。（图片由区委宣传部提供）",
    "记者手记",
    "【记者调查】",
    "据江城社记者方正报道，新馆将于月底开放。",
    "方正报道的消息属实",
    "作者：网络整理 阅读：1644",
    "文：工会",
    "作者:网友整理 人气:0",
    "编辑：教学教务部",
    "记者：河湾区",
    "摄影：张掖路小学",
    "文/图：石羊农场社区",
    "文图：城关支行",
    "国开江城网2020年10月22日报道：",
    "河湾政府网2020年10月22日讯",
]


@pytest.mark.parametrize("text", WHOLE_LINES)
def test_whole_line_byline_gives_people_by_role(text: str) -> None:
    found = whole_line_credits(text)
    assert found is not None
    assert (found.reporters, found.correspondents, found.photographers, found.editors) == WHOLE_LINES[text]


@pytest.mark.parametrize("text", BRACKETS)
def test_closing_byline_gives_people_and_its_exact_text(text: str) -> None:
    found = closing_credits(text)
    assert found is not None
    credits_, bracket = found
    assert (credits_.reporters, credits_.correspondents, credits_.photographers) == BRACKETS[text]
    assert text.endswith(bracket)


@pytest.mark.parametrize("text", NOT_BYLINES)
def test_other_text_gives_nobody(text: str) -> None:
    assert whole_line_credits(text) is None
    assert closing_credits(text) is None
    assert opening_credits(text) is None
    assert caption_credits(text) is None


@pytest.mark.parametrize(
    ("opening", "reporters", "correspondents"),
    [
        ("本报讯（记者方正 通讯员林溪）", ["方正"], ["林溪"]),
        ("江城网6月3日电 （记者方正 何欢）", ["方正", "何欢"], []),
        ("江城晚报讯 记者诸葛万报道：", ["诸葛万"], []),
        ("本网讯（通讯员：林溪）", [], ["林溪"]),
        ("江城晨报首席记者方正报道，", ["方正"], []),
        ("记者方正 何欢报道：", ["方正", "何欢"], []),
        ("本网讯 记者 方正 ", ["方正"], []),
        ("江城晚报讯 记者方正，通讯员林溪、何欢报道：", ["方正"], ["林溪", "何欢"]),
        ("本报讯 记者方正 通讯员林溪 ", ["方正"], ["林溪"]),
    ],
)
def test_opening_byline_gives_its_writers(
    opening: str, reporters: list[str], correspondents: list[str]
) -> None:
    found = opening_credits(f"{opening}昨天，区政府召开会议。")
    assert found is not None
    assert (found[0].reporters, found[0].correspondents) == (reporters, correspondents)
    assert found[1] == opening.rstrip()


@pytest.mark.parametrize(
    "text",
    [
        "居民在公园晨练。林溪 摄",
        "图为活动现场。江城网记者 林溪摄",
        "居民在公园晨练（5月1日摄）。江城网记者 林溪 摄",
        "5月1日，旅游专列开往河湾。 通讯员林溪 摄",
        "（林溪摄）",
        "居民在公园晨练。新华社发（林溪摄）",
        "活动现场的情景 林溪摄",
        "图为启动仪式（林溪 摄）",
    ],
)
def test_caption_gives_its_photographer(text: str) -> None:
    found = caption_credits(text)
    assert found is not None
    assert found.photographers == ["林溪"]
    assert found.reporters == []


@pytest.mark.parametrize("text", ["图为老师带领学员一起读碑 林溪 摄", "学校工作人员在清点防疫物资 林溪 摄"])
def test_office_in_a_caption_makes_it_no_byline(text: str) -> None:
    assert whole_line_credits(text) is None


def test_lead_of_a_sentence_is_no_whole_line_byline() -> None:
    text = "本报讯（记者方正 通讯员林溪）9月27日，记者从区政府新闻办获悉，全区工作推进会在柳荫社区召开。"
    assert whole_line_credits(text) is None
    found = opening_credits(text)
    assert found is not None
    assert (found[0].reporters, found[0].correspondents) == (["方正"], ["林溪"])


def test_bracket_of_a_caption_is_no_article_byline() -> None:
    for text in ("图为启动仪式（林溪 摄）", "上图：居民在公园晨练。（林溪 摄）"):
        assert whole_line_credits(text) is None
        found = closing_credits(text)
        assert found is not None
        assert not is_article_byline(text, found[0])


def test_byline_after_a_sentence_is_the_bracket_alone() -> None:
    found = opening_credits("会议要求各单位抓紧落实。（记者方正）会后代表们参观了新馆。")
    assert found is not None
    assert found[1] == "（记者方正）"
