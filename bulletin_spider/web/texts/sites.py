"""The words of the list of sites."""

TEXTS = {
    "title": ("站点", "Sites"),
    "totals": (
        "{sites} 个站点，{bulletins} 条新闻，其中 {withdrawn} 条已撤下。",
        "{sites} {sites:site|sites}, {bulletins} {bulletins:bulletin|bulletins}, {withdrawn} of them withdrawn.",
    ),
    "state": ("状态", "State"),
    "all": ("全部", "all"),
    "table": ("站点列表", "List of sites"),
    "site": ("站点", "Site"),
    "bulletins": ("新闻", "Bulletins"),
    "withdrawn": ("撤下", "Withdrawn"),
    "order": ("排序", "Order"),
    "by_name": ("按站点名", "by name"),
    "by_began": ("按存档开始日期", "by the day since which it is archived"),
    "began": ("存档自", "Archived since"),
    "newest": ("最新发布日", "Newest day"),
    "outcome": ("上次运行", "Last run"),
    "ended": ("结束于", "Ended"),
    "problem": ("需要处理", "What needs a person"),
    "nothing": ("没有这样的站点。", "There is no such site."),
    "nothing_yet": (
        "存档中还没有站点。先运行 bulletin crawl 站点名，或 bulletin demo。",
        "The archive has no site yet. Run bulletin crawl SITE first, or bulletin demo.",
    ),
}
