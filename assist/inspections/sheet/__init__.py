"""The sheets 安全检查, 安全隐患 and 电力执法, and 检查计划 besides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from assist.db import Origin, db
from assist.inspections.forms import (
    INSPECTION_NAMES,
    POWER_NAMES,
    HazardFields,
    InspectionFields,
    PlanFields,
    PowerFields,
    RecheckFields,
    RectifyFields,
    record_number,
)
from assist.inspections.models import Hazard, Inspection, InspectionPlan, PowerCheck
from assist.inspections.sheet.checks import (
    HAZARDS,
    INSPECTIONS,
    PLANS,
    POWER,
    check_hazard,
    check_inspection,
    check_power,
)
from assist.lib.standing import Standing
from assist.lib.text import code
from assist.web.access import Permission
from assist.web.forms import (
    CheckedField,
    EnumField,
    Form,
    ListField,
    TextField,
    at_most,
    optional,
    required,
)
from assist.web.sheet import Book, Column, Incoming, Key, Sheet, chunks, put

DOOR = Permission.INSPECTION_WRITE


class CodesField(ListField):
    """Several enterprises by credit code, each in its one form."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.data = list(dict.fromkeys(code(part) for part in self.data))


class VoidFields(Form):
    """Whether a record counts, and why it does not."""

    standing = EnumField("状态", kind=Standing)
    void_why = TextField("作废原因", [optional(), at_most(300)])


class InspectionRow(InspectionFields, VoidFields):
    """A row of 安全检查."""

    number = CheckedField("检查编号", [required("请填写检查编号。")], check=record_number)
    leader = CheckedField("带队领导")
    enterprises = CodesField("受检企业")


class HazardRow(HazardFields, RectifyFields, RecheckFields, VoidFields):
    """A row of 安全隐患."""

    number = CheckedField("隐患编号", [required("请填写隐患编号。")], check=record_number)
    inspection = CheckedField("检查编号", [required("请填写检查编号。")])
    code = CheckedField("统一社会信用代码", check=code)


class PowerRow(PowerFields, VoidFields):
    """A row of 电力执法."""

    number = CheckedField("执法编号", [required("请填写执法编号。")], check=record_number)


class PlanRow(PlanFields):
    """A row of 检查计划."""


_AT = (joinedload(Inspection.leader), selectinload(Inspection.enterprises))
#: What a change of an inspection has to leave in place.
_FOUND = selectinload(Inspection.hazards).joinedload(Hazard.enterprise)
_WHERE = (joinedload(Hazard.inspection), joinedload(Hazard.enterprise))


def _existing(model: Any, *options: Any) -> Callable[[Sequence[Any]], Mapping[Key, Any]]:
    def existing(keys: Sequence[Any]) -> Mapping[Key, Any]:
        statement = select(model).options(*options)
        return {
            row.number: row
            for some in chunks(keys)
            for row in db.session.scalars(statement.where(model.number.in_(some))).unique()
        }

    return existing


def _records(model: Any, *options: Any) -> Callable[[], Iterator[Any]]:
    def records() -> Iterator[Any]:
        yield from db.session.scalars(select(model).options(*options).order_by(model.id)).unique()

    return records


def _row(model: Any, title: str, one: Incoming, book: Book, by: Any) -> Any:
    """The stored row, or a new one that is found under its key from now on."""
    if one.stored is not None:
        return one.stored
    row = model(origin=Origin.WORKBOOK, created_by_id=by and by.id)
    book.stored[title][one.row.key] = row
    return row


