"""西城区: news and notices of the government's portal."""

from bulletin_spider.crawl import Channel, DistrictSpider


class XichengSpider(DistrictSpider):
    """Beijing, Xicheng District (北京市西城区).

    Domain
        www.bjxch.gov.cn, over https (seen 2026-10-02, high confidence).
    Channels
        西城动态 (seen 2024-08, medium confidence), from the menu;
        部门动态 (seen 2024-08, medium confidence), from the menu;
        街道动态 (seen 2026-10-03, high confidence);
        通知公告 (seen 2026-08-12, high confidence).
        Left out: 新闻转载 and 媒体聚焦, which repeat other media, 规范性文件 and 政策解读.
    CMS
        Its own system: articles at /…/xxxq…/pnidpv<id>.html. Meta tags have single quotes; PubDate has seconds. The
        markup of lists and the address of their second page are unknown. UTF-8.
    Caveats
        No day in the address. Title and 发布时间 are repeated inside the body, whose Word HTML has badly nested tags.
        The body's place, ``div.xiangqing``, was seen on a service page only.
    Seen
        2026-10-03; robots.txt unknown, so it is read and obeyed.
    """

    name = "xicheng"
    title = "西城区"
    region = "110102"
    home = "https://www.bjxch.gov.cn/"
    allowed_domains = ["bjxch.gov.cn"]
    channels = {
        "西城动态": Channel("https://www.bjxch.gov.cn/xcdt/xcdt.html", ("西城要闻", "今日西城")),
        "部门动态": Channel("https://www.bjxch.gov.cn/xcdt/bmdt.html"),
        "街道动态": Channel("https://www.bjxch.gov.cn/xcdt/jddt.html", ("镇街动态", "基层动态")),
        "通知公告": Channel("https://www.bjxch.gov.cn/xxgk/tzgg.html", ("公示公告", "公告")),
    }
