"""The text of an uploaded file, judged as every upload is; nothing of it is kept."""

from __future__ import annotations

from assist.lib.errors import Invalid
from assist.lib.texts import plain_text, word_text
from assist.web import uploads

#: A yearly report has 5,000 characters; a whole year's briefs fit easily.
LONGEST = 300_000


def text_of(content: bytes, name: str) -> str:
    """The text of a .docx or .txt; Invalid says why it cannot be read."""
    if not content:
        raise Invalid("file", "文件是空的。")
    if len(content) > uploads.MAX_FILE:
        raise Invalid("file", f"文件超过 {uploads.MAX_FILE // 2**20} MB。")
    try:
        text = _word(content, name) if content.startswith(b"PK") else plain_text(content)
    except ValueError as error:
        if isinstance(error, Invalid):
            raise
        raise Invalid("file", str(error)) from None
    if not text.strip():
        raise Invalid("file", "文件里没有文字。扫描件请先识别成文字。")
    if len(text) > LONGEST:
        raise Invalid("file", f"文字超过 {LONGEST} 字，请分开核对。")
    return text


def _word(content: bytes, name: str) -> str:
    checked = uploads.check(content, name)
    if checked.mime != uploads.DOCX:
        raise Invalid("file", "只能核对 .docx 或 .txt 文件。")
    return word_text(checked.content)
