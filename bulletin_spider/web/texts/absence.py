"""The words of the page of the visits on which a bulletin was missing."""

from bulletin_spider.statuses import RevisitResult

TEXTS = {
    "title": ("找不到的访问：{title}", "Visits that missed it: {title}"),
    "bulletin": ("这条新闻的各个版本", "The bulletin and its versions"),
    "still": ("它现在仍然不在站点上。", "It is still gone from its site."),
    "back": ("它后来又出现了。", "It came back later."),
    "never": ("它从来没有被撤下。", "It was never withdrawn."),
    "at": ("认定撤下：{moment}（第 {revision} 版）", "Noted as withdrawn: {moment}, version {revision}"),
    "capture": ("能证明它不在了的响应", "The answer that shows that it is gone"),
    "visits": ("此前的访问", "The visits before"),
    "run": ("运行结束于", "The run ended"),
    "result": ("结果", "What was found"),
    "answer": ("响应", "Answer"),
    "shown": ("查看", "show"),
    "same": ("与之前保存的相同", "confirmed what is kept"),
    "found": ("更早的一次访问还找到了它。", "The first of these visits still found it."),
    "first": (
        "更早没有再访问过它：它此前刚刚收录。",
        "No visit is older: it had been archived shortly before.",
    ),
    "unknown": (
        "只看了此前的 200 次运行；更早的访问没有列出。",
        "Only the 200 runs before were looked at; earlier visits are not listed.",
    ),
}
_CHINESE = {
    RevisitResult.NOT_MODIFIED: "没有变化（304）",
    RevisitResult.UNCHANGED: "没有变化",
    RevisitResult.REVISED: "已修改",
    RevisitResult.MOVED: "已换址",
    RevisitResult.REREAD: "重读",
    RevisitResult.RESTORED: "已恢复",
    RevisitResult.MISSING: "找不到",
    RevisitResult.SUSPENDED: "找不到，不计入（同时缺失太多）",
    RevisitResult.REFUSED: "不是这条新闻的网页",
    RevisitResult.BLOCKED: "被网站拒绝",
    RevisitResult.UNREACHABLE: "无法连接",
    RevisitResult.FORBIDDEN: "robots.txt 禁止",
    RevisitResult.OTHER_SITE: "地址指向其他网站",
    RevisitResult.LED_AWAY: "转到了其他网站",
    RevisitResult.ELSEWHERE: "转到了另一条新闻",
    RevisitResult.FAILED: "没有可用的响应",
    RevisitResult.BEFORE_SINCE: "日期早于所要求的范围",
    RevisitResult.AFTER_UNTIL: "日期晚于所要求的范围",
    RevisitResult.ASKED: "运行结束前没有等到响应",
}
TEXTS |= {f"result.{result}": (_CHINESE[result], result.value) for result in RevisitResult}
