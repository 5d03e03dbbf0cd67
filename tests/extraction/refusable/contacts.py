"""Contact pages: addresses, telephone numbers and the way there, without an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.extraction.refusable.page import fields_of, heading, page_of

if TYPE_CHECKING:
    import random

NAMES = ("联系我们", "联系方式", "机构电话", "政务大厅联系方式", "咨询渠道")
OFFICES = ("河湾区人民政府办公室", "区政务服务中心", "云溪县教育局", "长桥街道办事处", "区退役军人事务局")
WELCOME = (
    "如果您对我们的工作有任何意见或建议，欢迎通过以下方式与我们联系。", "感谢您访问本网站，我们将竭诚为您服务。",
    "您可以在工作时间拨打下列电话，我们会安排专人接听。", "为方便群众办事，现将有关部门的联系方式列在下面。",
)  # fmt: skip


def _contacts(dice: random.Random, number: int) -> list[str]:
    some = [
        f"地址：河湾区人民路{dice.randint(1, 300)}号", f"电话：0100-{dice.randint(1000000, 9999999)}", f"传真：0100-{dice.randint(1000000, 9999999)}",
        "邮编：101900", "电子邮箱：office@example.cn", "乘车路线：乘12路、35路公交车到区政府站下车", "办公时间：周一至周五 上午9:00-12:00 下午13:30-17:30",
        "联系人：方正", f"监督电话：0100-{dice.randint(1000000, 9999999)}", "网址：www.example.cn", "微信公众号：河湾发布",
    ]  # fmt: skip
    return dice.sample(some, number)


def lines(dice: random.Random) -> str:
    """Return a heading, a welcome and labelled lines."""
    name = dice.choice(NAMES)
    body = "".join(f"<p>{text}</p>" for text in [dice.choice(WELCOME), *_contacts(dice, dice.randint(3, 8))])
    return page_of(dice, name, f"{heading(dice, name)}<div class=content>{body}</div>")


def offices_table(dice: random.Random) -> str:
    """Return a table of offices with their telephone numbers."""
    name = dice.choice(NAMES)
    rows = "".join(
        f"<tr><td>{i}</td><td>{office}</td><td>0100-{dice.randint(1000000, 9999999)}</td><td>人民路{i}号</td></tr>"
        for i, office in enumerate(dice.sample(OFFICES, dice.randint(3, 5)), 1)
    )
    return page_of(
        dice,
        name,
        f"{heading(dice, name)}<table border=1><tr><th>序号</th><th>单位名称</th><th>联系电话</th><th>办公地址</th></tr>{rows}</table>",
    )


def with_message_form(dice: random.Random) -> str:
    """Return contacts on one side and a message form on the other."""
    name = dice.choice(NAMES)
    left = "<br>".join(_contacts(dice, dice.randint(3, 6)))
    form = fields_of(dice, dice.randint(3, 5), "<div class=item>{label}{field}</div>")
    return page_of(
        dice,
        name,
        f"<div class=lx>{heading(dice, name)}<p>{dice.choice(WELCOME)}</p>{left}</div><div class=ly><h3>在线留言</h3><form>{form}<button>提交留言</button></form></div>",
    )


def cards(dice: random.Random) -> str:
    """Return a card for each office, and the way there in a sentence."""
    name = dice.choice(NAMES)
    blocks = "".join(
        f"<div class=card><h4>{office}</h4><ul>{''.join(f'<li>{text}</li>' for text in _contacts(dice, 3))}</ul></div>"
        for office in dice.sample(OFFICES, dice.randint(2, 4))
    )
    return page_of(
        dice, name, f"{heading(dice, name)}{blocks}<p>地铁二号线人民路站C口出，向东步行约三百米即到。</p>"
    )


def definition_list(dice: random.Random) -> str:
    """Return labels and values in a list of definitions."""
    name = dice.choice(NAMES)
    pairs = "".join(
        "<dt>{}</dt><dd>{}</dd>".format(*text.split("：", 1)) for text in _contacts(dice, dice.randint(4, 8))
    )
    return page_of(
        dice,
        name,
        f"{heading(dice, name)}<p><b>{dice.choice(OFFICES)}</b></p><dl>{pairs}</dl><p>{dice.choice(WELCOME)}</p>",
    )


def spaced_labels(dice: random.Random) -> str:
    """Return lines whose labels are stretched by blanks, in a block with the name of a body."""
    name = dice.choice(NAMES)
    lines = [
        text.replace("电话：", "电　话：").replace("地址：", "地　址：").replace("邮编：", "邮　编：")
        for text in _contacts(dice, dice.randint(4, 8))
    ]
    return page_of(
        dice,
        name,
        f"{heading(dice, name)}<div id=zoom class=TRS_Editor><p><strong>{dice.choice(OFFICES)}</strong></p>{''.join(f'<p>&emsp;&emsp;{text}</p>' for text in lines)}</div>",
    )


def english(dice: random.Random) -> str:
    """Return a bilingual contact page with a picture of a map."""
    return page_of(
        dice,
        "联系我们",
        f"<h2>联系我们 <small>Contact us</small></h2><img src=/map.png><p>{dice.choice(OFFICES)}</p><p>Add：人民路{dice.randint(1, 99)}号</p><p>Tel：0100-{dice.randint(1000000, 9999999)}</p><p>Fax：0100-{dice.randint(1000000, 9999999)}</p><p>P.C.：101900</p>",
    )


def departments_and_duties(dice: random.Random) -> str:
    """Return offices with their telephone numbers in one line each, below the working hours."""
    name = dice.choice(("科室电话", "部门联系电话", "常用电话", "监督投诉电话"))
    lines = "".join(
        f"<li>{office} <b>0100-{dice.randint(1000000, 9999999)}</b></li>"
        for office in ("办公室", "综合科", "财务科", "法规科", "监察室")[: dice.randint(3, 5)]
    )
    return page_of(
        dice,
        name,
        f"{heading(dice, name)}<p>工作日上午8:30至12:00，下午14:00至17:30，节假日除外。</p><ul>{lines}</ul>",
    )


def customer_service(dice: random.Random) -> str:
    """Return ways to reach the makers of a site, each with an explanation."""
    name = dice.choice(("联系方式", "联系我们"))
    return page_of(
        dice,
        name,
        f"{heading(dice, name)}<div><h4>新闻热线</h4><p>0100-{dice.randint(1000000, 9999999)}</p><p>如果您身边有新闻线索，请拨打热线告诉我们，一经采用即付酬金。</p><h4>广告合作</h4><p>0100-{dice.randint(1000000, 9999999)}</p><h4>技术支持</h4><p>webmaster@example.cn</p><p>网站浏览中遇到的问题，欢迎来信反映。</p></div>",
    )


OPEN = (lines, offices_table, with_message_form, cards, definition_list, spaced_labels)
KEPT = (english, departments_and_duties, customer_service)
