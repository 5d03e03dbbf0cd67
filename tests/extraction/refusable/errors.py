"""Error pages with advice: of hosts, servers, firewalls and content systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.extraction.composed import TITLES
from tests.extraction.refusable.page import page_of, rows_of

if TYPE_CHECKING:
    import random


def host_without_site(dice: random.Random) -> str:
    """Return a host's page on an address that belongs to no site, with reasons and remedies."""
    return page_of(
        dice,
        "",
        "<h1>没有找到站点</h1><p>您的请求在Web服务器中没有找到对应的站点！</p><h3>可能原因：</h3><ol><li>您没有将此域名或IP绑定到对应站点!</li><li>配置文件未生效!</li></ol><h3>如何解决：</h3><ol><li>检查是否已经绑定到对应站点，若确认已绑定，请尝试重载Web服务；</li><li>检查端口是否正确；</li><li>若您使用了CDN产品，请尝试清除CDN缓存；</li><li>普通网站访客，请联系网站管理员；</li></ol>",
        bare=0.9,
        title=dice.choice(("没有找到站点", "站点不存在", "")),
    )


def server_with_causes(dice: random.Random) -> str:
    """Return the long error page of a server: causes, what to try, details."""
    code, what = dice.choice(
        (
            ("404.0", "Not Found"),
            ("500.19", "Internal Server Error"),
            ("403.14", "Forbidden"),
            ("502.3", "Bad Gateway"),
        )
    )
    return page_of(
        dice,
        "",
        f"<div id=header><h1>应用程序“河湾门户”中的服务器错误</h1></div><h2>HTTP 错误 {code} - {what}</h2><h3>您要找的资源已被删除、已更名或暂时不可用。</h3><fieldset><h4>最可能的原因:</h4><ul><li>指定的目录或文件在Web服务器上不存在。</li><li>URL拼写错误。</li><li>某个自定义筛选器或模块(如URLScan)限制了对该文件的访问。</li></ul></fieldset><fieldset><h4>可尝试的操作:</h4><ul><li>在Web服务器上创建内容。</li><li>检查浏览器URL。</li><li>创建跟踪规则以跟踪此HTTP状态代码的失败请求，并查看是哪个模块在调用SetStatus。有关为失败的请求创建跟踪规则的详细信息，请单击此处。</li></ul></fieldset>",
        bare=1,
        title=f"IIS 10.0 详细错误 - {code} - {what}",
    )


def cannot_display(dice: random.Random) -> str:
    """Return the page of a browser or proxy that cannot reach the site."""
    return page_of(
        dice,
        "",
        f"<h1>{dice.choice(('无法显示此页', '该页无法显示', '无法访问此网站'))}</h1><p>您正在查找的页当前不可用。网站可能遇到支持问题，或者您需要调整您的浏览器设置。</p><hr><p>请尝试以下操作：</p><ul><li>单击刷新按钮，或以后重试。</li><li>如果您已经在地址栏中输入该网页的地址，请确认其拼写正确。</li><li>要检查您的网络连接，请单击工具菜单，然后单击选项。</li><li>与网站管理员联系，告知您遇到的问题，管理员的邮箱一般是站长加上网站的域名。</li></ul>",
        bare=0.9,
        title=dice.choice(("无法找到该页", "找不到服务器", "连接失败")),
    )


def host_paused(dice: random.Random) -> str:
    """Return a host's page: the site is paused, with numbered reasons and a telephone number."""
    return page_of(
        dice,
        "",
        f"<div class=t>{dice.choice(('网站已暂停', '该网站暂时无法访问', '站点已停止', '网站访问报错'))}</div><div><p>尊敬的用户，您好！您访问的网站因为以下原因暂时不能访问，给您带来不便，敬请谅解：</p><p>1、网站未按照工业和信息化部的要求完成备案，请尽快完成备案，备案期间网站不能开通；</p><p>2、网站空间已经到期，没有及时续费，请联系服务商办理续费手续，续费后两小时内恢复；</p><p>3、网站流量超出限制，系统自动暂停，请升级主机型号或者等待下个月自动恢复。</p><p>如有疑问，请致电客服 400-000-0000。</p></div>",
        bare=0.9,
        title=dice.choice(("网站访问报错", "温馨提示", "网站暂停")),
    )


def firewall_long(dice: random.Random) -> str:
    """Return a firewall's page with reasons and what a visitor can do."""
    return page_of(
        dice,
        "",
        "<h2>您的请求可能存在风险，已被本站防火墙拦截</h2><dl><dt>可能原因：</dt><dd>1.您提交的内容包含危险的攻击请求，系统认为它可能会影响网站的安全运行，因此暂时中断了这次访问；</dd><dd>2.您所在网络的出口地址近期有大量异常访问，被系统列入观察名单，一般情况下一小时后自动解除。</dd><dt>如何解决：</dt><dd>1.检查提交的内容；</dd><dd>2.如网站托管，请联系空间提供商；</dd><dd>3.普通网站访客，请联系网站管理员，并提供事件编号。</dd></dl>",
        bare=0.9,
        title=dice.choice(("网站防火墙", "访问被拦截", "提示")),
    )


