"""Documents, films and sound that elements and scripts show are attachments, and a page of nothing else is a bulletin."""

from __future__ import annotations

import pytest

from bulletin_spider.exceptions import NotABulletin
from bulletin_spider.extraction import Content, Hints, extract

ADDRESS = "https://www.example.cn/info/1012/2034.htm"
TITLE = "关于公布青岚区二级以上医院名单的通知"
PDF = "https://www.example.cn/__local/5/A1/0C/mingdan.pdf"
FILM = "https://www.example.cn/media/hedao.mp4"
DOCUMENTS = {
    "vsb script": '<script>showVsbpdfIframe("/__local/5/A1/0C/mingdan.pdf","100%","600","0","",vsb_pdf_image_data);</script>',
    "vsb script in capitals": "<script>showVsbpdfIframe('/__local/5/A1/0C/mingdan.PDF', '100%', '900');</script>",
    "pdf.js viewer": '<iframe src="/pdfjs/web/viewer.html?file=/__local/5/A1/0C/mingdan.pdf" width="100%"></iframe>',
    "viewer with an escaped address": '<iframe src="/pdfjs/web/viewer.html?file=%2F__local%2F5%2FA1%2F0C%2Fmingdan.pdf"></iframe>',
    "viewer with a whole address": '<iframe src="/generic/web/viewer.html?file=https://www.example.cn/__local/5/A1/0C/mingdan.pdf#page=1"></iframe>',
    "iframe": '<iframe src="/__local/5/A1/0C/mingdan.pdf" height="900"></iframe>',
    "iframe that loads late": '<iframe data-src="/__local/5/A1/0C/mingdan.pdf"></iframe>',
    "embed": '<embed type="application/pdf" src="/__local/5/A1/0C/mingdan.pdf">',
    "object": '<object data="/__local/5/A1/0C/mingdan.pdf" type="application/pdf"><p>您的浏览器不支持预览，请下载后查看。</p></object>',
    "object with a parameter": '<object><param name="src" value="/__local/5/A1/0C/mingdan.pdf"><embed src="/__local/5/A1/0C/mingdan.pdf"></object>',
    "PDFObject": '<div id="pdf"></div><script>PDFObject.embed("/__local/5/A1/0C/mingdan.pdf", "#pdf");</script>',
    "hidden field": '<div id="v"></div><input type="hidden" id="pdfUrl" value="/__local/5/A1/0C/mingdan.pdf">',
    "variable": '<div id="v"></div><script>var pdfUrl = "/__local/5/A1/0C/mingdan.pdf";\nshow(pdfUrl);</script>',
}
FILMS = {
    "video": '<video src="/media/hedao.mp4" controls>您的浏览器不支持视频播放</video>',
    "sources": '<video controls><source src="/media/hedao.mp4" type="video/mp4"><source src="/media/hedao.webm"></video>',
    "video with a late address": '<video data-src="/media/hedao.mp4" poster="/media/hedao.jpg"></video>',
    "vsb video": '<script name="_videourl" vurl="/media/hedao.mp4">showVsbVideo();</script>',
    "vsb call": "<script>showVsbVideo('/media/hedao.mp4', 'height=280', 'width=420');</script>",
    "flash": '<embed src="/js/player.swf" flashvars="autostart=0&file=/media/hedao.mp4" type="application/x-shockwave-flash">',
    "player script": '<div id="J_player"></div><script>var player = new Aliplayer({id: "J_player", source: "/media/hedao.mp4", width: "100%"});</script>',
    "player settings": '<div id="dp"></div><script>new DPlayer({container: document.getElementById("dp"), video: {url: \'/media/hedao.mp4\', pic: "/media/1.jpg"}});</script>',
}


def page(shown: str, template: str = "school", title: str = TITLE) -> bytes:
    return (
        f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}-青岚区卫生健康局</title>"
        f"<script src='/js/pdfobject.js'></script></head><body>{TEMPLATES[template].format(title=title, shown=shown)}</body></html>"
    ).encode()


