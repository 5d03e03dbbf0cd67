"""The words of the pages of a bulletin and of its versions."""

from bulletin_spider.statuses import AttachmentState
from bulletin_spider.web.bulletins.people import ROLES

_ROLES = (
    ("记者", "Reporters"),
    ("通讯员", "Correspondents"),
    ("摄影", "Photographers"),
    ("编辑", "Editors"),
    ("作者", "Authors"),
)
TEXTS = {
    "as_site": ("原网页", "Page on the site"),
    "revision": ("第 {number} 版，共 {all} 版", "Version {number} of {all}"),
    "seen": ("存档时间", "Captured"),
    "withdrawn": (
        "网站已撤下这条新闻。下面是最后一次见到的文字。",
        "The site has taken this bulletin down. These are its last words.",
    ),
    "older": (
        "这是较早的一版，文字后来有改动。",
        "This is an earlier version; the words were changed later.",
    ),
    "to_latest": ("看最新一版", "See the latest version"),
    "moved": ("网站已把它移到", "The site has moved it to"),
    "text": ("正文", "Text"),
    "no_text": ("没有正文：只有图片或附件。", "No text: pictures or attachments only."),
    "body_paragraphs": ("按段落显示", "Show as paragraphs"),
    "body_page": ("按原网页的样子显示", "Show as the page had it"),
    "body_missing": (
        "存档里没有这一版的网页，或者其中找不到全部正文，所以按段落显示。",
        "The archive has no page of this version, or not all of the text is on it: these are the paragraphs.",
    ),
    "body_safe": (
        "原网页的正文：没有脚本、图片和样式，不向网站请求任何内容。",
        "The text as the page had it: no script, no picture, no style, nothing is asked of the site.",
    ),
    "picture": ("图：", "picture: "),
    "table": ("表 {number}", "Table {number}"),
    "people": ("署名", "People"),
    "people_none": ("网页没有署名。", "The page names nobody."),
    "in_paragraphs": ("见第 {numbers} 段", "in paragraph {numbers}"),
    "in_byline": ("见署名行", "in the byline"),
    "fields": ("各项与依据", "Fields and where they were read"),
    "field": ("项目", "Field"),
    "evidence": ("依据", "Evidence"),
    "evidence_show": ("显示依据", "Show the evidence"),
    "no_evidence": ("没有记录依据", "no evidence recorded"),
    "document": ("公文要素", "Catalogue card"),
    "attachments": ("附件", "Attachments"),
    "size": ("{bytes} 字节", "{bytes} bytes"),
    "save_file": ("保存存档中的文件", "Save the kept file"),
    "kept_file": ("核对", "Check it"),
    "pictures": ("图片（只列地址，不加载）", "Pictures (addresses only, nothing is loaded)"),
    "warnings": ("提醒", "Warnings"),
    "versions": ("各版本", "Versions"),
    "what_changed": ("改了什么", "What changed"),
    "capture": ("存档原件", "Capture"),
    "capture_gone": ("网站已没有它的回答", "Answer that lacks it"),
    "no_capture": ("没有保留原件", "No capture was kept"),
    "cite": ("引用", "Cite"),
    "cite.gb7714": ("GB/T 7714", "GB/T 7714"),
    "cite.bibtex": ("BibTeX", "BibTeX"),
    "cite.plain": ("文字说明", "Plain words"),
    "digest_words": ("文字摘要（SHA-256）", "Digest of the words (SHA-256)"),
    "why": ("这一版的由来", "Why this version exists"),
    "field.title": ("标题", "Title"),
    "field.date": ("发布日期", "Day"),
    "field.published_at": ("发布时间", "Time"),
    "field.source": ("来源", "Source"),
    "field.byline": ("署名行", "Byline"),
    "field.section": ("栏目位置", "Section"),
    "field.site_id": ("网站标识码", "Website identifier"),
    "field.moved_to": ("新地址", "New address"),
    "field.index_number": ("索引号", "Index number"),
    "field.document_number": ("文号", "Document number"),
    "field.issuer": ("发文机关", "Issuer"),
    "field.topic": ("主题分类", "Topic"),
    "field.status": ("有效性", "Validity"),
    "field.written_on": ("成文日期", "Written on"),
    "field.effective_on": ("生效日期", "Effective on"),
    "field.expires_on": ("废止日期", "Expires on"),
}
"""Key → (Chinese, English)."""
TEXTS |= {
    f"field.document.{key.removeprefix('field.')}": TEXTS[key] for key in [*TEXTS] if key.startswith("field.")
}
TEXTS |= {f"role.{role}": pair for role, pair in zip(ROLES, _ROLES, strict=True)}
_STATES = {
    AttachmentState.KEPT: "已存档",
    AttachmentState.OWED: "待取",
    AttachmentState.FAILED: "未能取得",
    AttachmentState.TOO_LARGE: "超过 10 MB，未存",
    AttachmentState.OVER_LIMIT: "文件太多，未存",
    AttachmentState.FORBIDDEN: "robots.txt 不允许",
    AttachmentState.NOT_PUBLIC: "地址不在公网",
    AttachmentState.NO_DOCUMENT: "音像文件，未存",
    AttachmentState.OFF: "本站不取附件",
}
TEXTS |= {f"state.{state}": (words, state.value) for state, words in _STATES.items()}