def moved_with_help(dice: random.Random) -> str:
    """Return a long message inside a site that a page is gone, with links that lead on."""
    return page_of(
        dice,
        "页面未找到",
        "<div class=err><img src='/404.png'><h3>很抱歉，您要访问的页面不存在！</h3><p>您可以：</p><p>1. 检查您输入的网址是否正确，注意大小写和标点符号，避免遗漏。</p><p>2. 由于网站进行了改版，部分旧的地址已经失效，您可以通过站内搜索查找所需内容，或者从首页重新进入有关栏目浏览。</p><p>3. 如果您确认网址无误，请将问题反馈给我们，我们会尽快处理，谢谢您的支持与配合！</p></div>",
    )


def application_trace(dice: random.Random) -> str:
    """Return the error page of an application with its explanation and trace."""
    return page_of(
        dice,
        "",
        f"<h1>系统发生错误</h1><p>{dice.choice(('无法加载控制器', '模板文件不存在', '数据表查询失败'))}</p><p>错误位置 FILE: /www/core/App.php LINE: {dice.randint(10, 400)}</p><p>如果问题持续存在，请记录下面的跟踪信息，并将它连同您刚才进行的操作一起发送给技术支持人员，以便我们能够尽快找出原因并加以解决，对此给您带来的不便我们深表歉意。</p><pre>#0 /www/core/App.php(12): run()\n#1 /www/index.php(9): start()</pre>",
        bare=0.8,
        title=dice.choice(("系统发生错误", "错误信息")),
    )


def site_upgraded(dice: random.Random) -> str:
    """Return a message that the site is being rebuilt or upgraded, with a long apology."""
    return page_of(
        dice,
        "",
        "<div><h2>网站升级改造公告</h2><p>尊敬的网友：</p><p>为了给您提供更好的浏览体验，本网站正在升级改造，升级期间网站暂停访问，您可以通过河湾发布公众号了解最新信息，由此给您带来的不便，我们深表歉意，敬请谅解。</p><p>页面将在5秒后自动跳转到首页</p></div>",
        bare=0.9,
        title=dice.choice(("网站升级中", "系统维护")),
    )


def not_registered(dice: random.Random) -> str:
    """Return a host's page on a site that is not registered with the authorities."""
    return page_of(
        dice,
        "",
        "<h1>备案提示</h1><p>该网站暂时无法进行访问</p><p>主要原因：网站未根据工信部相关法规进行备案或者备案信息被注销。</p><p>解决方法：请网站负责人尽快登录服务商的备案系统提交备案申请，备案成功后即可恢复访问。如果您已经备案，请检查接入信息是否正确，并在备案系统中添加接入。</p>",
        bare=1,
        title=dice.choice(("TestPage", "备案提示", "网站暂时无法访问")),
    )


def default_page(dice: random.Random) -> str:
    """Return the first page of a new server."""
    return page_of(
        dice,
        "",
        dice.choice(
            (
                "<h1>恭喜, 站点创建成功！</h1><h3>这是默认index.html，本页面由系统自动生成</h3><ul><li>本页面在FTP根目录下的index.html</li><li>您可以修改、删除或覆盖本页面</li><li>FTP相关信息，请到面板系统后台查看</li></ul>",
                "<h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully installed and working. Further configuration is required.</p><p><em>Thank you for using nginx.</em></p>",
            )
        ),
        bare=1,
        title=dice.choice(("恭喜，站点创建成功！", "Welcome to nginx!")),
    )


def database_lost(dice: random.Random) -> str:
    """Return the message of a content system that cannot reach its database."""
    return page_of(
        dice,
        "",
        "<h1>建立数据库连接时出错</h1><p>这可能意味着您在配置文件中指定的用户名和密码信息不正确，或者我们未能联系到数据库服务器，可能是您的主机的数据库服务器未在运行。</p><ul><li>您确定您的用户名和密码正确吗？</li><li>您确定您键入了正确的主机名吗？</li><li>您确定数据库服务器正在运行吗？</li></ul><p>如果您不确定这些条款是什么意思，您应该联系您的主机提供商。</p>",
        bare=1,
        title=dice.choice(("数据库错误", "Database Error")),
    )


def gone_with_suggestions(dice: random.Random) -> str:
    """Return an apology in the frame of a site, with recommended articles below it."""
    return page_of(
        dice,
        "",
        f"<div class=no><p>抱歉，您查看的内容已经下线或者被移走了</p><p>看看别的吧，也许有您感兴趣的内容。如有疑问可拨打政务服务热线反映，我们将在第一时间核实并恢复有关内容。</p></div><h3>为您推荐</h3><ul>{rows_of(dice, TITLES)}</ul>",
        title=dice.choice(("提示信息", "内容不存在-河湾网", "河湾网")),
    )


OPEN = (
    host_without_site, server_with_causes, cannot_display, moved_with_help, host_paused, firewall_long, application_trace, site_upgraded,
)  # fmt: skip
KEPT = (not_registered, default_page, database_lost, gone_with_suggestions)
