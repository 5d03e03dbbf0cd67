"""The words of the list of changes."""

TEXTS = {
    "title": ("改动", "Changes"),
    "what": (
        "各站点修改、换址、撤下或恢复了哪些文章。本程序规则变化引起的“重读”不显示。",
        "What the sites revised, moved, withdrew or restored. What only our rules read differently is not shown.",
    ),
    "list": ("改动列表", "List of changes"),
    "narrow": ("按类别筛选", "Narrow by kind"),
    "by_change": ("改动类别", "Kind of change"),
    "by_part": ("改动了什么", "What was changed"),
    "is_set": ("（已选）", " (chosen)"),
    "site": ("站点", "Site"),
    "since": ("从", "From"),
    "until": ("到", "Until"),
    "size": ("至少改动多少字", "At least so many characters"),
    "show": ("显示", "Show"),
    "span_1": ("自昨天", "Since yesterday"),
    "span_7": ("最近七天", "Last seven days"),
    "span_30": ("最近三十天", "Last thirty days"),
    "mark": (
        "看完了？收藏这个地址，下次只看此后的改动：",
        "Done? Keep this address, and next time see only what comes later:",
    ),
    "mark_link": ("{moment} 以后的改动", "changes since {moment}"),
    "week_this": ("本周（{first} 起）", "This week, since {first}"),
    "week_last": ("上周（{first} 至 {last}）", "Last week, {first} to {last}"),
    "week_earlier": ("{first} 至 {last}", "{first} to {last}"),
    "counted": (
        "以下数字统计本列表的全部 {count} 次改动。",
        "These numbers count {count:the one change|all {count} changes} of this list.",
    ),
    "counted_newest": (
        "以下数字统计本列表最新的 {count} 次改动。",
        "These numbers count the newest {count} changes of this list.",
    ),
    "all": ("全部改动", "All changes"),
    "characters": ("{count} 字", "{count} {count:character|characters}"),
    "of_day": ("{day} 发布", "published {day}"),
    "moved": ("从 {old} 换到 {new}", "moved from {old} to {new}"),
    "nothing": ("没有这样的改动。", "There is no such change."),
    "nothing_filters": ("去掉所有条件再看", "Look again without conditions"),
    "nothing_yet": (
        "改动要等站点再次被访问才能发现：下一次 bulletin crawl 或 bulletin sweep 之后再来。",
        "A change is found when a site is visited again: come back after the next bulletin crawl or bulletin sweep.",
    ),
}
