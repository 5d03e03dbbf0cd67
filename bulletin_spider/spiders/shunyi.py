"""顺义区: news of the government's portal, whose robots.txt forbids every path."""

from bulletin_spider.crawl import Channel, DistrictSpider


class ShunyiSpider(DistrictSpider):
    """Beijing, Shunyi District (北京市顺义区).

    Domain
        www.bjshy.gov.cn, over https (seen 2026-10-02, high confidence).
    Channels
        今日顺义 (seen 2024-11, medium confidence);
        要闻发布 (seen 2024-11, medium confidence);
        部门动态 (seen 2024-11, medium confidence);
        基层信息 (seen 2024-11, medium confidence).
        All are from the menu. Left out: 热点转载, which repeats other media, and 招聘公告. No list of notices is known.
    CMS
        EasySite (慧兰) 7.9: articles at /web/<channel>/<id>/index.html, rows ``.list li a`` with ``span``; the next
        page is perhaps in ``tagname`` of 下一页 (low confidence). ``div.easysite-news-title h2``, 更新时间 in
        ``p.easysite-news-describe``, ``#easysiteText``. UTF-8.
    Caveats
        robots.txt says "User-agent: *, Disallow: /" (seen 2026-10-02, high confidence). It is obeyed: a run requests
        nothing else and ends as "forbidden". PubDate has the day only; Author is an account of the
        system, not a reporter; createDate is the time at which the page was made.
    Seen
        2026-10-02.
    """

    name = "shunyi"
    title = "顺义区"
    region = "110113"
    home = "https://www.bjshy.gov.cn/"
    allowed_domains = ["bjshy.gov.cn"]
    channels = {
        "今日顺义": Channel(
            "https://www.bjshy.gov.cn/web/ywdt84/dtxx94/index.html", ("顺义要闻", "顺义动态")
        ),
        "要闻发布": Channel("https://www.bjshy.gov.cn/web/ywdt84/index.html", ("要闻动态",)),
        "部门动态": Channel("https://www.bjshy.gov.cn/web/ywdt84/gbmhz/index.html"),
        "基层信息": Channel("https://www.bjshy.gov.cn/web/ywdt84/jcdt34/index.html", ("基层动态",)),
    }
