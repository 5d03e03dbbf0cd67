"""Pages that are no bulletin are refused with their reason, and short notices are accepted."""

from __future__ import annotations

import pytest

from bulletin_spider.exceptions import NotABulletin
from bulletin_spider.extraction import Hints, extract

ADDRESS = "https://www.example.cn/xw/1.html"
TITLES = (
    "街道组织志愿者清理河道", "区里召开春季绿化工作现场会", "社区食堂本周开门迎客", "老旧小区加装电梯有了新进展",
    "中小学开展消防疏散演练", "夜间公交线路延长运营时间", "社区医院推出家庭医生签约服务", "图书馆新馆下月试运行",
)  # fmt: skip
TEASER = "近日，区里组织专人走访各个社区，了解居民的实际需要，并就下一步安排作了说明。"
MENU = "<div class='nav'><a href='/'>首页</a><a href='/zwgk/'>政务公开</a><a href='/zwfw/'>政务服务</a></div>"
FOOT = "<div class='foot'><p>主办：河湾区人民政府办公室</p><p>京ICP备05000001号</p></div>"
BREADCRUMB = "<div class='wz'>当前位置：<a href='/'>首页</a> > <a href='/xw/'>工作动态</a></div>"
PAGER = "<div>共2条 第1页/共1页 <a href='#'>首页</a> <a href='#'>上一页</a> <a href='#'>下一页</a> <a href='#'>尾页</a></div>"
DATE_LINE = "<div class='info'>发布时间：2024-03-07 来源：本网</div>"


def page(body: str, title: str = "工作动态-河湾区人民政府") -> str:
    return f"<html><head><title>{title}</title></head><body>{MENU}{body}{FOOT}</body></html>"


def bare_page(text: str, title: str = "提示") -> str:
    return f"<html><head><title>{title}</title></head><body><div><p>{text}</p></div></body></html>"


def rows(form: str, number: int = 8, **other: str) -> str:
    return BREADCRUMB + "".join(
        form.format(i=i + 1, title=other.get(f"title{i}", title), teaser=TEASER)
        for i, title in enumerate(TITLES[:number])
    )


