"""大兴区: news and notices of the government's portal."""

from bulletin_spider.crawl import Channel, DistrictSpider


class DaxingSpider(DistrictSpider):
    """Beijing, Daxing District (北京市大兴区).

    Domain
        www.bjdx.gov.cn, over https (seen 2026-10-02, high confidence). Not to be mixed up with bjdch, which is 东城区.
    Channels
        大兴动态 (seen 2026-10, high confidence);
        镇街动态 (seen 2024-12, medium confidence), from the menu;
        通知公告 (seen 2026-08-12, high confidence).
        Left out: 政策解读 and 政府文件.
    CMS
        EasySite (慧兰) 7.9: articles at /<channel>/<id>/index.html, with ``.subArticleTitle h2``, ``.detail span``
        (来源, 日期) and ``#articleWrap``; the next page is perhaps in ``tagname`` of 下一页, as on other EasySite
        portals, [NEXTPAGE] there means the last (medium confidence). UTF-8.
    Caveats
        PubDate has the day only. Author is an account of the system ("信息发布员" and a number), not a reporter. The
        markup of lists has not been seen.
    Seen
        2026-10-02; robots.txt unknown, so it is read and obeyed.
    """

    name = "daxing"
    title = "大兴区"
    region = "110115"
    home = "https://www.bjdx.gov.cn/"
    allowed_domains = ["bjdx.gov.cn"]
    channels = {
        "大兴动态": Channel("https://www.bjdx.gov.cn/bjsdxqrmzf/zhyw/dxdt13/", ("大兴要闻", "今日大兴")),
        "镇街动态": Channel("https://www.bjdx.gov.cn/bjsdxqrmzf/zhyw/zjdt/index.html", ("基层动态",)),
        "通知公告": Channel("https://www.bjdx.gov.cn/bjsdxqrmzf/zwfw/tzgg/", ("公示公告", "公告")),
    }
