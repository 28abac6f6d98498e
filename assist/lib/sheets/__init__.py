"""Workbooks: reading what people upload without trusting it, writing what they open in Excel."""

from assist.lib.sheets.package import Cell, Damaged, NotAWorkbook, TooLarge, Unsafe, WorkbookError
from assist.lib.sheets.reading import SheetData, cell_text, not_worked_out, read_workbook
from assist.lib.sheets.writing import CHOICES_SHEET, Column, Sheet, safe_text, write_workbook

__all__ = [
    "CHOICES_SHEET",
    "Cell",
    "Column",
    "Damaged",
    "NotAWorkbook",
    "Sheet",
    "SheetData",
    "TooLarge",
    "Unsafe",
    "WorkbookError",
    "cell_text",
    "not_worked_out",
    "read_workbook",
    "safe_text",
    "write_workbook",
]