_MENU = (
    "<ul class='menu'>"
    + "".join(
        f"<li><a href='/{n}.htm'>{name}</a></li>"
        for n, name in enumerate(
            [
                "首页",
                "机构概况与领导信息",
                "政务公开与依法行政",
                "健康科普与疾病预防",
                "党建工作与群团组织",
                "下载中心与办事指南",
            ]
        )
    )
    + "</ul>"
)
_FOOT = "<div class='foot'><p>地址：青岚区松风路8号　邮编：101903</p><p>版权所有：青岚区卫生健康局　京ICP备05000003号</p></div>"
_ROWS = "".join(
    f"<li><a href='/{n}.htm'>青岚区召开第{n}次工作推进会议</a><span>2024-05-{n:02}</span></li>"
    for n in range(1, 10)
)
TEMPLATES = {
    "school": _MENU
    + "<form><div class='tt'><h3>{title}</h3></div><div class='info'>发布时间：2024-05-10　点击数：<script>_showClicks(1)</script></div>"
    "<div id='vsb_content'><div class='v_news_content'><p>{shown}</p></div></div></form><p>上一条：<a href='/a.htm'>关于召开工作会议的通知</a></p>"
    + _FOOT,
    "without a day": _MENU
    + "<div class='box'><h1>{title}</h1><div class='content'><p>{shown}</p></div></div>"
    + _FOOT,
    "title class": _MENU + "<div class='news-title'>{title}</div><div class='news-con'>{shown}</div>" + _FOOT,
    "day below": _MENU + "<h2>{title}</h2><div class='c'>{shown}</div><p>发布日期：2024-05-10</p>" + _FOOT,
    "nothing else": "<h1>{title}</h1>{shown}",
    "headline in the title tag only": _MENU
    + "<div id='vsb_content'><div class='v_news_content'><p>{shown}</p></div></div>"
    + _FOOT,
    "rows below": _MENU
    + "<h1>{title}</h1><div class='con'>{shown}</div><h3>相关推荐</h3><ul>"
    + _ROWS
    + "</ul>"
    + _FOOT,
    "above the headline": _MENU + "<div class='con'>{shown}</div><h1>{title}</h1>" + _FOOT,
    "long menu": _MENU * 3 + "<p style='text-align:center'><b>{title}</b></p><div>{shown}</div>" + _FOOT,
}


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("form", DOCUMENTS)
def test_page_of_a_document_is_a_bulletin(form: str, template: str) -> None:
    content = extract(page(DOCUMENTS[form], template), ADDRESS)
    assert content.title == TITLE
    assert [(file["url"].lower(), file["kind"]) for file in content.attachments] == [
        (PDF.lower(), "document")
    ]
    assert content.evidence["attachments"]["rule"].startswith("shown-by-")
    assert "mingdan" in content.evidence["attachments"]["text"]
    assert content.paragraphs == []


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("form", FILMS)
def test_page_of_a_film_is_a_bulletin(form: str, template: str) -> None:
    content = extract(page(FILMS[form], template, "青岚河整治纪实宣传片"), ADDRESS)
    assert content.title == "青岚河整治纪实宣传片"
    assert [(file["url"], file["kind"]) for file in content.attachments] == [(FILM, "video")]


@pytest.mark.parametrize(
    ("shown", "url", "kind"),
    [
        ("<audio src='/media/1.mp3'></audio>", "https://www.example.cn/media/1.mp3", "audio"),
        ("<audio><source src='/media/1.m4a'></audio>", "https://www.example.cn/media/1.m4a", "audio"),
        ("<video src='/play?id=3'></video>", "https://www.example.cn/play?id=3", "video"),
        (
            "<iframe src='https://player.example.com/embed/3'></iframe>",
            "https://player.example.com/embed/3",
            "video",
        ),
        (
            "<iframe src='//v.example.com/txp/iframe/player.html?vid=3'></iframe>",
            "https://v.example.com/txp/iframe/player.html?vid=3",
            "video",
        ),
        (
            "<script>showVsbpdfIframe('/virtual_attach_file.vsb?afc=U&oid=12&e=.pdf','100%')</script>",
            "https://www.example.cn/virtual_attach_file.vsb?afc=U&oid=12&e=.pdf",
            "document",
        ),
        (
            "<a href='/x/down.jsp?id=3&e=.docx'>名单</a>",
            "https://www.example.cn/x/down.jsp?id=3&e=.docx",
            "document",
        ),
        ("<a href='/x/1.pdf?v=20240510'>名单</a>", "https://www.example.cn/x/1.pdf?v=20240510", "document"),
        ("<a href='/x/1.mp4'>宣传片</a>", "https://www.example.cn/x/1.mp4", "video"),
        ("<a href='/x/1.pdf'>名单</a><embed src='/x/1.pdf'>", "https://www.example.cn/x/1.pdf", "document"),
    ],
)
def test_file_has_its_kind(shown: str, url: str, kind: str) -> None:
    attachments = extract(page(shown), ADDRESS).attachments
    assert [(file["url"], file["kind"]) for file in attachments] == [(url, kind)]


