"""朝阳区: news and notices of the government's portal."""

from bulletin_spider.crawl import Channel, DistrictSpider


class ChaoyangSpider(DistrictSpider):
    """Beijing, Chaoyang District (北京市朝阳区).

    Domain
        www.bjchy.gov.cn, over http only (seen 2026-10-02, high confidence).
    Channels
        朝阳动态 (seen 2026-10-02, high confidence);
        政务活动 (seen 2026-10-02, high confidence), whose folder is zwhd; the name is our guess, low confidence;
        公告 (seen 2026-08 to 2026-10, high confidence), which keeps 50 pages, about seven months.
        Left out: 其他文件, a policy library, and 公示公告, the same notices for older readers.
    CMS
        Its own, with articles at /<32 hexadecimal digits>.html. Rows are ``li`` with ``span`` [YYYY-MM-DD], an
        office in ``em.rootin`` and ``a.news``. Page 2 is index_1.html. Pages say gb2312 and are read as GB18030.
    Caveats
        Links contain tabs and spaces; the list cuts titles with …; addresses have no day; lists have four layouts.
        Lists end after 27, 30 or 50 pages, so what is not fetched in time is lost. A program may get 403: the
        run then ends as "blocked"; we don't pretend to be a browser.
    Seen
        2026-10-02; meta tags unknown; robots.txt unknown, so it is read and obeyed.
    """

    name = "chaoyang"
    title = "朝阳区"
    region = "110105"
    home = "http://www.bjchy.gov.cn/"
    allowed_domains = ["bjchy.gov.cn"]
    channels = {
        "朝阳动态": Channel("http://www.bjchy.gov.cn/dynamic/news/", ("朝阳要闻", "今日朝阳")),
        "政务活动": Channel("http://www.bjchy.gov.cn/dynamic/zwhd/"),
        "公告": Channel("http://www.bjchy.gov.cn/dynamic/notice/", ("通知公告", "公示公告")),
    }
