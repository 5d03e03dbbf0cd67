"""丰台区: news and notices of the government's portal."""

from bulletin_spider.crawl import Channel, DistrictSpider


class FengtaiSpider(DistrictSpider):
    """Beijing, Fengtai District (北京市丰台区).

    Domain
        www.bjft.gov.cn, over https (seen 2026-10-02, high confidence).
    Channels
        政务要闻 (seen 2026-08-12, high confidence);
        部门动态 (seen 2026-08, medium confidence), below 基层动态, the folder of an article that was seen;
        政府公告 (seen 2026-03, medium confidence), the folder of an article that was seen.
        Left out: the lists under /ftq/, which belong to the older system.
    CMS
        TRS-like since about 2025: articles at /<channel>/<yyyymm>/t<yyyymmdd>_<id>.shtml; page 2 is perhaps
        index_1.shtml (low confidence). Before that Kaipu: /ftq/<channel>/<yyyymm>/<32 hexadecimal digits>.shtml with
        ``div.Contitle``, ``#othermessage p.fl`` and ``#zoom``. UTF-8.
    Caveats
        On Kaipu's pages PubDate is the time at which the page was made, as is meta ``others``; the visible line is
        right. Author is always 丰台区, not a reporter. The new pages' markup is unknown.
    Seen
        2026-10-02; robots.txt unknown, so it is read and obeyed.
    """

    name = "fengtai"
    title = "丰台区"
    region = "110106"
    home = "https://www.bjft.gov.cn/"
    allowed_domains = ["bjft.gov.cn"]
    channels = {
        "政务要闻": Channel("https://www.bjft.gov.cn/xwdt/zwyw/", ("丰台要闻", "要闻动态")),
        "部门动态": Channel("https://www.bjft.gov.cn/xwdt/jcdt/bmdt/"),
        "政府公告": Channel("https://www.bjft.gov.cn/xxfb/zfgg/", ("通知公告", "公示公告")),
    }
