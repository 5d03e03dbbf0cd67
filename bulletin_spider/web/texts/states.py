"""The words for the states of sites and the outcomes of runs."""

from bulletin_spider.statuses import Outcome

_CHINESE = {
    Outcome.OK: "正常",
    Outcome.NOTHING_NEW: "正常，无新内容",
    Outcome.UNPROVEN: "无法证明完整",
    Outcome.ERROR: "程序出错",
    Outcome.USAGE: "用法错误",
    Outcome.INCOMPLETE: "不完整",
    Outcome.DRIFT: "网站有变",
    Outcome.BLOCKED: "被网站拒绝",
    Outcome.FORBIDDEN: "robots.txt 禁止",
    Outcome.UNREACHABLE: "无法连接",
    Outcome.OUTPUT_FAILED: "无法写入存档",
    Outcome.LOCKED: "另一次运行正在进行",
    Outcome.INTERRUPTED: "被中断",
}
TEXTS = {
    "state.well": ("正常", "well"),
    "state.troubled": ("需要处理", "needs a person"),
    "state.unvisited": ("久未访问", "not visited lately"),
    "unvisited": (
        "上次访问是 {days} 天前，此后的情况不得而知。",
        "Last visited {days} {days:day|days} ago; what happened since is not known.",
    ),
    "state.retired": ("已停用", "retired"),
    "none": ("还没有完成的运行", "no run has ended yet"),
    "part": (
        "正在读取各站点的状态：已读 {read} 个，共 {of} 个。稍后刷新本页。",
        "The states of the sites are being read: {read} of {of}. Load this page again in a moment.",
    ),
    "as_of": ("状态读取于 {moment}", "States as of {moment}"),
}
"""``outcome.``: the words for how a run ended; the record has the English one."""
TEXTS |= {f"outcome.{outcome}": (_CHINESE[outcome], outcome.value) for outcome in Outcome}
