"""The English sentences of records, each with its Chinese words; a name in braces is what varies.

Records are written in English once and for all. A sentence that has no pattern here is shown as it is.
"""

from __future__ import annotations

from bulletin_spider.evidence_rules import EvidenceRule
from bulletin_spider.statuses import Outcome, RowStatus
from bulletin_spider.web.texts import all_texts

OF_CHANGES = {
    "missing on {visits} visit in a row since {moment}": "自 {moment} 起连续 {visits} 次访问都找不到",
    "missing on {visits} visits in a row since {moment}": "自 {moment} 起连续 {visits} 次访问都找不到",
    "{name}: {old} is now {new}": "{name}：{old} 变为 {new}",
}
"""What a version says of its change."""
OF_SITES = {
    "{outcome} (the last run): {reason}": "{outcome}（最近一次运行）：{reason}",
    "{outcome} (the last run)": "{outcome}（最近一次运行）",
    "{outcome} ({runs} runs, since {day}): {reason}": "{outcome}（自 {day} 起连续 {runs} 次运行）：{reason}",
    "{outcome} ({runs} runs, since {day})": "{outcome}（自 {day} 起连续 {runs} 次运行）",
    "nothing new for {days} days; usual gap {gap}": "已有 {days} 天没有新内容，通常间隔 {gap} 天",
    "no run for {span}; usually every {usual}": "已有 {span}没有运行，通常每 {usual}一次",
    "a run ended without a record: killed, hung, or left without room; the log of the last: {log}": (
        "有一次运行没有留下记录（被杀掉、卡住，或者磁盘已满）；最后一份日志：{log}"
    ),
    "{runs} runs ended without a record: killed, hung, or left without room; the log of the last: {log}": (
        "有 {runs} 次运行没有留下记录（被杀掉、卡住，或者磁盘已满）；最后一份日志：{log}"
    ),
    "run {run} ended on {ended}, and it is {now}: a clock was or is wrong, and visits in the "
    "future do not count": ("运行 {run} 结束于 {ended}，而现在是 {now}：某处的时钟不准，未来的访问不算数"),
    "no run record of it can be read": "它的运行记录读不出来",
    "its state cannot be read: {why}": "读不出它的状态：{why}",
    "there is no archive at {place}": "{place} 没有存档",
    "only {free} are free; a run may store {need}": "只剩 {free} 空间，而一次运行可能要存 {need}",
    "the disk is full in {days} days if the archive grows as in the last month": (
        "照上个月的增长速度，磁盘将在 {days} 天后写满"
    ),
    "cannot write the archive at {place}: {why}": "存档 {place} 不能写入：{why}",
    "the site's file {file} cannot be read: {why}": "站点文件 {file} 读不出来：{why}",
    "it has no site file any more": "它的站点文件已经没有了",
    "{count} min": "{count} 分钟",
    "{count} h": "{count} 小时",
    "{count} days": "{count} 天",
    "Permission denied": "没有权限",
    "Read-only file system": "文件系统只读",
    "No space left on device": "磁盘已满",
}
"""What ``bulletin status`` says of a site, or of the archive."""
OF_RUNS = {
    "stopped by a signal": "被信号停止",
    "stopped early by {limit} (setting {setting}); the next run goes on": (
        "因{limit}提前停止（设置 {setting}），下次运行接着来"
    ),
    "the time limit": "时限",
    "a limit": "限额",
    "Scrapy ended the run: {why}": "Scrapy 结束了这次运行：{why}",
    "{count} bulletins were to be published, {stored} are on disk": (
        "应收录 {count} 条，磁盘上只有 {stored} 条"
    ),
    "article after article was turned away": "文章接连被拒绝",
    "all {count} articles are forbidden by robots.txt": "{count} 篇文章全部被 robots.txt 禁止",
    "all {count} articles were turned away": "{count} 篇文章全部被拒绝",
    "all {count} articles were turned away or stubs ({kinds}): rejected/ has their addresses": (
        "{count} 篇文章全部被拒绝，或只得到空壳（{kinds}）"
    ),
    "all {count} articles were refused: rejected/ says why": "{count} 篇网页全部未收录",
    "all {count} new articles were {statuses}: rejected/ says why": (
        "{count} 篇新文章全部未能收录（{statuses}）"
    ),
    "all {count} new articles were {statuses}": "{count} 篇新文章全部未能收录（{statuses}）",
    "{count} of {all} articles gave no bulletin: {kinds}": "{all} 篇文章中有 {count} 篇没有得到新闻：{kinds}",
    "{count} article failed: {why}": "{count} 篇文章未能取得：{why}",
    "{count} articles failed: {why}": "{count} 篇文章未能取得：{why}",
    "{count} refused ({reasons})": "{count} 篇未收录（{reasons}）",
    "{count} rows came to nothing": "{count} 条没有结果",
    "given up after {runs} runs": "{runs} 次运行都没有取得，已放弃",
    "of {count} pages visited again {parts}: none is called withdrawn": (
        "重访的 {count} 篇中 {parts}：都不算撤下"
    ),
    "{missing} are missing and {unread} are not to be read": "{missing} 篇找不到、{unread} 篇读不出",
    "{count} are missing": "{count} 篇找不到",
    "{count} are not to be read": "{count} 篇读不出",
    "the spider walks no channels, so nothing proves that no bulletin is missing": (
        "这个爬虫不按栏目读取，无法证明没有遗漏"
    ),
    "a file named with -o or -O was not written; the archive is whole": (
        "用 -o 或 -O 指定的文件没有写成；存档完整"
    ),
    "moved to {new}, the site file has {old}": "已移到 {new}，站点文件写的是 {old}",
    "{moved} of {all} rows are known bulletins at new addresses": (
        "{all} 条中有 {moved} 条是换了地址的已收录新闻"
    ),
    "its listing shows no rows any more": "列表里一条也没有了",
    "all {count} bulletins have one date, their rows several": "{count} 条新闻日期全都一样，而列表中并不一样",
    "{count} of {all} bulletins hold characters that could not be read": (
        "{all} 条中有 {count} 条含有读不出的字符"
    ),
    "{field} in {count} of {all} bulletins, usually in {share}": (
        "{all} 条中只有 {count} 条有{field}，通常是 {share}"
    ),
    "bodies of {now} characters, usually {usual}": "正文约 {now} 字，通常约 {usual} 字",
    "the walk stopped short of an end": "没有读到底",
    "the run ended first": "运行先结束了",
    "stopped after {pages} pages (setting LISTING_PAGES)": "读到第 {pages} 页为止（设置 LISTING_PAGES）",
}
"""Why a run was not well, or why a walk of a channel was not closed."""
OF_PAGES = {
    "page {page} ends the listing, and shows no row that an earlier run has published": (
        "第 {page} 页就到了列表末尾，却没有一条是以前收录过的"
    ),
    "page {page} repeats the rows before it": "第 {page} 页与前面重复",
    "page {page}: there is more, unreachable: {address}": "第 {page} 页之后还有，但无法打开：{address}",
    "page {page} leads to the home page": "第 {page} 页转到了首页",
    "page {page} leads to {place}": "第 {page} 页转到了 {place}",
    "page {page}: {why}": "第 {page} 页：{why}",
}
"""What a page of a listing did."""
OF_ERRORS = {
    "the page is too large (setting DOWNLOAD_MAXSIZE)": "网页太大（设置 DOWNLOAD_MAXSIZE）",
    "it leads to an address that is not public": "地址不在公网",
    "its robots.txt could not be read": "robots.txt 读不出来",
    "the host name is not known": "域名不存在",
    "the connection was refused": "连接被拒绝",
    "no answer in time": "没有及时响应",
    "no answer": "没有响应",
    "the answer broke off": "响应中断",
    "the connection failed": "连接失败",
    "its certificate cannot be verified": "证书无法验证",
}
"""Why an answer did not come: ``network/errors.py`` has these sentences, and imports Scrapy."""
OF_ADVICE = {
    "read the reasons above and the log; the next run visits the same pages again": (
        "看上面的原因和日志；下次运行会再访问这些网页"
    ),
    "read the log: {program} crawl {site} -L DEBUG; correct the spider;"
    " if the site is as it should be now: {command}": (
        "看日志：{program} crawl {site} -L DEBUG；改正爬虫；如果网站现在就是这样：{command}"
    ),
    "read the log: {program} crawl {command}": "看日志：{program} crawl {command}",
    "the next run asks again; if it lasts, look: {program} doctor {site}": (
        "下次运行会再取；如果一直这样，请检查：{program} doctor {site}"
    ),
    "look: {program} doctor {site}; correct the site's file or the rules; if the site is as "
    "it should be now: {command}": (
        "请检查：{program} doctor {site}；改正站点文件或规则；如果网站现在就是这样：{command}"
    ),
    "look: {program} doctor {site}; set BULLETIN_CONTACT, ask less often, write to the site's operators": (
        "请检查：{program} doctor {site}；设置 BULLETIN_CONTACT，减少访问次数，并联系网站管理者"
    ),
    "robots.txt is obeyed: {program} doctor {site} shows which channels it leaves": (
        "遵守 robots.txt：{program} doctor {site} 会列出还允许的栏目"
    ),
    "try again later; if it lasts: {program} doctor {site}": (
        "稍后再试；如果一直这样：{program} doctor {site}"
    ),
    "check free space (df -h) and write permission where the file could not be written, or the object store"
    " or database that the reason names; then {command}": (
        "检查磁盘空间（df -h）、写入权限，或原因中所说的对象存储或数据库，然后运行 {command}"
    ),
    "another run is in progress; if every run meets one, ask less often": (
        "另一次运行正在进行；如果每次都遇到，请减少运行次数"
    ),
    "nothing is lost; to go on at once: {command}": "没有丢失任何内容；要马上继续：{command}",
    "correct the command: {command}": "改正命令：{command}",
    "to know that nothing is missing, describe the channels in a site file: {file}": (
        "要证明没有遗漏，请在站点文件中写明栏目：{file}"
    ),
    "is it still published? {command}": "它还在发布吗？{command}",
    "is the timer on? {command}": "定时任务还开着吗？{command}",
    "check the clock of this machine: {command}": "检查本机时钟：{command}",
    "make room (df -h), or move the archive to a larger disk": "腾出空间（df -h），或者把存档移到更大的磁盘",
    "set BULLETIN_ARCHIVE to the archive's directory or address, or begin one: {command}": (
        "把 BULLETIN_ARCHIVE 设为存档的目录或地址，或者新建：{command}"
    ),
    "correct the file: no run of the site can begin": "改正这个文件：否则这个站点无法运行",
    "restore its file, or expect no run of it any more: {command}": "恢复站点文件，或者停用它：{command}",
}
"""What a person does about it; a command stays as it is typed."""


