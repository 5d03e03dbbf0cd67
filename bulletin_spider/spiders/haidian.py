"""海淀区: the party committee's own news."""

from bulletin_spider.listings.base import DistrictSpider
from bulletin_spider.listings.channel import Channel


class HaidianSpider(DistrictSpider):
    """Beijing, Haidian District (北京市海淀区).

    Domain
        hdqw.bjhd.gov.cn, the district's party committee (区委); answered over https on 2026-10-02.
    Channels
        通知公告, where the first bulletin of this project stood on 2020-04-01 (seen 2020-08, high confidence);
        常委活动, which answers 301 first (seen 2026-10-02, high confidence).
    CMS
        TRS WCM: articles at /<channel>/<yyyymm>/t<yyyymmdd>_<id>.htm, rows ``li > a`` with ``b`` YYYY-MM-DD,
        UTF-8. The address of a listing's second page has not been seen.
    Caveats
        The day in an article's address can differ from its publication day.
    Seen
        2026-10-02; robots.txt unknown, so it is read and obeyed.
    """

    name = "haidian"
    home = "https://hdqw.bjhd.gov.cn/"
    allowed_domains = ["bjhd.gov.cn"]
    channels = {
        "通知公告": Channel("https://hdqw.bjhd.gov.cn/qwyw/tzgg/"),
        "常委活动": Channel("https://hdqw.bjhd.gov.cn/qwyw/cwhd/"),
    }
