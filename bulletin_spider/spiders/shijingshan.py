"""石景山区: news of the government's portal."""

from bulletin_spider.crawl import Channel, DistrictSpider


class ShijingshanSpider(DistrictSpider):
    """Beijing, Shijingshan District (北京市石景山区).

    Domain
        www.bjsjs.gov.cn, over https (seen 2026-10-02, high confidence).
    Channels
        石景山动态 (seen 2025-02, medium confidence), the folder of an article that was seen.
        No list of notices is known. Left out: 政策文件, 政策解读 and 政策文件库.
    CMS
        TRS WCM: articles at /<channel>/<yyyymm>/t<yyyymmdd>_<id>_sjs.shtml; page 2 is perhaps index_1.shtml (low
        confidence). The HTTP header has no charset, so that of the page is used. List markup unknown.
    Caveats
        The home page and the sections' first pages are 160 bytes of script that leads to another page, so the menu may
        not be found; a channel must be a list itself. The meta tags have not been seen.
    Seen
        2026-10-02; robots.txt unknown, so it is read and obeyed.
    """

    name = "shijingshan"
    title = "石景山区"
    region = "110107"
    home = "https://www.bjsjs.gov.cn/"
    allowed_domains = ["bjsjs.gov.cn"]
    channels = {
        "石景山动态": Channel("https://www.bjsjs.gov.cn/ywdt/sjsdt/", ("石景山要闻", "今日石景山")),
    }
