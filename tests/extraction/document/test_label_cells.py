"""Labels without a colon and the values beside them."""

from __future__ import annotations

from bulletin_spider.extraction import Content, extract

PROSE = "<p>区里召开现场会，研究部署春季绿化工作，要求各单位按时完成栽种任务。</p>"


def read(body: str) -> Content:
    page = (
        f"<html><head><title>春季绿化现场会</title></head><body><h1>春季绿化现场会</h1>{body}</body></html>"
    )
    return extract(page.encode(), "https://www.example.cn/1.html")


def test_label_beside_day_gives_publication_time() -> None:
    content = read(f"<table><tr><td>发布时间</td><td>2024-03-07 09:12</td></tr></table><div>{PROSE}</div>")
    assert content.published_at == "2024-03-07T09:12:00+08:00"
    assert len(content.paragraphs) == 1


def test_name_label_far_from_day_is_table_heading() -> None:
    rows = "<table><tr><td>来源</td><td>财政拨款</td></tr></table>"
    content = read(f"<p>发布时间：2024-03-07</p><div>{PROSE}{PROSE.replace('春季', '秋季')}{rows}</div>")
    assert content.source is None
    assert content.paragraphs[-2:] == ["来源", "财政拨款"]


def test_neighbouring_labels_have_no_value() -> None:
    content = read(
        f"<dl><dt>发布日期</dt><dd>2024-03-07</dd><dt>来源</dt><dd></dd><dt>作者</dt><dd></dd></dl><div>{PROSE}</div>"
    )
    assert (content.date, content.source) == ("2024-03-07", None)


def test_letter_and_answer_stay_together() -> None:
    """The days of the letter and of the answer do not end the body."""
    rows = "".join(
        f"<tr><td>{label}</td><td>{value}</td></tr>"
        for label, value in (
            ("来信时间", "2024-03-05 09:12"),
            ("来信内容", "您好，楼下的健身器材坏了很久没有人来修，希望有关部门尽快处理一下。"),
            ("答复时间", "2024-03-06 10:20"),
            ("答复内容", "您好，街道已经联系厂家更换配件，预计本周内修好，感谢您的来信。"),
        )
    )
    content = read(f"<table>{rows}</table>")
    assert [text for text in content.paragraphs if len(text) > 20] == [
        "您好，楼下的健身器材坏了很久没有人来修，希望有关部门尽快处理一下。",
        "您好，街道已经联系厂家更换配件，预计本周内修好，感谢您的来信。",
    ]
