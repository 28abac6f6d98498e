"""The workbook: template, import, export."""
