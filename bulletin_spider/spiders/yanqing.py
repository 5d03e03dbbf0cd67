"""延庆区: policy papers, until the address of a news list is known."""

from bulletin_spider.crawl import Channel, DistrictSpider


class YanqingSpider(DistrictSpider):
    """Beijing, Yanqing District (北京市延庆区).

    Domain
        www.bjyq.gov.cn, over http only: https does not answer in time (seen 2026-10-03, high confidence).
    Channels
        政策文件 (seen 2026, medium confidence).
        The addresses of the district's 要闻 and notices are unknown; the policy list takes their place. Left out: a
        form (依申请), a directory of offices (镇街) and 财政信息.
    CMS
        EasySite: articles at /<channel>/<id>/index.shtml; the next page is perhaps in ``tagname`` of 下一页 (low
        confidence). The encoding is unknown, so it is found from each page.
    Caveats
        The meta tags and the markup of lists have not been seen. The district's media centre has certificate errors
        and is not crawled.
    Seen
        2026-10-03; robots.txt unknown, so it is read and obeyed.
    """

    name = "yanqing"
    title = "延庆区"
    region = "110119"
    home = "http://www.bjyq.gov.cn/"
    allowed_domains = ["bjyq.gov.cn"]
    channels = {
        "政策文件": Channel("http://www.bjyq.gov.cn/yanqing/zwgk/zcwj91/index.shtml"),
    }
