"""东城区: news and notices of the government's portal."""

from bulletin_spider.crawl import Channel, DistrictSpider


class DongchengSpider(DistrictSpider):
    """Beijing, Dongcheng District (北京市东城区).

    Domain
        www.bjdch.gov.cn, over https (seen 2026-10-02, high confidence). Not to be mixed up with bjdx, which is 大兴区.
    Channels
        东城要闻 (seen 2026-03, medium confidence), the folder of an article that was seen;
        要闻动态 (seen 2026-10, medium confidence), the section above it;
        通知公告 (seen 2026-08-12, high confidence).
        Left out: 政策文件, 政策解读 and the newspaper's PDF files.
    CMS
        TRS WCM: articles at /<channel>/<yyyymm>/t<yyyymmdd>_<id>.html, rows ``li a`` with a ``span`` behind it, page 2
        is index_1.html, UTF-8.
    Caveats
        A page in the middle of a list may be missing. The meta tags have not been seen.
    Seen
        2026-10-02; robots.txt unknown, so it is read and obeyed.
    """

    name = "dongcheng"
    title = "东城区"
    region = "110101"
    home = "https://www.bjdch.gov.cn/"
    allowed_domains = ["bjdch.gov.cn"]
    channels = {
        "东城要闻": Channel("https://www.bjdch.gov.cn/ywdt/dcyw/", ("今日东城", "东城动态")),
        "要闻动态": Channel("https://www.bjdch.gov.cn/ywdt/"),
        "通知公告": Channel("https://www.bjdch.gov.cn/zwgk/tzgg/", ("公示公告", "公告")),
    }