ROW = "<li><a href='/{i}.html'>{title}</a></li>"
DATED_ROW = "<li><a href='/{i}.html'>{title}</a><span>2024-03-0{i}</span></li>"
TEASER_ROW = (
    "<div class='item'><h3><a href='/{i}.html'>{title}</a></h3><p>{teaser}</p><span>2024-03-0{i}</span></div>"
)
REFUSED = {
    "listing": {
        "teasers and sources": page(
            rows(
                "<div><h3><a href='/{i}.html'>{title}</a></h3><p>{teaser}</p><div>来源：河湾日报 2024-03-0{i}</div></div>"
            )
        ),
        "teasers with a link": page(
            rows(
                "<div><h3><a href='/{i}.html'>{title}</a></h3><p>{teaser}<a href='/{i}.html'>[详情]</a></p></div>"
            )
        ),
        "two teasers": page(rows(TEASER_ROW, 2)),
        "one teaser and a pager": page(rows(TEASER_ROW, 1) + PAGER),
        "teasers and years ago": page(
            rows("<div><h4><a href='/{i}.html'>{title}</a></h4><p>{teaser}</p><span>{i}年前</span></div>")
        ),
        "rows and days ago": page(rows("<li><a href='/{i}.html'>{title}</a><span>{i}天前</span></li>")),
        "one row and a pager": page(rows(DATED_ROW, 1) + PAGER),
        "rows without days": page(rows(ROW)),
        "day before the row": page(rows("<li><span>03-0{i}</span><a href='/{i}.html'>{title}</a></li>")),
        "a login box above rows": page("<div>用户名<input> 密码<input type=password></div>" + rows(ROW, 6)),
        "a row about an upgrade": page(rows(ROW, title2="关于系统升级的公告")),
        "day before a title in a block": page(
            "<h4 class='title'>教务通知</h4>"
            + rows("<div class='date'>2024-03-0{i}</div><div><a href='/{i}.html'>{title}</a></div>", 2)
        ),
        "rows and their labels": page(
            rows("<li><a href='/{i}.html'>{title}</a> (发布时间：2024-03-0{i})</li>", 2)
        ),
        "links to the whole text": page(
            rows(
                "<p><a href='/{i}.html'>{title}</a></p><p>{title}</p><p>{teaser}</p><p>... <a href='/{i}.html'>[ 详情]</a></p><p>2024-03-0{i}</p>"
            )
        ),
        "a day below each teaser, a headline in the footer": page(
            rows(
                "<div><a href='/{i}.html'>{title}</a><p>{teaser}</p><p>作者：方正 时间：2024-03-0{i}</p></div>"
            )
            + "<div class='foot'><h2>关注一下，不做旁观者</h2></div>",
            title="工程进展",
        ),
        "a few words of a home page": page(
            "<p>门户网站提醒您：</p><p>请使用网站提供的工具查看，其他工具无法播放。</p>" + rows(ROW)
        ),
        "a link below each text": page(
            rows(
                "<div><p>2024.03.0{i}</p><h5><a href='/{i}.html'>{title}</a></h5><p>{teaser}</p><p><a href='/{i}.html'>详细新闻</a></p></div>"
            )
        ),
        "a link below titles with exclamation marks": page(
            rows(
                "<div><p>2024.03.0{i}</p><div><a href='/{i}.html'>{title}！</a></div><p>{teaser}</p><p><a href='/{i}.html'>详细新闻</a></p></div>"
            )
        ),
        "a day above links without days": page("<h2>今日要闻</h2><p>2024-03-07</p>" + rows(ROW).replace(BREADCRUMB, "")),
        "a category and its posts": page(
            "<h1>分类 - 根本任务</h1><div><time>2024-03-07</time></div><a href='/1.html'>街道组织志愿者清理河道</a>"
            "<div><time>2024-03-06</time></div><a href='/2.html'>社区食堂本周开门迎客</a>"
        ),
        "boxes of a home page": page(
            "<div><h2>校情通报</h2><p>教工电子邮箱</p><p>图书馆</p></div>" + rows(ROW) + rows(ROW)
        ),
        "rows with empty links": page(
            "<h1>工作动态</h1>" + rows("<li><a href=''>{title}</a><span>2024-03-0{i}</span></li>")
        ),
        "a form below rows": page(
            rows(ROW)
            + "<h2>大家都在了解</h2><h2>自助预约平台</h2><p>患者姓名：</p><p>联系方式与预约时间：</p><p>提交挂号</p>"
        ),
        "one teaser among links": page(
            "<dl><dd><h4><a href='/9.html'>区里召开安全生产工作会议</a></h4><p>近日，区里召开安全生产工作会议，研究部署有关工作...</p></dd></dl>"
            + rows(ROW, 3),
            title="",
        ),
        "the name of the owner": page(
            "<h3>河湾国际投资有限公司</h3>" + rows(DATED_ROW), title="河湾国际投资有限公司"
        ),
        "a row with the number 404": page(rows(ROW, title2="第404医院门诊安排")),
    },
    "empty": {
        "no rows": page(BREADCRUMB + "<div class='list'>暂无数据</div>"),
        "nothing found": page(BREADCRUMB + "<div class='list'>没有查询到相关数据！</div>" + PAGER),
        "contact details": page(
            "<h2>产品分类</h2><p>共 0页0条记录</p><div><h3>联系我们</h3><p>联系人：方正</p><p>电话：400-8000-0000</p><p>地址：河湾区人民路一号</p></div>"
        ),
        "nothing beside a form": page(
            "<h1>动态分类</h1><p>暂时没有内容信息显示</p><p>请先在网站后台添加数据记录。</p><form><p>电话：<input></p></form>"
        ),
        "cells of a pager": page("<h1>通知</h1><table><tr><td>尾页</td><td>当前第页</td><td>总共条 共页</td></tr></table>"),
        "words of a pager": page(BREADCRUMB + "<div>首页 上一页 下一页 尾页 当前第页 总共条 共页</div>"),
        "a greeting": page("<div>您好！欢迎您访问河湾区人民政府网站 登录 | 注册 | 设为首页</div><div>今天是2024年3月7日</div>"),
        "a banner": page("<img src='/images/banner.jpg'>", title="教育监察"),
        "a few words": bare_page("请点击左侧栏目查看", title=""),
    },
    "error": {
        "a long page of help": page(
            "<h1>502</h1><p>抱歉！源站出现问题，暂时无法访问！</p>" + f"<p>请检查源站的存活状态。{TEASER}</p>" * 20, title="502"
        ),
        "no access": bare_page("对不起，您访问的网址不能访问。"),
        "closed": bare_page("该站点已禁用"),
        "a wrong address": bare_page("请检查您输入的网址是否正确"),
        "moved": bare_page("网站地址已经变更，请访问新网站。"),
        "failed": bare_page("非法操作！", title="系统发生错误"),
        "internal network only": bare_page("该信息仅限内网访问"),
    },
    "challenge": {
        "a firewall": bare_page("您的请求带有不合法参数，已被网站管理员设置拦截！", title="防火墙"),
        "a firewall's title": bare_page("", title="您的访问请求可能对网站造成安全威胁，请求已被阻断。"),
    },
    "soft404": {"taken down": bare_page("您查看的文章已下架")},
    "shell": {
        "loading": bare_page("加载中...", title="河湾区人民政府"),
        "data loading": bare_page("数据加载中，请稍候", title=""),
    },
    "login": {
        "a form and its advertisement": page(
            "<h3>登录河湾邮箱</h3><p>用户名</p><p>密 码 忘记密码？<input type=password></p><p>自动登录</p><p>还没有帐号？立即注册</p>"
            "<p>您可以使用河湾网盘，随时存，随地取，方便又放心。</p><p>您还可以使用河湾闪电邮在桌面随时提醒邮件到达。</p>",
            title="河湾免费邮",
        ),
        "a password field by its name": bare_page("请输入用户名密码进入系统 <input type=text name=password>", title=""),
        "a form and a cookie": "<html><body><script>document.cookie='yunsuo=1'</script>用户登录<input type=password></body></html>",
        "a form": bare_page("统一身份认证 用户名<input> 密码<input type=password>", title="统一身份认证平台"),
    },
}  # fmt: skip
ACCEPTED = {
    "停电通知": page(
        f"<h1>停电通知</h1>{DATE_LINE}<div><p>因线路检修，3月9日8时至17时，人民路一带停电。</p></div>",
        "停电通知-河湾区人民政府",
    ),
    "关于系统升级的公告": page(
        f"<h1>关于系统升级的公告</h1>{DATE_LINE}<div><p>因系统升级维护，3月9日暂停服务，敬请谅解。</p></div>",
        "关于系统升级的公告",
    ),
    "500强企业负责人到河湾区考察": page(
        "<h1>500强企业负责人到河湾区考察</h1><div><p>近日，500强企业负责人一行到河湾区考察。</p></div>",
        "500强企业负责人到河湾区考察",
    ),
    "二十万元转账已被成功拦截": page(
        "<h1>二十万元转账已被成功拦截</h1><div><p>民警及时赶到，二十万元转账已被成功拦截。</p></div>",
        "二十万元转账已被成功拦截",
    ),
    "办公地址已变更": page(
        "<h1>办公地址已变更</h1><div><p>区信访局办公地址已变更为人民路一号，请互相转告。</p></div>",
        "办公地址已变更",
    ),
    "街道举办读书会": page(
        f"<h1>街道举办读书会</h1>{DATE_LINE}<div><p>{TEASER}</p></div><h3>相关新闻</h3>" + rows(DATED_ROW),
        "街道举办读书会",
    ),
    "居民反映的井盖问题已解决": page(
        f"<h1>居民反映的井盖问题已解决</h1>{DATE_LINE}<div><p>{TEASER}</p></div>" + rows(TEASER_ROW, 3),
        "居民反映的井盖问题已解决",
    ),
}


