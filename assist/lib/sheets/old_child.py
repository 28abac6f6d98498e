"""The process that opens an old .xls: run by its path, reads stdin, prints JSON."""

import json
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO

MEMORY = 2**30
SECONDS = 60


def limit_itself() -> None:
    """Bound memory and time where the system can; a crash ends only this process anyway."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def encoded(cell: object) -> object:
    """Wrap what JSON does not know, so that the parent gets the same value back."""
    if isinstance(cell, datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cell


def main() -> None:
    """Print [[name, rows], …] of the sheets that hold records, or "too large"."""
    most_cells = int(sys.argv[1])
    limit_itself()
    # Only after the limit is set.
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
    sheets = []
    for about in book.sheets_metadata:
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        if about.visible is SheetVisibleEnum.VeryHidden:
            continue
        sheet = book.get_sheet_by_name(about.name)
        most_cells -= sheet.total_height * sheet.total_width
        if most_cells < 0:
            json.dump("too large", sys.stdout)
            return
        lines = sheet.to_python(skip_empty_area=False)
        sheets.append([about.name, [[encoded(cell) for cell in line] for line in lines]])
    json.dump(sheets, sys.stdout)


if __name__ == "__main__":
    main()
