"""房山区: news and notices of the government's portal."""

from bulletin_spider.crawl import Channel, DistrictSpider


class FangshanSpider(DistrictSpider):
    """Beijing, Fangshan District (北京市房山区).

    Domain
        www.bjfsh.gov.cn, over https (seen 2026-10-02, high confidence).
    Channels
        房山动态 (seen 2026-08, medium confidence), the folder of an article that was seen;
        通知公告 (seen 2026-08-12, high confidence).
        Left out: 政策解读.
    CMS
        TRS WCM: articles at /<channel>/<yyyymm>/t<yyyymmdd>_<id>.shtml, older ones with _fs.shtml; page 2 is perhaps
        index_1.shtml (low confidence). The visible line reads 日期:YYYY-MM-DD HH:MM 来源:…. The HTTP header
        has no charset, so that of the page is used.
    Caveats
        The page's title element ends in " - 房山区". The meta tags and the markup of lists have not been seen.
    Seen
        2026-10-02; robots.txt unknown, so it is read and obeyed.
    """

    name = "fangshan"
    title = "房山区"
    region = "110111"
    home = "https://www.bjfsh.gov.cn/"
    allowed_domains = ["bjfsh.gov.cn"]
    channels = {
        "房山动态": Channel("https://www.bjfsh.gov.cn/zhxw/fsdt/", ("房山要闻", "今日房山")),
        "通知公告": Channel("https://www.bjfsh.gov.cn/zwgk/tzgg/", ("公示公告", "公告")),
    }
