"""Make the documents that the demo district attaches to its notices."""

from __future__ import annotations

import zipfile
from html import escape
from io import BytesIO

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{DOCX_TYPE}.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="word/document.xml" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
    ),
}
_MOMENT = (2026, 9, 28, 8, 0, 0)
"""The time of the files in each document: the same document has the same bytes."""


def docx(*paragraphs: str) -> bytes:
    """Return a document of Word with these paragraphs."""
    texts = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    body = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{texts}</w:body></w:document>"
    )
    with BytesIO() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
            for name, text in (_PARTS | {"word/document.xml": body}).items():
                head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
                package.writestr(zipfile.ZipInfo(name, _MOMENT), head + text, zipfile.ZIP_DEFLATED)
        return file.getvalue()
