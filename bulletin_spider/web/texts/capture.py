"""The words of the page that shows and checks a capture."""

TEXTS = {
    "title": ("存档原件", "Capture"),
    "whole": (
        "刚刚核对：记录完整，记录中写明的摘要全部相符。",
        "Checked just now: the record is whole, and every digest that it states agrees.",
    ),
    "damaged": ("刚刚核对：记录有损坏。{problem}", "Checked just now: the record is damaged. {problem}"),
    "elsewhere": (
        "这个文件已移出存档，在 {place}。用 bulletin tier --fetch {site} 取回后才能核对。",
        "The file was moved out of the archive, to {place}. 'bulletin tier --fetch {site}' copies it back.",
    ),
    "checked_at": ("核对时间", "Checked"),
    "place": ("文件与位置", "File and offset"),
    "at": ("{file}，偏移 {offset}", "{file} at {offset}"),
    "checks": ("核对", "Checks"),
    "check": ("项目", "What"),
    "stated": ("记录写明", "Stated"),
    "state": ("结果", "Result"),
    "state.agrees": ("相符", "agrees"),
    "state.differs": ("不符", "differs"),
    "state.not stated": ("未写明", "not stated"),
    "state.not checked": ("未核对", "not checked"),
    "payload": ("正文", "Body"),
    "payload_words": (
        "{bytes} 字节，SHA-256 {sha256}",
        "{bytes} bytes, SHA-256 {sha256}",
    ),
    "proof": ("运行记录与锚", "Run record and anchor"),
    "no_proof": (
        "还没有运行记录写明这个文件：运行正在进行，或者曾被中断。",
        "No run record names this file yet: its run is in progress, or was killed.",
    ),
    "run": ("运行", "Run"),
    "file": ("整个文件的 SHA-256", "SHA-256 of the whole file"),
    "chain": ("运行记录链", "Chain of run records"),
    "chained": (
        "此后 {lines} 条记录逐条相连，没有断。",
        "The {lines} records after it are chained without a break.",
    ),
    "broken": (
        "此后的记录链有断：请运行 bulletin verify。",
        "The chain after it is broken: run 'bulletin verify'.",
    ),
    "anchor": ("锚", "Anchor"),
    "no_anchor": (
        "还没有锚覆盖这次运行。bulletin anchor 会写一个。",
        "No anchor covers this run yet. 'bulletin anchor' writes one.",
    ),
    "anchored": (
        "{name}（{made}）：它写明的记录 {run} 在链上，与此文件的记录相隔 {lines} 条。",
        "{name} ({made}): the record {run} that it names is in the chain, {lines} lines after that of this file.",
    ),
    "anchor_differs": (
        "{name}（{made}）：它写明的记录 {run} 不在现在的链上。请运行 bulletin verify --anchor。",
        "{name} ({made}): the record {run} that it names is not in the chain now. Run 'bulletin verify --anchor'.",
    ),
    "anchor_far": (
        "{name}（{made}）：它写明的记录 {run} 离得太远，这里没有核对。请运行 bulletin verify --anchor。",
        "{name} ({made}): its record {run} is too far away to be checked here. Run 'bulletin verify --anchor'.",
    ),
    "time_stamp": ("有时间戳（RFC 3161）。", "It has a time stamp (RFC 3161)."),
    "signature": ("有签名。", "It is signed."),
    "worth": (
        "锚只有另存在别处，才能证明存档没有被改写。",
        "An anchor proves that the archive was not written again only if a copy is kept elsewhere.",
    ),
    "warc": ("WARC 头", "WARC headers"),
    "response": ("HTTP 回答", "HTTP answer"),
    "request": ("HTTP 请求", "HTTP request"),
    "row": ("列表中的一行", "Row of the listing"),
    "to_bulletin": ("看这条新闻", "See the bulletin"),
    "name": ("名称", "Name"),
    "value": ("内容", "Value"),
    "content": ("内容", "Content"),
    "to_source": ("看网页源代码", "See the source text"),
    "to_page": ("看网页（无脚本、图片、样式）", "See the page (no script, picture or style)"),
    "to_save": ("保存正文的原始字节", "Save the bytes of the body"),
    "to_headers": ("只看核对结果", "Only the checks"),
    "source": ("源代码", "Source text"),
    "source_cut": ("源代码太长，只显示开头。", "The source is long; only its beginning is shown."),
    "page": ("网页", "Page"),
    "page_safe": (
        "没有脚本、图片和样式，不向网站请求任何内容。",
        "No script, no picture, no style; nothing is asked of the site.",
    ),
    "no_page": (
        "这个回答不是网页，或者网页太大，不能这样显示。",
        "The answer is no page, or too large to be shown so.",
    ),
    "not_shown": (
        "这条记录没有可显示的正文：它引用别的记录，或者太大。",
        "This record has no body to show: it refers to another record, or is too large.",
    ),
}
"""Key → (Chinese, English)."""
