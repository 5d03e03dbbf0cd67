"""Sources: what stands behind the label, and nothing else."""

from __future__ import annotations

import pytest

from bulletin_spider.extraction import Content, extract
from bulletin_spider.extraction.source import read_source

PROSE = (
    "<p>区里召开现场会，研究部署春季绿化工作，要求各单位按时完成栽种任务。</p><p>一、加强领导，明确责任</p>"
)


def read(above: str) -> Content:
    page = f"<html><head><title>春季绿化现场会</title></head><body><h1>春季绿化现场会</h1>{above}<div>{PROSE}</div></body></html>"
    return extract(page.encode(), "https://www.example.cn/1.html")


def test_an_empty_label_takes_no_word_of_the_body() -> None:
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
def test_a_sentence_is_no_source(text: str) -> None:
    assert read_source(text) is None


def test_two_media_may_be_named() -> None:
    assert read_source("来源：河湾日报，河湾网") == "河湾日报，河湾网"
