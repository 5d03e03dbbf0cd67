"""The source is the text behind its label, or a medium beside the day, and nothing else."""

from __future__ import annotations

import pytest

from bulletin_spider.extraction import Content, extract
from bulletin_spider.extraction.fields.source import read_source

PROSE = (
    "<p>区里召开现场会，研究部署春季绿化工作，要求各单位按时完成栽种任务。</p><p>一、加强领导，明确责任</p>"
)


def read(above: str) -> Content:
    page = f"<html><head><title>春季绿化现场会</title></head><body><h1>春季绿化现场会</h1>{above}<div>{PROSE}</div></body></html>"
    return extract(page.encode(), "https://www.example.cn/1.html")


def test_empty_label_takes_no_text_of_the_body() -> None:
    assert read("<p>发布时间：2024-03-07</p><p>来源:</p>").source is None
    assert read("<p>发布时间：2024-03-07</p><p>来源：</p><p>河湾日报</p>").source == "河湾日报"


@pytest.mark.parametrize(
    "text",
    [
        "来源：区里召开现场会，研究部署春季绿化工作。",
        "来源：一、加强领导",
        "来源：1、加强领导",
        "来源：区里召开春季绿化工作现场会，研究部署",
    ],
)
def test_sentence_is_no_source(text: str) -> None:
    assert read_source(text) is None


def test_former_name_in_brackets_belongs_to_the_source() -> None:
    """A date in brackets does not."""
    assert read_source("信息来源：河湾区文旅局（原区文广新局）") == "河湾区文旅局（原区文广新局）"
    assert read_source("来源：河湾日报（2024-03-07）") == "河湾日报"


@pytest.mark.parametrize(
    "text",
    [
        "来源：[ 河湾网 ] 2024-03-07", "来源：【河湾网】", "转自：河湾网 2024-03-07", "文章出处：河湾网", "出处：河湾网 编辑：方正",
        "稿源：河湾网", "来源：河湾网 网友评论 0 条", "来源：河湾网 评论 12",
    ],
)  # fmt: skip
def test_brackets_counters_and_labels_end_the_source(text: str) -> None:
    assert read_source(text) == "河湾网"


def test_address_is_no_source() -> None:
    assert read_source("转自：http://www.example.cn/1.html") is None


def test_source_may_be_two_media() -> None:
    assert read_source("来源：河湾日报，河湾网") == "河湾日报，河湾网"


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("2024-03-07 09:12 河湾日报", "河湾日报"), ("河湾日报客户端 2024-03-07 09:12:33", "河湾日报客户端"), ("2024-03-07 09:12 视觉中国", "视觉中国"),
        ("2024年03月07日09:12 | 河湾网", "河湾网"), ("http://www.example.cn 2024年03月07日09:12 河湾晨报", "河湾晨报"),
        ("2024-03-07 09:12 区教育局", "区教育局"),
        ("2024-03-07 09:12 工作动态", None), ("2024-03-07 09:12 新闻中心", None), ("2024-03-07 09:12 星期四", None),
        ("2024-03-07 09:12 打印本页", None), ("2024-03-07 09:12 方正", None), ("2024-03-07 09:12 情况通报", None),
    ],
)  # fmt: skip
def test_medium_beside_the_day_needs_no_label(line: str, source: str | None) -> None:
    content = read(f"<p>{line}</p>")
    assert content.source == source
    assert content.published_at == f"2024-03-07T09:12:{'33' if '33' in line else '00'}+08:00"
