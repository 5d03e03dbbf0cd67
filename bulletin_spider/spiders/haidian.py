"""海淀区: the party committee's own news, and the district's."""

from bulletin_spider.crawl import Channel, DistrictSpider


class HaidianSpider(DistrictSpider):
    """Beijing, Haidian District (北京市海淀区).

    Domain
        hdqw.bjhd.gov.cn, the district's party committee (区委), over https (seen 2026-10-02, high confidence);
        www.bjhd.gov.cn, the portal, and zyk.bjhd.gov.cn, which holds its articles, over https.
    Channels
        通知公告 (seen 2020-08, high confidence), where the first bulletin of this project stood on 2020-04-01;
        常委活动 (seen 2026-10-02, high confidence), which answers 301 first;
        海淀要闻 (seen 2024-09 to 2026, medium confidence), the portal's own list;
        要闻动态 (seen 2024-09, medium confidence), the same news on the host that holds them.
        Left out: the lists of 2020 under zyk.bjhd.gov.cn/zwdt/, the people's congress, 52 lists of departments.
    CMS
        TRS WCM: articles at /<channel>/<yyyymm>/t<yyyymmdd>_<id>.htm, on zyk with _hd.shtml. Rows on hdqw are
        ``li > a`` with ``b`` YYYY-MM-DD, on zyk table rows with ``td.rq span``; on the portal scripts write them. zyk
        names its pages in ``countPage`` and counts from 0; hdqw's second page is unknown. UTF-8.
    Caveats
        The day in an article's address can differ from its publication day. Policy lists of www answered 13 bytes
        to addresses of data centres. The home page is the party committee's, so its menu may lack the portal's lists.
    Seen
        2026-10-02; robots.txt unknown, so it is read and obeyed.
    """

    name = "haidian"
    title = "海淀区"
    region = "110108"
    home = "https://hdqw.bjhd.gov.cn/"
    allowed_domains = ["bjhd.gov.cn"]
    channels = {
        "通知公告": Channel("https://hdqw.bjhd.gov.cn/qwyw/tzgg/"),
        "常委活动": Channel("https://hdqw.bjhd.gov.cn/qwyw/cwhd/"),
        "海淀要闻": Channel("https://www.bjhd.gov.cn/ywdt/", ("今日海淀",)),
        "要闻动态": Channel("https://zyk.bjhd.gov.cn/ywdt/hdywx/"),
    }
