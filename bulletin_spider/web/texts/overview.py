"""The words of the overview."""

TEXTS = {
    "title": ("概览", "Overview"),
    "totals": (
        "{sites} 个站点，{bulletins} 条新闻，其中 {withdrawn} 条已撤下。",
        "{sites} {sites:site|sites}, {bulletins} {bulletins:bulletin|bulletins}, {withdrawn} of them withdrawn.",
    ),
    "state_well": (
        "{sites} 个站点运行正常，没有需要处理的问题。",
        "{sites:The only site is|All {sites} sites are} well; nothing needs a person.",
    ),
    "state_unvisited": (
        "{count} 个站点很久没有访问，不能说它们正常：",
        "{count} {count:site was|sites were} not visited for long, so {count:it|they} cannot be called well:",
    ),
    "all_unvisited": ("全部久未访问的站点", "All that were not visited lately"),
    "state_troubled": ("{count} 个站点需要有人处理：", "{count} {count:site needs|sites need} a person:"),
    "state_part": (
        "已读 {read} 个站点的状态，共 {of} 个。",
        "The states of {read} of {of} sites are read so far.",
    ),
    "all_states": ("全部状态", "All states"),
    "newest": ("各站点最新发布", "Newest bulletins, by site"),
    "covered": (
        "{since} 起存档，最近一次访问 {visited}。",
        "Covered since {since}; last visit {visited}.",
    ),
    "all_newest": ("全部最新发布", "All newest bulletins"),
    "changes": ("最近的改动与撤下", "Latest edits and withdrawals"),
    "week": (
        "自 {since} 起七天内：发布 {bulletins} 条，改动 {changed} 次，撤下 {withdrawn} 条。",
        (
            "In the seven days since {since}: {bulletins} {bulletins:bulletin|bulletins},"
            " {changed} {changed:edit|edits}, {withdrawn} withdrawn."
        ),
    ),
    "no_changes": ("没有发现改动。", "No change was found."),
    "all_changes": ("全部改动", "All changes"),
    "size": ("{count} 字", "{count} {count:character|characters}"),
    "year": ("{year} 年", "The year {year}"),
    "earlier_year": ("← {year} 年", "← {year}"),
    "later_year": ("{year} 年 →", "{year} →"),
    "quiet": ("最久没有发布的站点", "Longest without a bulletin"),
    "quiet_days": (
        "最新一条是 {newest}，已有 {days} 天没有发布。",
        "the newest is of {newest}, {days} {days:day|days} ago.",
    ),
    "usual_gap": ("通常每 {days} 天发布一次。", "Usually a bulletin comes every {days} days."),
    "quiet_none": ("没有这样的站点。", "There is no such site."),
    "covered_all": (
        "最早的站点自 {since} 起存档，最晚的自 {last} 起。",
        "The first site is archived since {since}, the last one since {last}.",
    ),
    "all_covered": ("各站点的开始日期", "Since when each is"),
    "all_sites": ("全部站点", "All sites"),
    "empty": (
        "存档中还没有新闻。先运行 bulletin demo，或 bulletin crawl 加站点名。",
        "The archive has no bulletins yet. Run bulletin demo, or bulletin crawl with the name of a site.",
    ),
}
