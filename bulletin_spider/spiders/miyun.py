"""密云区: news and notices of the government's portal."""

from bulletin_spider.crawl import Channel, DistrictSpider


class MiyunSpider(DistrictSpider):
    """Beijing, Miyun District (北京市密云区).

    Domain
        www.bjmy.gov.cn, over https (seen 2026-10-02, high confidence).
    Channels
        工作动态 (seen 2026-03, medium confidence), the folder of an article that was seen;
        热点关注 (seen 2026, medium confidence);
        公示公告 (seen 2026-08-12, high confidence).
        Left out: 政策文件, and /col/col25/ of the older system.
    CMS
        TRS WCM: articles at /<channel>/<yyyymm>/t<yyyymmdd>_<id>.html; page 2 is perhaps index_1.html (low confidence).
        Before that Hanweb: /art/<y>/<m>/<d>/art_<column>_<id>.html with ``div.wz_tit``, ``ul.wz_sakl`` and
        ``#ArticleContent``. UTF-8.
    Caveats
        The new pages' meta tags and the markup of lists have not been seen. The day of the move is unknown.
    Seen
        2026-10-02; robots.txt unknown, so it is read and obeyed.
    """

    name = "miyun"
    title = "密云区"
    region = "110118"
    home = "https://www.bjmy.gov.cn/"
    allowed_domains = ["bjmy.gov.cn"]
    channels = {
        "工作动态": Channel("https://www.bjmy.gov.cn/ywdt/gzdt/", ("密云动态",)),
        "热点关注": Channel("https://www.bjmy.gov.cn/ywdt/rdgz/"),
        "公示公告": Channel("https://www.bjmy.gov.cn/zwgk/gsgg/", ("通知公告", "公告")),
    }