@pytest.mark.parametrize(
    ("reason", "name"), [(reason, name) for reason in REFUSED for name in REFUSED[reason]]
)
def test_page_is_refused_with_its_reason(reason: str, name: str) -> None:
    with pytest.raises(NotABulletin) as caught:
        extract(REFUSED[reason][name].encode(), "https://www.example.cn/xw/index.html")
    assert caught.value.reason == reason


def test_notice_about_a_failure_is_accepted() -> None:
    title = "关于政务服务系统升级的通知"
    body = f"<h1>{title}</h1><div><p>因系统升级，3月9日暂停服务一天，请提前办理有关事项。</p></div>"
    assert extract(page(body, title).encode(), "https://www.example.cn/1.html").title == title


@pytest.mark.parametrize(
    ("title", "text"), [("人员招聘", "招聘网格员两名。"), ("图书馆闭馆", "图书馆周一闭馆。")]
)
def test_listed_title_makes_a_short_notice_acceptable(title: str, text: str) -> None:
    body = page(f"<h1>{title}</h1><div><p>{text}</p></div>", f"{title}-河湾区人民政府")
    content = extract(body.encode(), "https://www.example.cn/1.html", Hints(title=title))
    assert (content.title, content.paragraphs) == (title, [text])


@pytest.mark.parametrize("title", ["水影天光", "早春的校园"])
def test_picture_above_dated_rows_is_accepted(title: str) -> None:
    trail = "<div><a href='/'>首页 · 走进校园 · 校园风光</a></div>"
    body = f"{trail}<div class=title>{title}</div>{DATE_LINE}<p><img src='/1.jpg'></p><div>上一篇：<a href='/2'>图书馆</a></div>"
    content = extract(page(body + rows(DATED_ROW), f"{title}_校园风光_河湾区第一中学").encode(), ADDRESS)
    assert len(content.images) == 1


