"""The words of the page of health."""

TEXTS = {
    "subject.archive": ("存档", "archive"),
    "subject.watches": ("订阅", "watches"),
    "title": ("运行状况", "Health"),
    "well": ("没有需要处理的问题。", "Nothing needs a person."),
    "well_as_known": ("就已知情况，没有需要处理的问题。", "Nothing that is known needs a person."),
    "unvisited": ("久未访问的站点：{count} 个", "Sites that were not visited lately: {count}"),
    "all_unvisited": ("全部久未访问的站点", "All that were not visited lately"),
    "troubled": ("需要处理的站点：{count} 个", "Sites that need a person: {count}"),
    "archive": ("存档", "The archive"),
    "free": ("可用空间", "Free space"),
    "growth": ("每天增长", "Grows by, a day"),
    "days_left": ("还能写多少天", "Days until the disk is full"),
    "far": ("十年以上", "more than ten years"),
    "unknown": ("尚不清楚", "not known yet"),
    "outcomes": ("各站点上次运行的结果", "How the last runs ended"),
    "outcome": ("结果", "Outcome"),
    "sites": ("站点数", "Sites"),
    "retired": ("已停用", "retired"),
    "begun": ("还没有完成过运行的站点", "Sites of which no run has ended yet"),
    "advice": ("怎么办", "What to do"),
    "since": ("连续 {runs} 次，自 {since}", "{runs} runs in a row, since {since}"),
    "scope": (
        "这里不检查存档能否写入、站点文件和订阅；这些由 bulletin status 检查。供监控使用：/metrics 和 /healthz。",
        "Files of sites, watches and permissions are for bulletin status. Monitors ask /metrics and /healthz.",
    ),
}