def _words() -> dict[str, str]:
    """Return the values of records that may stand alone within a sentence."""
    texts = all_texts()
    outcomes = {str(one): texts[f"states.outcome.{one}"][0] for one in Outcome}
    rules = {rule.label: texts[f"evidence_rules.{rule}"][0] for rule in EvidenceRule}
    rows = {
        RowStatus.REFUSED.value: "未收录",
        RowStatus.GONE.value: "已不在",
        RowStatus.LED_AWAY.value: "转到了其他网站",
    }
    fields = {
        "reporters": "记者",
        "source": "来源",
        "images": "图片",
        "byline": "署名行",
        "editors": "编辑",
        "correspondents": "通讯员",
        "photographers": "摄影",
        "attachments": "附件",
    }
    return (
        outcomes
        | rules
        | rows
        | fields
        | {f"{{count}} {word}": f"{{count}} 篇{chinese}" for word, chinese in (rows | _refusals()).items()}
    )


def _refusals() -> dict[str, str]:
    begin = "refused.reason."
    return {
        key.removeprefix(begin): chinese for key, (chinese, _) in all_texts().items() if key.startswith(begin)
    }


PATTERNS = {
    **_words(),
    **OF_CHANGES,
    **OF_ADVICE,
    **OF_SITES,
    **OF_RUNS,
    **OF_ERRORS,
    **OF_PAGES,
}
"""The English words → the Chinese ones. The first pattern that fits is taken."""
NUMBERS = frozenset(
    {"all", "count", "days", "missing", "moved", "page", "pages", "runs", "stored", "unread", "visits"}
)
"""Names of values that are numbers, so that no other words are taken for a number."""
WORDS = frozenset({"field", "limit", "span", "usual"})
"""Names of values that hold no colon, so that the name of a channel before them is not taken for a part of them."""