def test_chronicle_is_no_table_of_days() -> None:
    events = "".join(f"<p>2024-03-0{i}</p><p>{title}。</p>" for i, title in enumerate(TITLES, 1))
    content = extract(
        page(f"<h1>河湾区三月大事记</h1>{DATE_LINE}<div>{events}</div>", "河湾区三月大事记").encode(), ADDRESS
    )
    assert content.title == "河湾区三月大事记"


def test_digest_with_links_to_whole_texts_is_accepted() -> None:
    items = "".join(
        f"<p>{title}，{TEASER}<a href='/{i}.html'>[详情]</a></p>" for i, title in enumerate(TITLES)
    )
    content = extract(
        page(f"<h1>一周要闻回顾</h1>{DATE_LINE}<div>{items}</div>", "河湾区人民政府").encode(), ADDRESS
    )
    assert len(content.paragraphs) == len(TITLES)


@pytest.mark.parametrize("day", [DATE_LINE, ""], ids=["dated", "undated"])
def test_form_below_an_article_is_no_form_page(day: str) -> None:
    form = (
        "<h3>在线留言</h3>" + "<p>姓名：<input></p><p>电话：<input></p><p>内容：<textarea></textarea></p>" * 2
    )
    body = f"<h1>街道举办春季读书会</h1>{day}<div><p>{TEASER}</p><p>{TEASER}</p></div>{form}"
    assert extract(page(body, "街道举办春季读书会-河湾网").encode(), ADDRESS).title == "街道举办春季读书会"


def test_letters_without_links_are_a_listing() -> None:
    letters = "".join(
        f"<li>{i}</li><li>{title}</li><li>2024-03-0{i}</li>" for i, title in enumerate(TITLES, 1)
    )
    with pytest.raises(NotABulletin) as caught:
        extract(page(f"<p>编号 标题 时间</p><ul>{letters}</ul>").encode(), ADDRESS)
    assert caught.value.reason == "listing"


@pytest.mark.parametrize("title", ACCEPTED)
def test_short_notice_is_accepted_without_its_surroundings(title: str) -> None:
    content = extract(ACCEPTED[title].encode(), "https://www.example.cn/xw/1.html")
    assert content.title == title
    assert len(content.paragraphs) == 1
