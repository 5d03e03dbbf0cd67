"""The rules by which a field was read, in words."""

import re

from bulletin_spider.evidence_rules import EvidenceRule

_CHINESE = {
    EvidenceRule.ENCODING_VOTE: "由字节判断编码",
    EvidenceRule.SITE_RULE: "本站专用规则",
    EvidenceRule.LISTING_ROW: "列表中的一行",
    EvidenceRule.ADDRESS: "网址",
    EvidenceRule.FRAGMENT_LINE: "片段的第一行",
    EvidenceRule.H1: "标题元素 h1",
    EvidenceRule.H2: "标题元素 h2",
    EvidenceRule.H3: "标题元素 h3",
    EvidenceRule.H4: "标题元素 h4",
    EvidenceRule.H5: "标题元素 h5",
    EvidenceRule.H6: "标题元素 h6",
    EvidenceRule.TITLE_CLASS: "类名或编号是标题的块",
    EvidenceRule.ABOVE_DATE_LINE: "日期行的上一行",
    EvidenceRule.CATALOGUE_CARD: "公文要素表",
    EvidenceRule.NUMBER_LINE: "文号所在行",
    EvidenceRule.TITLE_TAG: "title 标签",
    EvidenceRule.VISIBLE_LINE: "写明发布时间的一行",
    EvidenceRule.VISIBLE_DATE: "标题或正文旁的日期",
    EvidenceRule.UPDATED_LINE: "写明更新时间的一行",
    EvidenceRule.HEADLINE_END: "标题末尾",
    EvidenceRule.SIGN_OFF_LINE: "落款日期",
    EvidenceRule.DATELINE: "电头",
    EvidenceRule.YEAR_OF_OTHER_DATE: "年份取自另一处日期",
    EvidenceRule.YEAR_IN_TEXT: "年份取自正文",
    EvidenceRule.YEAR_IN_ADDRESS: "年份取自网址",
    EvidenceRule.YEAR_IN_FILES: "年份取自图片和文件的地址",
    EvidenceRule.YEAR_IN_LIST: "年份取自列表中的邻行",
    EvidenceRule.INLINE_SCRIPT: "网页中的脚本",
    EvidenceRule.TIME_DATETIME: "time 元素",
    EvidenceRule.PROSE_RUN: "成段的文字",
    EvidenceRule.CAPTIONS: "日期和来源之后的图注",
    EvidenceRule.IN_BODY: "正文之中",
    EvidenceRule.SHOWN_BY_ELEMENT: "由元素显示",
    EvidenceRule.SHOWN_BY_SCRIPT: "由脚本显示",
    EvidenceRule.BYLINE: "署名行",
    EvidenceRule.PARAGRAPH_OPENING: "段落开头",
    EvidenceRule.LINE_OR_BRACKET: "单独一行，或文末括号",
    EvidenceRule.LABELLED_LINE: "写明来源的一行",
    EvidenceRule.MEDIUM_BESIDE_DAY: "日期旁的媒体或机关名",
    EvidenceRule.SOURCE_CLASS: "类名是来源的块",
    EvidenceRule.FOOT_LINE: "页脚的一行",
    EvidenceRule.FAULT_SCRIPT: "纠错脚本",
    EvidenceRule.BREADCRUMB: "当前位置",
    EvidenceRule.HTTP_404: "回答 HTTP 404",
    EvidenceRule.HTTP_410: "回答 HTTP 410",
    EvidenceRule.SAYS_NOT_THERE: "网页说它已不在",
    EvidenceRule.LEADS_HOME: "转到了首页",
    EvidenceRule.LEADS_TO_NEW_ADDRESS: "转到了新地址",
    EvidenceRule.SHOWS_ANOTHER_PAGE: "原地址是另一个网页",
    EvidenceRule.ATTACHMENT_KEPT: "附件补存成功",
    EvidenceRule.ATTACHMENT_NOT_KEPT: "附件未能补存",
    EvidenceRule.ATTACHMENT_REPLACED: "附件被替换",
}
_META = "meta "
"""What the label of every other rule begins with; the name of a meta tag follows."""
_NOT_ENGLISH = re.compile(r"`| \([^)a-z]*\)")
"""Marks of Markdown, and Chinese words in brackets."""
TEXTS = {
    rule.value: (
        _CHINESE.get(rule) or f"meta 标签 {rule.label.removeprefix(_META)}",
        _NOT_ENGLISH.sub("", rule.sentence),
    )
    for rule in EvidenceRule
}
"""Key → (Chinese, English)."""
