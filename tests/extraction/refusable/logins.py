"""Login and registration pages with paragraphs of praise, of help or a long agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.extraction.composed import TITLES
from tests.extraction.refusable.page import heading, page_of, rows_of

if TYPE_CHECKING:
    import random

NAMES = ("用户登录", "统一身份认证平台", "后台管理系统", "会员登录", "政务服务网登录", "电子邮箱")
PRAISE = (
    "平台汇集了全区一千二百余项政务服务事项，让企业和群众办事更加方便快捷，真正做到数据多跑路、群众少跑腿。", "一次登录，即可访问全部应用系统。",
    "我们采用先进的加密技术，全方位保护您的个人信息，让您使用得更加安心、放心。", "全新改版，界面更加简洁，操作更加流畅，欢迎体验。",
    "本系统支持手机号码、身份证号码和社会保障卡三种登录方式，您可以任选一种。", "服务企业超过十万家，累计办件三百余万件，好评率达到百分之九十九。",
)  # fmt: skip
AGREEMENT = (
    "欢迎您使用本平台提供的服务，请您在注册前仔细阅读本协议的全部内容，特别是免除或者限制责任的条款，您点击同意即表示您已经阅读并接受本协议。",
    "用户应当提供真实、准确、完整的个人资料，资料发生变更的，应当及时更新，因资料不真实造成的后果由用户自行承担。",
    "用户应当妥善保管账号和密码，不得转让、出借，发现账号被他人使用的，应当立即通知平台。",
    "平台依法保护用户的个人信息，未经用户同意，不向第三方提供，法律、行政法规另有规定的除外。",
    "用户不得利用平台发布违反法律、法规的信息，不得侵犯他人的合法权益，不得干扰平台的正常运行。",
    "因不可抗力、网络故障、系统维护等原因造成服务中断的，平台不承担责任，但应当及时采取补救措施。",
    "本协议的解释和争议的解决适用中华人民共和国法律，协商不成的，向平台所在地人民法院提起诉讼。",
)  # fmt: skip


def praise_beside_form(dice: random.Random) -> str:
    """Return praise beside a form with a password."""
    name = dice.choice(NAMES)
    praise = "".join(f"<p>{text}</p>" for text in dice.sample(PRAISE, dice.randint(2, 6)))
    return page_of(
        dice,
        name,
        f"<div class=left>{praise}</div><div class=login-box>{heading(dice, name)}<form><p>用户名 <input name=u></p><p>密码 <input type=password></p><p>验证码 <input></p><button>登 录</button><a href='/reg'>立即注册</a> <a href='/f'>忘记密码</a></form></div>",
        bare=0.5,
    )


def agreement_below_form(dice: random.Random) -> str:
    """Return the form of a registration and the whole agreement below it."""
    name = dice.choice(("用户注册", "新用户注册", "会员注册", "企业用户注册"))
    text = "".join(
        f"<p>{n}、{text}</p>"
        for n, text in zip("一二三四五六七", dice.sample(AGREEMENT, dice.randint(3, 7)), strict=False)
    )
    return page_of(
        dice,
        name,
        f"{heading(dice, name)}<form><div>账号：<input></div><div>密码：<input type=password></div><div>确认密码：<input type=password></div><div>手机号：<input></div><input type=checkbox> 我已阅读并同意<b>《用户服务协议》</b><button>注册</button></form><div class=xy><h4>用户服务协议</h4>{text}</div>",
        bare=0.4,
    )


def help_below_form(dice: random.Random) -> str:
    """Return help for those who cannot log in."""
    name = dice.choice(NAMES)
    tips = "<ol><li>首次登录请使用身份证号码作为用户名，初始密码为证件号码后六位，登录后请及时修改。</li><li>如忘记密码，请点击“忘记密码”按照提示找回，或者携带证件到服务窗口重置。</li><li>推荐使用谷歌浏览器，其他浏览器可能出现显示异常。</li></ol>"
    return page_of(
        dice,
        name,
        f"<div class=box><h2>{name}</h2>用户名：<input><br>密　码：<input type=password><br><input type=submit value=登录></div><div><b>登录说明</b>{tips}</div>",
        bare=0.5,
    )


def agreement_alone(dice: random.Random) -> str:
    """Return the agreement above the button that accepts it and the password field."""
    text = "".join(f"<p>{text}</p>" for text in dice.sample(AGREEMENT, dice.randint(4, 7)))
    return page_of(
        dice,
        "注册",
        f"<div class=agreement><h1>用户注册协议</h1><div class=content>{text}</div></div><div class=reg>设置密码<input type=password placeholder=6-20位字符>手机号<input><input type=checkbox>同意协议<button>下一步</button></div>",
        bare=0.4,
        title=dice.choice(("注册", "河湾通行证注册", "用户注册协议-河湾网")),
    )


def portal_with_services(dice: random.Random) -> str:
    """Return tabs for kinds of users, a code to scan and what the service offers."""
    offers = "".join(
        f"<div class=f><h3>{title}</h3><p>{text}</p></div>"
        for title, text in zip(("安全可靠", "方便快捷", "贴心服务"), dice.sample(PRAISE, 3), strict=True)
    )
    return page_of(
        dice,
        "登录",
        f"<ul class=tab><li>个人登录</li><li>法人登录</li><li>扫码登录</li></ul><form><input placeholder='手机号/身份证号'><input type=password placeholder=请输入密码><a href='javascript:;'>登录</a></form><p>打开手机应用扫描二维码登录</p>{offers}",
        bare=0.6,
        title=dice.choice(("登录", "河湾政务服务-登录", "统一认证中心")),
    )


def session_expired(dice: random.Random) -> str:
    """Return a notice that reading needs a login, above the form."""
    return page_of(
        dice,
        "提示",
        f"<div class=msg>您还没有登录或者登录已经超时，本栏目内容只对注册用户开放，请登录后继续浏览。如果您还不是注册用户，请先注册，注册完全免费，审核通过后即可阅读全部内容。</div><form>用户名：<input> 密码：<input name=password type=password> <button>登录</button></form><p>{dice.choice(PRAISE)}</p>",
        bare=0.3,
    )


def mailbox(dice: random.Random) -> str:
    """Return the login of a mailbox with news about the service."""
    news = (
        "<ul><li>反垃圾邮件功能全面升级，拦截率明显提高</li><li>附件最大支持2G，发送大文件不再发愁</li></ul>"
    )
    return page_of(
        dice,
        "",
        f"<div class=intro><h2>政务邮箱</h2><p>为全区工作人员提供安全、稳定、高效的邮件收发服务。</p>{news}</div><div><form>账号<input>@example.cn<br>密码<input type=password><br><input type=checkbox>记住账号 <button>登录</button></form></div>",
        bare=0.8,
        title=dice.choice(("政务邮箱登录", "河湾区政务邮件系统", "邮箱登录")),
    )


def hall_with_notices(dice: random.Random) -> str:
    """Return the login of a hall of services beside its notices."""
    return page_of(
        dice,
        "网上办事大厅",
        f"<div class=l><h3>通知公告</h3><ul>{rows_of(dice, TITLES)}</ul></div><div class=r><h3>用户登录</h3><p>用户名：<input></p><p>密码：<input type=password></p><button>登录</button><p>温馨提示：连续五次输错密码，账号将被锁定三十分钟。</p></div>",
        title=dice.choice(("网上办事大厅", "网上办事大厅-用户登录")),
    )


def privacy_notice(dice: random.Random) -> str:
    """Return a login with a window on the protection of personal data."""
    text = "".join(f"<p>{text}</p>" for text in dice.sample(AGREEMENT, 3))
    return page_of(
        dice,
        "登录",
        f"<div class=win><h3>个人信息保护政策</h3><p>更新日期：2024年3月7日</p>{text}<button>同意</button></div><form><input placeholder=账号><input type=password placeholder=密码><button>登录</button></form>",
        bare=0.7,
        title=dice.choice(("登录", "用户登录-云溪政务")),
    )


OPEN = (
    praise_beside_form,
    agreement_below_form,
    help_below_form,
    agreement_alone,
    portal_with_services,
    session_expired,
)
KEPT = (mailbox, hall_with_notices, privacy_notice)
