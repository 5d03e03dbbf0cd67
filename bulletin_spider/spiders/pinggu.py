"""平谷区: news and notices of the government's portal."""

from bulletin_spider.crawl import Channel, DistrictSpider


class PingguSpider(DistrictSpider):
    """Beijing, Pinggu District (北京市平谷区).

    Domain
        www.bjpg.gov.cn, over https (seen 2026-10-02, high confidence).
    Channels
        今日平谷 (seen 2026, medium confidence);
        通知公告 (seen 2026-08-12, high confidence).
        Left out: 政策文件.
    CMS
        EasySite: articles at /<channel>/<id>/index.html, rows ``div.ContentBoox li a`` with ``span``; the next page is
        in ``tagname`` of 下一页 in ``div.FenYe``, [NEXTPAGE] there means the last. ``div.easysite-news-title h2``,
        ``p.easysite-news-describe`` with 发布时间：YYYY年MM月DD日 HH:MM, ``#easysiteText``.
    Caveats
        The HTTP header has no charset, so that of the page is used; an error page says iso-8859-1. The line
        under the title has a counter (浏览量). The meta tags have not been seen.
    Seen
        2026-10-02; robots.txt unknown, so it is read and obeyed.
    """

    name = "pinggu"
    title = "平谷区"
    region = "110117"
    home = "https://www.bjpg.gov.cn/"
    allowed_domains = ["bjpg.gov.cn"]
    channels = {
        "今日平谷": Channel("https://www.bjpg.gov.cn/pgqrmzf/zwxx0/jrpg/", ("平谷要闻", "平谷动态")),
        "通知公告": Channel("https://www.bjpg.gov.cn/pgqrmzf/zwxx0/tzgg/", ("公示公告", "公告")),
    }
