"""门头沟区: one department's news, and policy papers until the address of a news list is known."""

from bulletin_spider.crawl import Channel, DistrictSpider


class MentougouSpider(DistrictSpider):
    """Beijing, Mentougou District (北京市门头沟区).

    Domain
        www.bjmtg.gov.cn, over https (seen 2026-10-02, high confidence).
    Channels
        部门要闻动态 (seen 2025-03, medium confidence), of one department only, the folder of an article that was seen;
        政策文件 (seen 2026-08-12, high confidence);
        政策解读 (seen 2026-08-12, high confidence).
        The address of the district's own 要闻 is unknown; the two policy lists take its place.
    CMS
        Like Kaipu: articles at /<channel>/<yyyymm>/<32 hexadecimal digits>.shtml; page 2 is perhaps <list>_2.shtml,
        counted from 1 (low confidence). The HTTP header has no charset, so that of the page is used.
    Caveats
        Removed folders redirect to the home page (301). Articles of an older system are under /bjmtg/zwxx/. The
        meta tags and the markup of lists have not been seen.
    Seen
        2026-10-02; robots.txt unknown, so it is read and obeyed.
    """

    name = "mentougou"
    title = "门头沟区"
    region = "110109"
    home = "https://www.bjmtg.gov.cn/"
    allowed_domains = ["bjmtg.gov.cn"]
    channels = {
        "部门要闻动态": Channel("https://www.bjmtg.gov.cn/mtg11J008/ywdt/", ("部门动态",)),
        "政策文件": Channel("https://www.bjmtg.gov.cn/bjmtg/2024zcwj/zcwj.shtml"),
        "政策解读": Channel("https://www.bjmtg.gov.cn/bjmtg/2024zcjd/common_list1585033740817.shtml"),
    }