@pytest.mark.parametrize(
    "shown",
    [
        "<iframe src='https://tianqi.example.com/widget.htm?s=3'></iframe>",
        "<iframe src='about:blank'></iframe>",
        "<video src='blob:https://www.example.cn/1'></video>",
        "<video id='v'></video>",
        "<input type='text' value='/files/a.pdf'>",
        "<input type='hidden' value='2034'>",
        "<embed src='/banner.swf' type='application/x-shockwave-flash'>",
        "<script>var play = '<video src=\"' + url + '.mp4\">';</script>",
        "<script>// var old = '/media/sample.mp4';\nstart();</script>",
        "<script>/* show('/files/sample.pdf') */</script>",
        "<script>var data = [" + ",".join(f"'/f/{n}.pdf'" for n in range(30)) + "];</script>",
        "<script src='/js/player.js'></script>",
        "<div style='display:none'><video src='/media/tts.mp4'></video></div>",
        "<div class='sidebar'><video src='/media/ad.mp4'></video></div>",
    ],
)
def test_other_elements_are_no_attachments(shown: str) -> None:
    assert extract(page(shown), ADDRESS, Hints(title=TITLE)).attachments == []


PICTURE = '<p><img src="/p/1.jpg" width="900"></p>'


@pytest.mark.parametrize("template", sorted({*TEMPLATES} - {"nothing else", "above the headline"}))
def test_page_of_a_picture_is_a_bulletin(template: str) -> None:
    content = extract(page(PICTURE, template, "青岚区居民医保政策图解"), ADDRESS)
    assert [image["url"] for image in content.images] == ["https://www.example.cn/p/1.jpg"]


TEXT = "<p>连日来，青岚区组织力量清理河道，沿岸环境明显改善。</p>"


def attachments_of(body: str) -> list[str]:
    found: Content = extract(
        f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><p>发布时间：2024-05-10</p>{body}</body></html>".encode(),
        ADDRESS,
    )
    assert found.paragraphs
    return [file["url"] for file in found.attachments]


def test_film_above_or_inside_the_text_is_an_attachment() -> None:
    film = FILMS["video"]
    assert attachments_of(f"<div class='v'>{film}</div><div class='content'>{TEXT * 3}</div>") == [FILM]
    assert attachments_of(f"<div class='content'>{TEXT}{film}{TEXT}</div>") == [FILM]
    assert attachments_of(f"<div class='content'>{TEXT * 2}<p>{film}</p></div>") == [FILM]


def test_film_beside_the_text_is_no_attachment() -> None:
    film = FILMS["video"]
    assert attachments_of(f"<div class='content'>{TEXT * 2}</div><div class='right'>{film}</div>") == []
    assert attachments_of(f"<div class='content'>{TEXT * 2}</div><p>相关视频：</p>{film}") == []


MARGIN = {"document": DOCUMENTS["iframe"], "film": FILMS["video"], "script": FILMS["player script"]}
NO_BULLETINS = {
    "list": "<div class='left'>{shown}</div><h2>通知公告</h2><ul>{rows}</ul><p>共 90 条 下一页 尾页</p>",
    "list below a film": "<h2>视频新闻</h2><div class='v'>{shown}</div><ul>{rows}</ul>",
    "list below a heading": "<h2>青岚区新闻中心视频新闻</h2><div class='v'>{shown}</div><ul>{rows}</ul>",
    "home page": "<div class='banner'>{shown}</div><h3><a href='/xw'>要闻</a></h3><ul>{rows}</ul><h3><a href='/gg'>公告</a></h3><ul>{rows}</ul>",
    "not found": "<div class='bg'>{shown}</div><h1>404</h1><p>您访问的页面不存在或已被删除</p><a href='/'>返回首页</a>",
    "login": "<div class='bg'>{shown}</div><form><p>用户名 <input name='u'></p><p>密码 <input type='password'></p><p>登录</p></form>",
    "channel without rows": "<h1>扶贫工作</h1>{shown}",
    "channel with a film below the foot": "<h1>扶贫工作</h1><div class='footer'><p>主办：青岚区人民政府</p></div>{shown}",
    "maintenance": "<h1>系统维护中</h1><p>网站正在维护，请稍后访问。</p>{shown}",
    "shell": "<div id='app'></div><script src='/js/app.js'></script>",
}


@pytest.mark.parametrize("margin", MARGIN)
@pytest.mark.parametrize("name", NO_BULLETINS)
def test_other_pages_with_a_film_stay_refused(name: str, margin: str) -> None:
    body = NO_BULLETINS[name].format(shown=MARGIN[margin], rows=_ROWS)
    with pytest.raises(NotABulletin):
        extract(
            f"<html><head><title>青岚区人民政府</title></head><body>{_MENU}{body}</body></html>".encode(),
            ADDRESS,
        )
