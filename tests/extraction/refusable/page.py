"""Compose the page around a form, a list or a message: frames, menus, headings, foot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.extraction.composed import FEET, SIDES, TITLES, TOPS

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

FRAMES = (
    "<div class=main>{}</div>", "<div class='container'><div class='content'>{}</div></div>", "<table width=1000><tr><td>{}</td></tr></table>",
    "<form id='aspnetForm' method=post><input type=hidden name=__VIEWSTATE value=x><div id=wrap>{}</div></form>",
    "<div class=wrap><div class='left'><ul><li><a href='/a/'>机构设置</a></li><li><a href='/b/'>领导之窗</a></li></ul></div><div class=right>{}</div></div>",
)  # fmt: skip
HEADINGS = (
    "<h1>{}</h1>",
    "<h2 class=title>{}</h2>",
    "<div class='tit'>{}</div>",
    "<div class='lm_bt'><span>{}</span></div>",
    "<h3>{}</h3>",
)
SITES = ("河湾区人民政府", "云溪县人民政府门户网站", "河湾区教育局", "长桥街道办事处", "云溪日报数字报")


def heading(dice: random.Random, text: str) -> str:
    return dice.choice(HEADINGS).format(text)


def title_tag(dice: random.Random, text: str) -> str:
    site = dice.choice(SITES)
    return dice.choice(
        (text, f"{text}-{site}", f"{site}-{text}", site, f"{text}_{site}", f"{text} - 互动交流 - {site}")
    )


def page_of(
    dice: random.Random, name: str, content: str, *, bare: float = 0.0, title: str | None = None
) -> str:
    """Return a page around ``content``; ``bare`` is the probability that nothing of a site is around it."""
    head = f"<html><head><meta charset=utf-8><title>{title_tag(dice, name) if title is None else title}</title></head><body>"
    if dice.random() < bare:
        return f"{head}{content}</body></html>"
    side = dice.choice(SIDES).format(rows=rows_of(dice, TITLES)) if dice.random() < 0.3 else ""
    crumb = (
        f"<div class=dqwz>您的位置：<a href='/'>首页</a> &gt; <a href='/hd/'>互动交流</a> &gt; {name}</div>"
        if dice.random() < 0.5
        else ""
    )
    main = dice.choice(FRAMES).format(crumb + content)
    return f"{head}{dice.choice(TOPS)}{dice.choice(TOPS[:4])}{main}{side}{dice.choice(FEET)}</body></html>"


LABELS = (
    ("姓名", "<input name=xm>"), ("性别", "<input type=radio name=s>男 <input type=radio name=s>女"), ("证件类型", "<select><option>身份证<option>护照</select>"),
    ("证件号码", "<input type=text name=sfz>"), ("联系电话", "<input type=tel>"), ("电子邮箱", "<input type=email>"), ("联系地址", "<input size=60>"),
    ("邮政编码", "<input>"), ("工作单位", "<input name=dw>"), ("标题", "<input name=bt>"), ("所需信息的内容描述", "<textarea rows=6></textarea>"),
    ("受理单位", "<select><option>请选择<option>区教育局<option>区民政局</select>"), ("信件类型", "<select><option>咨询<option>投诉</select>"),
    ("是否公开", "<input type=radio>公开 <input type=radio>不公开"), ("上传附件", "<input type=file>"), ("验证码", "<input name=yzm><img src='/code'>"),
    ("信息的获取方式", "<input type=checkbox>邮寄 <input type=checkbox>电子邮件 <input type=checkbox>自行领取"), ("出生日期", "<input type=date>"),
)  # fmt: skip


def fields_of(dice: random.Random, number: int, form: str) -> str:
    """Return ``number`` labelled fields in ``form``, which has ``{label}`` and ``{field}``, or ``{placeholder}``."""
    return "".join(
        form.format(label=label, field=field, placeholder=f"<input placeholder='请输入{label}'>")
        for label, field in dice.sample(LABELS, number)
    )


def select_of(dice: random.Random) -> str:
    """Return a list of choices."""
    choices = ("全部", "教育", "医疗", "交通", "住房", "环境", "城管")
    return f"<select>{''.join(f'<option>{text}' for text in choices[: dice.randint(2, 7)])}</select>"


def rows_of(dice: random.Random, titles: Sequence[str], day: str = "<span>2024-03-07</span>") -> str:
    """Return rows of links, some with a day."""
    return "".join(
        f"<li><a href='/{i}.html'>{title}</a>{dice.choice(('', day))}</li>"
        for i, title in enumerate(dice.sample(titles, dice.randint(3, 8)))
    )
