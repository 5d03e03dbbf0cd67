"""The words of the help."""

TEXTS = {
    "title": ("帮助", "Help"),
    "what": (
        "这些页面显示一份区县新闻存档：{sites} 个站点，{bulletins} 条新闻，其中 {withdrawn} 条已从网站撤下。",
        (
            "These pages show an archive of district news: {sites} {sites:site|sites},"
            " {bulletins} {bulletins:bulletin|bulletins}, {withdrawn} of them gone."
        ),
    ),
    "covered": (
        "每个站点从何时起存档、有无缺漏，见该站点的页面：",
        "The page of a site says since when it is archived and whether anything is missing:",
    ),
    "sites": ("全部站点", "all sites"),
    "kept": (
        "每条新闻的每个版本都保留，并附网站当时的回答（WARC 原件）和摘要，可以核对。",
        "Every version of a bulletin is kept, with the answer of the site (a WARC record) and digests to check it by.",
    ),
    "search": ("怎样搜索", "How search works"),
    "exact": (
        "逐字查找，任意长度，一个字也可以：“处理”会找到“待处理”，“工程”会找到“在建工程”。",
        "Words are found exactly as typed, at any length, even one character: 处理 finds 待处理.",
    ),
    "folded": (
        "不分全角半角和大小写。简体与繁体不互换，同义词不互换。",
        "Case and width do not matter. Simplified and traditional characters differ, and so do synonyms.",
    ),
    "operators": (
        "空格表示同时含有；OR 表示任一；NOT 或 -词 表示不含；括号分组；引号内的空格保留。",
        "A space means both; OR means either; NOT or -word means without; brackets group; quotes keep spaces.",
    ),
    "latest": (
        "搜索每条新闻的最新版本：标题、正文、署名、来源、图片说明、附件名和公文信息。",
        "The latest version is searched: headline, text, byline, source, captions, attachments, document card.",
    ),
    "facets": (
        "结果旁的数字统计最新的 2,000 条；“统计全部”给出全部结果的数字。",
        "The numbers beside the hits count the newest 2,000; “Count all” counts all of them.",
    ),
    "limits": (
        "一次查询最多 200 字，两秒后停止：加一个词，选一个站点，或者限定日期。",
        "A query has at most 200 characters and is stopped after two seconds: add a word, a site or a day.",
    ),
    "changes": ("改动的种类", "Kinds of change"),
    "parts": ("改了什么", "What was changed"),
    "value": ("地址和数据中的写法", "In addresses and data"),
    "word": ("词语", "Word"),
    "meaning": ("意思", "Meaning"),
    "cite": ("怎样引用", "How to cite"),
    "cite_words": (
        "新闻页末尾的“引用”给出 GB/T 7714、BibTeX 和文字说明，含原网址、存档时间和摘要。",
        "“Cite” at the end of a bulletin has GB/T 7714, BibTeX and plain words, with address, time and digests.",
    ),
    "cite_address": (
        "/b/站点/编号/版本 的内容不会改变；/b/站点/编号 显示最新版本。",
        "What /b/SITE/ID/N shows never changes; /b/SITE/ID shows the latest version.",
    ),
    "programs": ("给程序的数据", "For programs"),
    "json": (
        "任何地址加 .json 得到同样的数据；列表加 .atom 或 .feed.json 可以订阅，加 .csv 可以用表格软件打开。",
        "Any address with .json gives the same as data; lists have .atom and .feed.json as feeds, and .csv for tables.",
    ),
    "feeds": (
        "订阅列表只给出新内容；更早的内容按存档页（RFC 5005）逐页给出。",
        "A feed has what is new; what is older follows in archive documents (RFC 5005).",
    ),
    "keyboard": ("键盘快捷键", "Keyboard"),
    "keyboard_off": (
        "页末的按钮可以关闭这些单键；没有脚本时，所有页面照常可用。",
        "The button at the end of each page switches these keys off. Every page works without script.",
    ),
    "change.new": ("首次发布。", "The bulletin is published for the first time."),
    "change.revised": (
        "网站改了文字，或者在同一地址换了附件。",
        "The site changed the wording, or replaced an attachment under the same address.",
    ),
    "change.moved": (
        "同样的文字换了地址，原地址已没有。",
        "The same words are at a new address, and the old address has them no more.",
    ),
    "change.reread": (
        "网站没有改动：本程序的规则重读了同一网页，或者补存了附件。",
        "The site changed nothing: our rules read the same page differently, or a missing attachment was kept.",
    ),
    "change.withdrawn": (
        "网站上已经没有；本版本重复最后一次见到的文字。",
        "The bulletin is gone from the site. The version repeats the last wording.",
    ),
    "change.restored": (
        "撤下之后又出现在网站上。",
        "The bulletin was withdrawn and is on the site again.",
    ),
    "part.headline": ("标题。", "The headline."),
    "part.day": ("发布日期。", "The day of publication."),
    "part.figures": (
        "标题或正文中的数字，包括汉字数字。",
        "A number in the headline or the text, in figures or in Chinese numerals.",
    ),
    "part.wording": ("一段之内的文字。", "Words within a paragraph."),
    "part.paragraph added": ("多了一段。", "A paragraph is there that was not."),
    "part.paragraph removed": ("少了一段。", "A paragraph is gone."),
    "part.people": ("页面写明的人员，或者署名行。", "The people that the page names, or the byline."),
    "part.source": ("来源。", "The source."),
    "part.table": ("表格的单元格、行或整张表。", "A cell, a row or a whole data table."),
    "part.picture": ("图片或图片说明。", "A picture or its caption."),
    "part.attachment": (
        "附件的地址、名称或文件内容。",
        "An attachment: its address, its name, or the bytes of its file.",
    ),
    "part.document card": (
        "公文信息，例如文号。",
        "What the page says of a government document, such as its number.",
    ),
    "part.section": (
        "所在栏目，或者网站标识。",
        "The section of the site, or the identifier of the website.",
    ),
}
"""Key → (Chinese, English)."""
