"""The upload of a workbook."""

from __future__ import annotations

from flask_wtf.file import FileField, FileRequired

from assist.web.forms import Form


class UploadForm(Form):
    """One file; whether it is a workbook is told by its content."""

    file = FileField("工作簿文件", [FileRequired("请选择要导入的文件。")])
