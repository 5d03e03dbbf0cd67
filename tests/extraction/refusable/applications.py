"""Forms to apply, to report a mistake, to write to an office, to answer questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.extraction.refusable.page import fields_of, heading, page_of, select_of

if TYPE_CHECKING:
    import random

ADVICE = (
    "请如实填写以下内容，带*的为必填项。", "为了便于我们及时与您联系，请留下您的真实姓名和联系电话。",
    "申请人应当对申请材料的真实性负责，不得捏造事实，否则将承担相应的法律责任。",
    "您提交的信息我们会严格保密，受理后将在五个工作日内予以答复。", "填写前请仔细阅读《政府信息公开条例》的有关规定，本机关收到申请后，能够当场答复的，当场予以答复；不能当场答复的，自收到申请之日起二十个工作日内予以答复。",
)  # fmt: skip
SUBMITS = (
    "<input type=submit value=提交>",
    "<button>提 交</button> <button type=reset>重 置</button>",
    "<a href='javascript:save()'>提交申请</a>",
    "<input type=image src=/tj.gif>",
)


def application_table(dice: random.Random) -> str:
    """Return a table of fields below a heading."""
    name = dice.choice(
        ("政府信息公开申请表", "依申请公开", "网上报名", "企业信息登记", "志愿者注册登记表", "预约登记")
    )
    fields = fields_of(dice, dice.randint(5, 14), "<tr><td>{label}：</td><td>{field}</td></tr>")
    advice = f"<p>{dice.choice(ADVICE)}</p>" if dice.random() < 0.5 else ""
    return page_of(
        dice, name, f"{heading(dice, name)}{advice}<form><table>{fields}</table>{dice.choice(SUBMITS)}</form>"
    )


def application_with_advice(dice: random.Random) -> str:
    """Return paragraphs of advice above labelled fields."""
    name = dice.choice(("我要写信", "区长信箱", "在线申请", "意见建议", "网上信访", "咨询投诉"))
    advice = "".join(
        f"<p>{i}. {text}</p>" for i, text in enumerate(dice.sample(ADVICE, dice.randint(2, 5)), 1)
    )
    fields = fields_of(dice, dice.randint(4, 10), "<p><label>{label}</label>{field}<span>*</span></p>")
    return page_of(
        dice,
        name,
        f"{heading(dice, name)}<div class=xz><b>{dice.choice(('填写须知', '写信须知', '注意事项'))}</b>{advice}</div><form>{fields}{dice.choice(SUBMITS)}</form>",
    )


def correction_form(dice: random.Random) -> str:
    """Return a form that reports a mistake on a page."""
    name = dice.choice(("我要纠错", "网站纠错", "内容纠错", "找错"))
    fields = "".join(f"<div class=row><span>{label}：</span>{field}</div>" for label, field in (
        ("错误网址", "<input name=url>"), ("错误描述", "<textarea></textarea>"), ("您的姓名", "<input>"), ("联系方式", "<input type=tel>"), ("验证码", "<input><img src=/yzm>")))  # fmt: skip
    thanks = "感谢您对我们网站的关注，如发现网站内容有误，请在此留言，我们会及时核实处理。"
    return page_of(
        dice,
        name,
        f"{heading(dice, name)}<p>{thanks}</p><form>{fields}{dice.choice(SUBMITS)}</form>",
        bare=0.3,
    )


def application_modern(dice: random.Random) -> str:
    """Return a form of a script library, with blocks for labels and fields."""
    name = dice.choice(("信息公开申请", "办事预约", "留言板", "意见征集箱", "人才登记"))
    form = "<div class='el-form-item'><label class='el-form-item__label'>{label}</label><div class='el-form-item__content'>{field}</div></div>"
    note = "".join(f"<p class=tips>{text}</p>" for text in dice.sample(ADVICE, dice.randint(0, 3)))
    return page_of(
        dice,
        name,
        f"{heading(dice, name)}<div class='el-form'>{fields_of(dice, dice.randint(4, 12), form)}<button>提交</button></div>{note}",
        bare=0.2,
    )


def application_without_labels(dice: random.Random) -> str:
    """Return fields whose labels are only placeholders, below an invitation."""
    name = dice.choice(("在线报名", "投诉举报", "留言咨询", "民意直通车"))
    fields = fields_of(dice, dice.randint(4, 8), "<div class=form-group>{placeholder}</div>")
    text = "".join(f"<p>{text}</p>" for text in dice.sample(ADVICE, dice.randint(1, 4)))
    return page_of(
        dice,
        name,
        f"<div class=banner>{heading(dice, name)}{text}</div><div class=box>{fields}</div><div>{dice.choice(SUBMITS)}</div>",
    )


def application_lines(dice: random.Random) -> str:
    """Return labels and fields on one line each, with long explanations between them."""
    name = dice.choice(("政府信息公开申请表（公民）", "法人或者其他组织申请", "举报受理平台", "个人诉求登记"))
    fields = fields_of(dice, dice.randint(6, 12), "{label}：{field}<br>")
    parts = fields.split("<br>")
    parts[2:2] = [f"说明：{dice.choice(ADVICE)}"]
    return page_of(
        dice,
        name,
        f"<center><b>{name}</b></center>{'<br>'.join(parts)}<center>{dice.choice(SUBMITS)}</center><p>{dice.choice(ADVICE)}</p>",
        bare=0.3,
    )


def questionnaire(dice: random.Random) -> str:
    """Return questions with answers to choose from."""
    name = dice.choice(("政务服务满意度调查", "网上调查", "问卷调查"))
    questions = "".join(
        f"<div class=q><p>{i}、{text}</p>" + "".join(f"<label><input type={kind} name=q{i}>{answer}</label>" for answer in ("满意", "基本满意", "不满意")) + "</div>"
        for i, (text, kind) in enumerate(zip(("您对窗口工作人员的服务态度是否满意？", "您对办事时限是否满意？", "您最常用的办事渠道是？", "您希望改进哪些方面？"), ("radio", "radio", "checkbox", "checkbox"), strict=True), 1)
    )  # fmt: skip
    return page_of(
        dice,
        name,
        f"{heading(dice, name)}<p>为进一步改进服务，请您抽出几分钟回答下列问题，感谢您的支持。</p><form>{questions}<textarea></textarea>{dice.choice(SUBMITS)}</form>",
    )


def report_with_rules(dice: random.Random) -> str:
    """Return rules in the language of laws, a box to agree, and the fields of a report."""
    name = dice.choice(("网络举报", "信访事项登记", "12345网上受理", "行风举报"))
    rules = "".join(f"<p>{text}</p>" for text in dice.sample((
        "一、举报人应当实事求是，不得捏造、歪曲事实，诬告陷害他人的，依法追究责任。", "二、受理范围：党员干部违反纪律的行为，以及其他依照规定应当受理的行为。",
        "三、下列事项不予受理：已经或者依法应当通过诉讼、仲裁、行政复议等途径解决的。", "四、提倡实名举报，对实名举报优先办理、优先处置、给予答复。"), dice.randint(2, 4)))  # fmt: skip
    fields = fields_of(dice, dice.randint(5, 9), "<li><em>*</em><b>{label}</b>{field}</li>")
    return page_of(
        dice,
        name,
        f"{heading(dice, name)}<div class=rule>{rules}</div><p><input type=checkbox>我已阅读并同意</p><ul class=form>{fields}</ul>{dice.choice(SUBMITS)}",
    )


def booking(dice: random.Random) -> str:
    """Return steps of a booking with few fields and explanations in a column."""
    name = dice.choice(("婚姻登记预约", "不动产预约", "场馆预约", "接种预约"))
    steps = "<ol><li>选择办理网点</li><li>选择日期</li><li>填写信息</li><li>完成</li></ol>"
    return page_of(
        dice,
        name,
        f"<div class=step>{steps}</div><div>{select_of(dice)}{select_of(dice)}<input type=date><input placeholder=姓名><input placeholder=手机号码></div><div class=tip><h4>温馨提示</h4><p>预约成功后请按时到场，逾期视为放弃。</p><p>如需取消预约，请提前一天在本页面操作，一个月内爽约三次的，三个月内不能再次预约。</p></div>",
    )


def feedback_in_table(dice: random.Random) -> str:
    """Return a table with labels in bold, a long text area and a note about spam, without any heading."""
    fields = fields_of(
        dice, dice.randint(4, 9), "<tr><th>{label}</th><td>{field}<font color=red>*</font></td></tr>"
    )
    return page_of(
        dice,
        "在线投稿",
        f"<table border=1>{fields}<tr><td colspan=2>来稿请注明真实姓名，一经采用，稿酬从优；三个月内未见采用，可以另投他处。</td></tr></table>{dice.choice(SUBMITS)}",
        title=dice.choice(("在线投稿", "投稿-云溪日报数字报", "网上投稿系统")),
    )


OPEN = (
    application_table, application_with_advice, correction_form, application_modern, application_without_labels, application_lines, questionnaire,
)  # fmt: skip
KEPT = (report_with_rules, booking, feedback_in_table)
