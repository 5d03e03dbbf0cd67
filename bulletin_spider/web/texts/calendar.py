"""The words of calendars."""

TEXTS = {
    "title_0": ("{year} 年上半年逐日发布数", "Bulletins by day, {year}, first half"),
    "title_1": ("{year} 年下半年逐日发布数", "Bulletins by day, {year}, second half"),
    "calendar": ("日历", "Calendar"),
    "legend": ("每天发布：", "Bulletins a day:"),
    "legend_none": ("没有", "none"),
    "legend_unknown": ("尚未访问", "not visited yet"),
    "legend_changed": ("当天发现改动或撤下", "an edit or a withdrawal was found"),
    "changed": ("改动", "Edits"),
    "withdrawn": ("撤下", "Withdrawn"),
    "description": (
        "{total} 条，分布在 {days} 天；颜色越深，当天越多。按月的数字见下表。",
        "{total} {total:bulletin|bulletins} on {days} {days:day|days}; darker is more. The table below has the months.",
    ),
    "day": ("{day}：{count} 条", "{day}: {count}"),
    "unknown": ("{day}：尚未访问", "{day}: not visited yet"),
    "months": (
        "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    ),
    "weekdays": ("一 二 三 四 五 六 日", "Mo Tu We Th Fr Sa Su"),
    "by_month": ("按月", "By month"),
    "month": ("月份", "Month"),
    "total": ("条数", "Bulletins"),
    "active_days": ("有发布的天数", "Days with any"),
}
