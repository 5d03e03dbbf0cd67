"""通州区: notices and published news of the government's portal."""

from bulletin_spider.crawl import Channel, DistrictSpider


class TongzhouSpider(DistrictSpider):
    """Beijing, Tongzhou District (北京市通州区).

    Domain
        www.bjtzh.gov.cn, over https (seen 2026-10-02, high confidence).
    Channels
        信息发布 (seen 2026-06, medium confidence), the folder of an article that was seen;
        通知公告 (seen 2026-08-12, high confidence).
        The address of the district's own 要闻 is unknown. Left out: 政策文件, 政策解读 and 财政.
    CMS
        Like Kaipu: articles at /<channel>/<yyyymm>/<id>.shtml, others at /<yyyymmdd and more digits>/index.shtml;
        page 2 is perhaps common_list_2.shtml, counted from 1 (low confidence). The visible line reads
        日期: YYYY-MM-DD 来源: …. The HTTP header has no charset, so that of the page is used.
    Caveats
        Slow: a response takes 2.7 seconds. The meta tags and the markup of lists have not been seen.
    Seen
        2026-10-02; robots.txt unknown, so it is read and obeyed.
    """

    name = "tongzhou"
    title = "通州区"
    region = "110112"
    home = "https://www.bjtzh.gov.cn/"
    allowed_domains = ["bjtzh.gov.cn"]
    channels = {
        "信息发布": Channel("https://www.bjtzh.gov.cn/bjtz/xxfb/"),
        "通知公告": Channel("https://www.bjtzh.gov.cn/bjtz/zwgk/tzgg/", ("公示公告", "公告")),
    }
