"""怀柔区: news and notices of the government's portal."""

from bulletin_spider.crawl import Channel, DistrictSpider


class HuairouSpider(DistrictSpider):
    """Beijing, Huairou District (北京市怀柔区).

    Domain
        www.bjhr.gov.cn, over https (seen 2026-10-02, high confidence).
    Channels
        热点关注 (seen 2026-08-12, high confidence);
        通知公告 (seen 2026-08-12, high confidence).
        The address of the district's own 怀柔要闻 is unknown.
    CMS
        TRS WCM: articles at /<channel>/<yyyymm>/t<yyyymmdd>_<id>.html; page 2 is perhaps index_1.html (low confidence).
        UTF-8.
    Caveats
        The meta tags and the markup of lists have not been seen.
    Seen
        2026-10-02; robots.txt unknown, so it is read and obeyed.
    """

    name = "huairou"
    title = "怀柔区"
    region = "110116"
    home = "https://www.bjhr.gov.cn/"
    allowed_domains = ["bjhr.gov.cn"]
    channels = {
        "热点关注": Channel("https://www.bjhr.gov.cn/ywdt/rdgz/"),
        "通知公告": Channel("https://www.bjhr.gov.cn/zwgk/tzgg/", ("公示公告", "公告")),
    }
