"""What all pages share: the frame, the navigation, faults, and words for values of the archive."""

from bulletin_spider.statuses import Change, ChangedPart
from bulletin_spider.watches.delivery.phrases import CHINESE

TEXTS = {
    "name": ("区县新闻存档", "Bulletin Spider"),
    "skip": ("跳转", "Skip"),
    "to_content": ("跳到正文", "Skip to content"),
    "to_search": ("跳到搜索", "Skip to search"),
    "navigation": ("主要页面", "Main pages"),
    "search": ("搜索", "Search"),
    "search_label": ("在存档中搜索", "Search the archive"),
    "other_language": ("English", "中文"),
    "help": ("帮助与词语说明", "Help, and what the words mean"),
    "printed": ("本页地址：", "Address of this page:"),
    "other_forms": ("本页的其他格式", "This page in other forms"),
    "feed_newest": ("订阅全部最新（Atom）", "Feed of what is new (Atom)"),
    "feed": ("订阅（Atom）", "Feed (Atom)"),
    "json_feed": ("订阅（JSON Feed）", "Feed (JSON Feed)"),
    "as_json": ("本页数据（JSON）", "This page as JSON"),
    "as_csv": ("本列表（CSV，最多 2,000 条）", "This list as CSV (at most 2,000)"),
    "zone": ("所有时间均为北京时间（UTC+8）。", "All times are those of Beijing (UTC+8)."),
    "only_reads": (
        "本页只读存档，不向任何网站发出请求。",
        "These pages only read the archive, and ask no other site for anything.",
    ),
    "older": ("更早 →", "Older →"),
    "first_page": ("← 最新", "← Newest"),
    "pages": ("翻页", "Pages of this list"),
    "empty": ("没有内容", "Nothing here"),
    "keys": ("键盘快捷键", "Keyboard"),
    "keys_off": ("关闭这些单键", "Switch these keys off"),
    "close": ("关闭", "Close"),
    "key./": ("搜索", "Search"),
    "key.j": ("下一条", "Next row"),
    "key.k": ("上一条", "Previous row"),
    "key.n": ("下一页、下一处改动", "Next page or change"),
    "key.p": ("上一页、上一处改动", "Previous page or change"),
    "key.?": ("显示本帮助", "This help"),
    "behind": (
        "搜索库正在更新，刚发布的内容可能还没有列出。",
        "The search database is being brought up to date; what was published last may be missing here.",
    ),
    "stale": (
        "搜索库停在 {moment}，不能更新：{why}",
        "The search database is as of {moment} and cannot be brought up to date: {why}",
    ),
    "navigation.overview": ("概览", "Overview"),
    "navigation.search": ("搜索", "Search"),
    "navigation.changes": ("改动", "Changes"),
    "navigation.withdrawn": ("撤下", "Withdrawn"),
    "navigation.sites": ("站点", "Sites"),
    "navigation.health": ("运行状况", "Health"),
    "navigation.help": ("帮助", "Help"),
    "fault.title": ("无法显示此页", "This page cannot be shown"),
    "fault.failed": ("程序出错：{why}", "The program failed: {why}"),
    "fault.not_there": (
        "存档中没有这一页。请检查地址，或者搜索。",
        "The archive has no such page. Check the address, or search.",
    ),
    "fault.no_record": (
        "最近的新闻中没有一版出自 WARC 记录 {record}。请用引用中的文件与偏移：/c/站点/文件/偏移。",
        "No version among the newest names the WARC record {record}. Use its file and offset: /c/SITE/FILE/OFFSET.",
    ),
    "fault.no_version": (
        "这条新闻没有第 {number} 版：有第 {first} 版到第 {last} 版。",
        "This bulletin has no version {number}: its versions are {first} to {last}.",
    ),
    "fault.bad_parameter": (
        "地址中的 {name} 不正确：{value}",
        "{name} in the address is not valid: {value}",
    ),
    "fault.moved_on": ("内容已移到：{address}", "It is elsewhere now: {address}"),
    "fault.too_long": ("地址太长。", "The address is too long."),
    "fault.too_broad": (
        "查询范围太大，两秒内没有完成。请缩小范围：加一个词，选一个站点，或者限定日期。",
        "The query is too broad and was stopped after two seconds. Narrow it: add a word, a site or a day.",
    ),
    "fault.busy": (
        "同时查询的人太多。本页会自动刷新。",
        "Too many pages are asked for at once. This page asks again by itself.",
    ),
    "fault.not_read": ("存档不能读：{why}", "The archive cannot be read: {why}"),
    "fault.not_derived": (
        "搜索库不能用：{why}。如果存档不可写，请用 bulletin browse --cache 目录。",
        "The search database cannot be used: {why}. If the archive may not be written, use --cache DIR.",
    ),
    "fault.being_derived": (
        "正在建立搜索库：已读 {done} 个文件，共 {total} 个。本页会自动刷新。",
        "The search database is being made: {done} of {total} files are read. This page asks again by itself.",
    ),
    "fault.sites_being_read": (
        "正在读取各站点的状态：已读 {done} 个，共 {total} 个。请稍后再试。",
        "The states of the sites are being read: {done} of {total}. Try again in a moment.",
    ),
    "fault.home": ("回到概览", "Back to the overview"),
}
"""Key → (Chinese, English). ``change.``, ``part.`` and ``kind.``, which is either, are the words for the values of the
archive."""
TEXTS |= {f"change.{change}": (CHINESE.changes[change], change.value) for change in Change}
TEXTS |= {f"kind.{change}": (CHINESE.changes[change], change.value) for change in Change}
TEXTS |= {f"kind.{part}": (CHINESE.parts[part], part.value) for part in ChangedPart}
TEXTS |= {f"part.{part}": (CHINESE.parts[part], part.value) for part in ChangedPart}
