"""昌平区: notices and the towns' news of the government's portal."""

from bulletin_spider.crawl import Channel, DistrictSpider


class ChangpingSpider(DistrictSpider):
    """Beijing, Changping District (北京市昌平区).

    Domain
        www.bjchp.gov.cn, over https (seen 2026-10-02, high confidence).
    Channels
        镇街动态 (seen 2026, medium confidence);
        通知公告 (seen 2026, medium confidence).
        The address of the district's own 要闻 is unknown. Left out: 政策文件.
    CMS
        EasySite: articles at /<channel>/<19 digits>/index.html, of which the first 14 are YYYYMMDDhhmmss, others with
        shorter numbers; the next page is perhaps in ``tagname`` of 下一页 (low confidence). UTF-8.
    Caveats
        The time in an address is when the article was entered, not when it was published. The meta tags and the
        markup of lists have not been seen.
    Seen
        2026-10-02; robots.txt unknown, so it is read and obeyed.
    """

    name = "changping"
    title = "昌平区"
    region = "110114"
    home = "https://www.bjchp.gov.cn/"
    allowed_domains = ["bjchp.gov.cn"]
    channels = {
        "镇街动态": Channel("https://www.bjchp.gov.cn/cpqzf/zj/zjxw/", ("基层动态",)),
        "通知公告": Channel("https://www.bjchp.gov.cn/cpqzf/xxgk2671/tzgg30/", ("公示公告", "公告")),
    }
