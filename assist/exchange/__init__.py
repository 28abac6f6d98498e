"""The workbook: template, import, export; the archive of a year."""
