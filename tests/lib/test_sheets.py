import struct
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assist.lib.deadlines import Light
from assist.lib.sheets import (
    CHOICES_SHEET,
    Column,
    Damaged,
    NotAWorkbook,
    Sheet,
    TooLarge,
    Unsafe,
    cell_text,
    read_workbook,
    safe_text,
    write_workbook,
)

#: A small workbook in the format of Excel 97, since nothing here can write one.
OLD = Path(__file__).with_name("old.xls")


def book(*rows, title="问题", change=None):
    """Make a workbook with openpyxl, so that reading is not tested against our own writing."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if change is not None:
        change(workbook)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def repacked(data, **parts):
    """Exchange or add entries of a workbook's zip."""
    target = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return target.getvalue()


def written(*sheets):
    stream = BytesIO()
    write_workbook(stream, sheets)
    return stream.getvalue()


def part(data, name):
    with ZipFile(BytesIO(data)) as package:
        return package.read(name)


def outcome(data):
    """Give what a person gets to see: the sheets, or the reason why there are none."""
    try:
        return read_workbook(data)
    except ValueError as error:
        return str(error)


class TestReading:
    def test_rows_keep_their_number_and_raw_values(self):
        data = book(
            ["编号", "日期", "金额(元)", "人数", "在岗"],
            ["A1", date(2025, 3, 4), 111187.51, 30, True],
            [],
            ["  ", None, None, None, None],
            ["A2", "2025.3.4", "12元", None, None],
        )
        sheet = read_workbook(data)["问题"]
        assert sheet.headers == ["编号", "日期", "金额(元)", "人数", "在岗"]
        assert sheet.rows == [
            (
                2,
                {
                    "编号": "A1",
                    "日期": date(2025, 3, 4),
                    "金额(元)": 111187.51,
                    "人数": 30.0,
                    "在岗": True,
                },
            ),
            (5, {"编号": "A2", "日期": "2025.3.4", "金额(元)": "12元", "人数": "", "在岗": ""}),
        ]

    def test_headers_lose_stars_and_full_width_brackets(self):
        sheet = read_workbook(book(["编号*", " 金额（元）＊", None, "备注\n"]))["问题"]
        assert sheet.headers == ["编号", "金额(元)", "备注"]
        assert sheet.rows == []

    def test_a_header_that_repeats_is_told_and_the_first_column_read(self):
        sheet = read_workbook(book(["编号", "编号*"], ["A", "B"]))["问题"]
        assert sheet.repeated == ["编号"]
        assert sheet.rows == [(2, {"编号": "A"})]

    def test_sheets_keep_their_order_and_an_empty_one_is_there(self):
        data = book(["编号"], change=lambda workbook: workbook.create_sheet("空表"))
        sheets = read_workbook(data)
        assert list(sheets) == ["问题", "空表"]
        assert sheets["空表"].headers == []

    def test_a_sheet_that_begins_lower_down_has_no_headers(self):
        data = book([], [None, "编号"], [None, "A1"])
        sheet = read_workbook(data)["问题"]
        assert sheet.headers == []
        assert [number for number, _ in sheet.rows] == [2, 3]

    def test_reads_from_a_path(self, tmp_path):
        path = tmp_path / "一.xlsx"
        path.write_bytes(book(["编号"], ["A"]))
        assert read_workbook(path) == read_workbook(str(path)) == read_workbook(path.read_bytes())

    @pytest.mark.parametrize(
        "data",
        [b"", b"hello", b"%PDF-1.7", b"<html></html>", "编号,日期\n".encode()],
    )
    def test_what_is_no_workbook_is_refused(self, data):
        with pytest.raises(NotAWorkbook, match="不是Excel工作簿"):
            read_workbook(data)

    def test_another_zip_is_refused(self):
        stream = BytesIO()
        with ZipFile(stream, "w") as package:
            package.writestr("word/document.xml", "<w/>")
        with pytest.raises(NotAWorkbook, match="不是Excel工作簿"):
            read_workbook(stream.getvalue())

    @pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
    def test_a_cut_off_workbook_is_refused(self, share):
        data = book(["编号"], *([f"A{n}"] for n in range(100)))
        with pytest.raises(Damaged, match="已损坏"):
            read_workbook(data[: int(len(data) * share)])

    def test_a_workbook_with_a_changed_byte_is_refused_or_read_but_never_crashes(self):
        data = book(["编号"], ["A1"])
        for place in range(0, len(data), 97):
            changed = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
            assert outcome(changed)

    def test_an_old_workbook_is_read_like_a_new_one(self):
        assert read_workbook(OLD)["还款"].headers == ["还款编号", "日期", "金额(元)"]
        assert read_workbook(OLD)["还款"].rows == [
            (2, {"还款编号": "HK-1", "日期": date(2025, 3, 4), "金额(元)": 111187.51})
        ]

    def test_a_broken_old_workbook_is_refused(self):
        with pytest.raises(Damaged, match="已损坏"):
            read_workbook(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096)

    def test_an_old_workbook_that_brings_the_reader_down_is_refused(self):
        # The record that declares a sheet's size; the reader reserves what it says, or aborts.
        content = OLD.read_bytes()
        place = content.index(struct.pack("<HH", 0x0200, 14)) + 4
        size = struct.pack("<IIHHH", 0, 0xFFFFFFF0, 0, 0xFFFF, 0)
        with pytest.raises(Damaged, match="已损坏"):
            read_workbook(content[:place] + size + content[place + 14 :])

    def test_an_old_workbook_of_unusual_size_is_refused(self):
        with pytest.raises(TooLarge, match=r"另存为\.xlsx"):
            read_workbook(OLD.read_bytes() + b"\0" * (16 * 2**20))

    def test_far_cells_are_counted_over_all_sheets(self):
        def far(workbook):
            workbook.active["Z65000"] = "远"
            for number in range(2):
                workbook.create_sheet(f"表{number}")["Z65000"] = "远"

        with pytest.raises(TooLarge, match="范围过大"):
            read_workbook(book(["编号"], change=far))

    def test_a_locked_workbook_is_named_as_such(self):
        locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
        with pytest.raises(Damaged, match="密码"):
            read_workbook(locked)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    @pytest.mark.parametrize(
        "head",
        [
            '<!DOCTYPE w [<!ENTITY a "b">]>',
            '<!DOCTYPE w SYSTEM "file:///etc/passwd">',
        ],
    )
    def test_document_types_and_entities_are_refused(self, head, encoding):
        sheet = part(book(["编号"]), "xl/worksheets/sheet1.xml").decode()
        body = sheet[sheet.index("<worksheet") :]
        evil = f'<?xml version="1.0" encoding="{encoding}"?>{head}{body}'.encode(encoding)
        with pytest.raises(Unsafe, match="实体"):
            read_workbook(repacked(book(["编号"]), **{"xl/worksheets/sheet1.xml": evil}))

    def test_macros_are_refused(self):
        with pytest.raises(Unsafe, match="宏"):
            read_workbook(repacked(book(["编号"]), **{"xl/vbaProject.bin": b"x"}))

    def test_a_bomb_is_refused_by_its_ratio(self):
        bomb = repacked(book(["编号"]), **{"xl/media/a.bin": b"\0" * 4_000_000})
        with pytest.raises(TooLarge, match="压缩比"):
            read_workbook(bomb)

    def test_a_bomb_is_refused_by_its_size(self):
        bomb = repacked(book(["编号"]), **{"xl/media/a.bin": b"\0" * (64 * 2**20)})
        with pytest.raises(TooLarge, match="过大"):
            read_workbook(bomb)

    def test_a_header_that_lies_about_the_size_is_refused(self):
        bomb = repacked(book(["编号"]), **{"xl/media/a.bin": b"\0" * 4_000_000})
        lying = bomb.replace((4_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
        assert lying != bomb
        with pytest.raises(Damaged, match="已损坏"):
            read_workbook(lying)

    def test_too_many_entries_are_refused(self):
        many = {f"xl/media/{n}.bin": b"" for n in range(2001)}
        with pytest.raises(TooLarge, match="过大"):
            read_workbook(repacked(book(["编号"]), **many))

    @pytest.mark.parametrize("form", ["ordinary", "without references", "prefixed"])
    def test_one_far_cell_is_refused_before_the_reader_lays_the_sheet_out(self, form):
        def far(workbook):
            workbook.active["XFD1048576"] = "远"

        data = book(["编号"], change=far)
        sheet = part(data, "xl/worksheets/sheet1.xml").decode()
        if form == "without references":
            cells = "<c><v>1</v></c>" * 100
            start = sheet.index('<row r="1048576"')
            sheet = f'{sheet[:start]}<row r="1048576">{cells}</row></sheetData></worksheet>'
        elif form == "prefixed":
            sheet = sheet.replace("<row", "<x:row").replace("</row", "</x:row")
            sheet = sheet.replace("<worksheet ", '<worksheet xmlns:x="urn:x" ')
        with pytest.raises(TooLarge, match="范围过大"):
            read_workbook(repacked(data, **{"xl/worksheets/sheet1.xml": sheet}))

    def test_a_cell_at_no_place_is_refused(self):
        data = book(["编号"])
        sheet = part(data, "xl/worksheets/sheet1.xml").replace(b'r="A1"', b'r="A99999999"')
        with pytest.raises(Damaged, match="已损坏"):
            read_workbook(repacked(data, **{"xl/worksheets/sheet1.xml": sheet}))


@pytest.mark.parametrize(
    "cell,text",
    [
        (None, ""),
        ("  A1 ", "A1"),
        (30.0, "30"),
        (3.5, "3.5"),
        (7, "7"),
        (True, "是"),
        (False, "否"),
        (date(2025, 3, 4), "2025-03-04"),
        (datetime(2025, 3, 4), "2025-03-04"),
        (datetime(2025, 3, 4, 5, 6), "2025-03-04 05:06:00"),
    ],
)
def test_cell_text_is_what_a_person_sees(cell, text):
    assert cell_text(cell) == text


class TestWriting:
    def test_what_is_written_reads_back(self):
        data = written(
            Sheet(
                "还款",
                [Column("编号"), Column("日期"), Column("金额(元)"), Column("份数")],
                [
                    ["HK-1", date(2025, 3, 4), Decimal("111187.51"), 12],
                    [None, None, None, None],
                    ["HK-2", datetime(2025, 3, 4, 16, 30, tzinfo=UTC), Decimal(1), 0],
                ],
            ),
            Sheet("空表", [Column("编号")]),
        )
        sheets = read_workbook(data)
        assert [list(row.values()) for _, row in sheets["还款"].rows] == [
            ["HK-1", date(2025, 3, 4), 111187.51, 12.0],
            ["HK-2", datetime(2025, 3, 5, 0, 30), 1.0, 0.0],
        ]
        assert [number for number, _ in sheets["还款"].rows] == [2, 4]
        assert sheets["空表"].headers == ["编号"]

    @pytest.mark.parametrize(
        "text",
        [
            *("=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠a", "\t=1", "\r=1", "\n=1"),
            *("https://a.example", "007", "1e5", "TRUE", "9100000000000012AA"),
        ],
    )
    def test_text_stays_text(self, text):
        data = written(Sheet("表", [Column("甲")], [[text]]))
        cell = openpyxl.load_workbook(BytesIO(data))["表"]["A2"]
        assert cell.data_type == "s"
        assert cell.value == text.replace("\r", "\n")
        assert cell.hyperlink is None
        assert b"<f>" not in part(data, "xl/worksheets/sheet1.xml")
        risky = text[0] in "=+-@＝＋－＠\t\r\n"
        assert bool(cell.quotePrefix) == risky

    def test_days_and_money_carry_their_formats(self):
        data = written(Sheet("表", [Column("甲")], [[date(2025, 3, 4), Decimal("1.5"), 7]]))
        row = openpyxl.load_workbook(BytesIO(data))["表"][2]
        assert [(cell.value, cell.number_format) for cell in row] == [
            (datetime(2025, 3, 4), "yyyy-mm-dd"),
            (1.5, "0.00"),
            (7, "General"),
        ]

    def test_flags_lists_and_enums_are_words(self):
        data = written(Sheet("表", [Column(c) for c in "甲乙丙"], [[True, ["a", "b"], Light.RED]]))
        assert read_workbook(data)["表"].rows == [(2, {"甲": "是", "乙": "a、b", "丙": "红"})]

    def test_header_is_frozen_noted_and_offers_choices(self):
        data = written(
            Sheet(
                "问题",
                [
                    Column("类别", required=True, note="按类选。", choices=["融资", "用工"]),
                    Column("协办单位", choices=["甲局", "乙局"], several=True),
                    Column("备注"),
                    Column("金额", kind="money", required=True),
                ],
            )
        )
        sheet = openpyxl.load_workbook(BytesIO(data))["问题"]
        assert sheet.freeze_panes == "A2"
        assert [cell.comment and cell.comment.text for cell in sheet[1]] == [
            "必填。按类选。",
            None,
            None,
            "必填。",
        ]
        lists = sheet.data_validations.dataValidation
        assert [(each.formula1, bool(each.showErrorMessage)) for each in lists] == [
            ('"融资,用工"', True),
            ('"甲局,乙局"', False),
        ]
        assert str(lists[0].sqref) == "A2:A1048576"

    def test_long_choices_go_to_a_hidden_sheet_that_is_not_read_back(self):
        units = [f"示例单位名称很长第{number}号" for number in range(60)]
        data = written(
            Sheet("甲", [Column("单位", choices=units)]),
            Sheet("乙", [Column("事项", choices=["有,逗号", "无"])]),
        )
        workbook = openpyxl.load_workbook(BytesIO(data))
        hidden = workbook[CHOICES_SHEET]
        assert hidden.sheet_state == "veryHidden"
        assert [cell.value for cell in hidden["A"]] == units
        assert [cell.value for cell in hidden["B"]][:3] == ["有,逗号", "无", None]
        formula = workbook["乙"].data_validations.dataValidation[0].formula1
        assert formula == f"'{CHOICES_SHEET}'!$B$1:$B$2"
        assert list(read_workbook(data)) == ["甲", "乙"]

    def test_rows_may_come_from_a_generator_and_go_to_a_path(self, tmp_path):
        path = tmp_path / "大.xlsx"
        rows = ([f"A{number}"] for number in range(3000))
        write_workbook(path, [Sheet("表", [Column("编号")], rows)])
        read = read_workbook(path)["表"].rows
        assert len(read) == 3000
        assert read[-1] == (3001, {"编号": "A2999"})


@given(st.text())
@example("_x0041_")
@example(" \n a")
def test_any_text_can_be_written_and_reads_back(text):
    data = written(Sheet("表", [Column("甲"), Column("乙")], [[text, "守"]]))
    assert read_workbook(data)["表"].rows == [(2, {"甲": safe_text(text), "乙": "守"})]


def test_safe_text_drops_what_xml_cannot_carry():
    assert safe_text("a\x00b\x1fc\ud800d\ufffee\tf\r\ng") == "abcde\tf\ng"
    assert len(safe_text("长" * 40000)) == 32767