def _take_inspections(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Make or change the inspections."""
    for one in incoming:
        values, row = one.row.values, _row(Inspection, INSPECTIONS, one, book, by)
        put(row, values, "number", *INSPECTION_NAMES, "standing", "void_why")
        if "leader" in values:
            row.leader = book.find("干部", values["leader"]) if values["leader"] else None
        if "enterprises" in values:
            row.enterprises = [book.find("企业", named) for named in values["enterprises"] or ()]
        db.session.add(row)
    db.session.flush()


def _take_hazards(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Make or change the hazards."""
    for one in incoming:
        values, row = one.row.values, _row(Hazard, HAZARDS, one, book, by)
        put(row, values, "number", "content", "level", "due_on", "rectified_on")
        put(row, values, "rectified_words", "rechecked_on", "rechecked_by")
        put(row, values, "standing", "void_why")
        if "inspection" in values:
            row.inspection = book.find(INSPECTIONS, values["inspection"])
        if "code" in values:
            row.enterprise = book.find("企业", values["code"]) if values["code"] else None
        db.session.add(row)
    db.session.flush()


def _take_power(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Make or change the power checks."""
    for one in incoming:
        row = _row(PowerCheck, POWER, one, book, by)
        put(row, one.row.values, "number", *POWER_NAMES, "standing", "void_why")
        db.session.add(row)
    db.session.flush()


def _existing_plans(keys: Sequence[Any]) -> Mapping[Key, Any]:
    key = tuple_(InspectionPlan.year, InspectionPlan.item)
    return {
        (row.year, row.item): row
        for some in chunks(keys)
        for row in db.session.scalars(select(InspectionPlan).where(key.in_(some)))
    }


def _take_plans(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Make or change the items of the plan."""
    for one in incoming:
        row = _row(InspectionPlan, PLANS, one, book, by)
        put(row, one.row.values, "year", "item", "times", "filed")
        db.session.add(row)
    db.session.flush()


def _same(name: str, **more: Any) -> Column:
    """A column that shows what its field is called after."""
    return Column(name, attrgetter(name), **more)


def _day(name: str, **more: Any) -> Column:
    return _same(name, kind="day", **more)


_STANDING = _same("standing", blank=Standing.VALID, note="空白即“有效”。", width=8)
_VOID_WHY = _same("void_why", width=20)

INSPECTION_SHEET = Sheet(
    title=INSPECTIONS,
    kind="inspection",
    form=InspectionRow,
    key=("number",),
    columns=(
        _same("number", example="AJ-001"),
        _day("held_on", example=date(2025, 3, 4)),
        Column(
            "leader",
            lambda row: row.leader.account if row.leader else None,
            refers="干部",
            note="账号。",
        ),
        _same("people", kind="number", example=4),
        Column(
            "enterprises",
            lambda row: [one.code for one in row.enterprises],
            refers="企业",
            width=30,
            note="统一社会信用代码，多家用“、”分隔。",
        ),
        _same("kind", example="专项"),
        _STANDING,
        _VOID_WHY,
        _same("plan_item", width=24),
        _same("notice", width=20),
        _same("scan", width=20),
        _same("officers", width=28),
        _same("certified", kind="number"),
        _same("words", width=36),
    ),
    door=DOOR,
    existing=_existing(Inspection, *_AT, _FOUND),
    records=_records(Inspection, *_AT),
    take_over=_take_inspections,
    check=check_inspection,
)

HAZARD_SHEET = Sheet(
    title=HAZARDS,
    kind="hazard",
    form=HazardRow,
    key=("number",),
    columns=(
        _same("number", example="YH-001"),
        Column(
            "inspection", lambda row: row.inspection.number, refers=INSPECTIONS, example="AJ-001"
        ),
        Column(
            "code",
            lambda row: row.enterprise.code if row.enterprise else None,
            refers="企业",
            width=24,
            note="该次检查的受检企业之一。",
        ),
        _same("content", width=36, example="消防通道堆放杂物。"),
        _same("level", example="一般"),
        _day("due_on"),
        _day("rectified_on"),
        _same("rectified_words", width=36),
        _day("rechecked_on"),
        _same("rechecked_by"),
        _STANDING,
        _VOID_WHY,
    ),
    door=DOOR,
    existing=_existing(Hazard, *_WHERE),
    records=_records(Hazard, *_WHERE),
    take_over=_take_hazards,
    check=check_hazard,
)

POWER_SHEET = Sheet(
    title=POWER,
    kind="power",
    form=PowerRow,
    key=("number",),
    columns=(
        _same("number", example="DL-001"),
        _day("held_on", example=date(2025, 3, 4)),
        _same("place", width=20, example="供电台区"),
        _same("officers", kind="number", example=2),
        _same("matter", width=24),
        _same("hazards", kind="number", example=0),
        _STANDING,
        _VOID_WHY,
        _same("officer_names", width=28),
        _same("found", width=36),
        _same("documents", width=20),
    ),
    door=DOOR,
    existing=_existing(PowerCheck),
    records=_records(PowerCheck),
    take_over=_take_power,
    check=check_power,
)

PLAN_SHEET = Sheet(
    title=PLANS,
    kind="inspection_plan",
    form=PlanRow,
    key=("year", "item"),
    columns=(
        _same("year", kind="number", example=2025),
        _same("item", width=30, example="企业安全生产检查"),
        _same("times", kind="number"),
        _same("filed", width=20),
    ),
    door=DOOR,
    existing=_existing_plans,
    records=_records(InspectionPlan),
    take_over=_take_plans,
    own=True,
)

SHEETS = (INSPECTION_SHEET, HAZARD_SHEET, POWER_SHEET, PLAN_SHEET)
