"""What is typed of a pairing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import HiddenField

from assist.accounts.policy import Role
from assist.cadres import queries as cadres
from assist.cadres.forms import MOST, PersonField, UnitField
from assist.cadres.models import Cadre
from assist.enterprises.forms import EnterpriseField, EnterprisesField
from assist.enterprises.models import Pairing
from assist.enterprises.queries import by_code
from assist.lib.days import FIRST_DAY, LAST_DAY
from assist.lib.errors import Invalid
from assist.lib.text import clean, shorten
from assist.pairings.queries import Asked, By, State, Wanted
from assist.pairings.rules import Choices, Passing, Terms
from assist.web.forms import (
    DayField,
    Form,
    ListField,
    TextField,
    VersionField,
    YesField,
    _member_of,
    at_most,
    required,
)


class TypedPeopleField(ListField):
    """People typed in one line, by account or by a name that only one of them bears."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        typed, wrong = self.data[:MOST], self.data[MOST:]
        known = cadres.cadres_by_account(typed) if typed else {}
        found = []
        for words in typed:
            same = [known[words]] if words in known else cadres.cadres_named(words)
            if len(same) == 1:
                found.append(same[0])
            else:
                wrong.append(words)
        self.data = list(dict.fromkeys(found))
        if wrong:
            words = shorten("、".join(wrong), 60)
            raise ValueError(f"没有叫“{words}”的在岗干部，或者不止一位；同名的请填账号。")

    def show(self, value: Any) -> str:
        return "、".join(
            person.name if cadres.cadres_named(person.name) == [person] else person.account
            for person in value
        )


class TypedPersonField(TypedPeopleField):
    """One person typed by account or by a name that only one bears."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        if len(self.data) > 1:
            raise ValueError("只能填写一位。")
        self.data = self.data[0] if self.data else None

    def show(self, value: Any) -> str:
        return super().show([value])


def _leaders() -> list[Any]:
    return cadres.holders(Role.LEADER)


class TermsForm(Form):
    """Who helps, and when; the labels are the headers of the workbook's sheet 结对."""

    version = VersionField()
    leader = PersonField("联系领导", [required("请选择联系领导。")], people=_leaders)
    lead_unit = UnitField("牵头部门", [required("请选择牵头部门。")])
    liaisons = TypedPeopleField(
        "联络员",
        [required("请填写联络员。")],
        description="姓名或账号，多人用“、”隔开；同名的填账号。",
    )
    start_on = DayField("开始日期", [required("请填写开始日期。")])
    end_on = DayField("结束日期", description="没有期限就留空。")
    basis = TextField("依据文件", [at_most(200)])

    @property
    def terms(self) -> Terms:
        """The pairing as typed."""
        return Terms(
            leader=self.leader.data,
            lead_unit=self.lead_unit.data,
            liaisons=self.liaisons.data or [],
            start_on=self.start_on.data,
            end_on=self.end_on.data,
            basis=self.basis.data or "",
        )

    @property
    def words(self) -> list[tuple[str, str]]:
        """Label and value of every field, for a comparison."""
        terms = self.terms
        return [
            (self.leader.label.text, terms.leader.name),
            (self.lead_unit.label.text, terms.lead_unit.name),
            (self.liaisons.label.text, "、".join(sorted(p.name for p in terms.liaisons))),
            (self.start_on.label.text, terms.start_on.isoformat()),
            (self.end_on.label.text, terms.end_on.isoformat() if terms.end_on else ""),
            (self.basis.label.text, terms.basis),
        ]

    @classmethod
    def of(cls, pairing: Pairing) -> TermsForm:
        """The form over what is written down."""
        return cls(formdata=None, obj=pairing)


class PairingForm(TermsForm):
    """A new pairing."""

    behind = {"enterprise": ""}

    enterprise = EnterpriseField(
        "统一社会信用代码", [required("请填写统一社会信用代码。")], description="可按名称查找。"
    )

    def start(self, code: str, on: date) -> None:
        """Begin with this enterprise, where it is one, and this day."""
        self.enterprise.data = by_code(code[:18])
        self.start_on.data = on


class HandOverForm(Form):
    """Whose enterprises pass to whom; `enterprises` are the credit codes of those chosen."""

    to = TypedPersonField(
        "接手人", [required("请填写接手人。")], description="姓名或账号；同名的填账号。"
    )
    start_on = DayField("从哪天起", [required("请填写从哪天起。")])
    lead_unit = UnitField("牵头部门", blank="不变")
    basis = TextField("依据文件", [at_most(200)], description="不填就沿用原来的。")
    enterprises = ListField("企业", [required("请至少选择一家企业。")])
    seen = HiddenField()

    def passing(self, who: Cadre) -> Passing:
        """The hand-over as typed."""
        return Passing(
            who=who,
            to=self.to.data,
            start_on=self.start_on.data,
            lead_unit=self.lead_unit.data,
            basis=self.basis.data or "",
        )


class RollOverForm(Form):
    """How next year differs; `out` and `dropped` are credit codes."""

    out = ListField("移出名单")
    dropped = ListField("到期不续")
    added = EnterprisesField(
        "新增企业", description="信用代码、全称或简称，用“、”隔开；已在系统里登记的企业。"
    )
    until = DayField("接续的结对到哪天", description="留空就没有期限。")
    end_left = YesField("移出名单的企业，结对到上年12月31日为止")
    seen = HiddenField()

    def start(self, year: int) -> None:
        """Begin with the whole year and everybody on the list."""
        self.until.data, self.end_left.data = date(year, 12, 31), True

    def fits(self, year: int) -> bool:
        """Whether what was typed can be of that year; says what cannot."""
        if not self.validate_on_submit():
            return False
        if self.until.data is not None and self.until.data < date(year, 1, 1):
            self.take(Invalid("until", f"应在{year}年1月1日之后。"))
            return False
        return True

    def choices(self, year: int) -> Choices:
        """The year as typed."""
        return Choices(
            year=year,
            out=frozenset(self.out.data or ()),
            added=getattr(self.added, "found", []),
            dropped=frozenset(self.dropped.data or ()),
            end_left=bool(self.end_left.data),
            until=self.until.data,
        )


class EndForm(Form):
    """The last day of a pairing."""

    end_on = DayField("结束日期", [required("请填写结束日期。")])


def wanted(args: Mapping[str, str]) -> Wanted:
    """What the query string of the list asks for; people and units by their number."""
    state = args.get("state", "now")
    return Wanted(
        q=clean(args.get("q", ""))[:100],
        state=state if state in {"now", "past", "coming", "all"} else "now",
        leader=_number(args.get("leader")),
        unit=_number(args.get("unit")),
        liaison=_number(args.get("liaison")),
    )


def coverage_asked(args: Mapping[str, str], on: date) -> Asked:
    """What the query string of a coverage asks for; what is no choice is left out."""
    year = args.get("year", "")
    known = year.isascii() and year.isdigit() and FIRST_DAY.year <= int(year) <= LAST_DAY.year
    return Asked(
        year=int(year) if known else on.year,
        on=on,
        q=clean(args.get("q", ""))[:100],
        state=_choice(State, args.get("state")),
        leader=_number(args.get("leader")),
        unit=_number(args.get("unit")),
        by=_choice(By, args.get("by")) or By.ENTERPRISE,
        longest_first=args.get("sort") == "last",
    )


def _choice(kind: Any, text: str | None) -> Any:
    return _member_of(kind, text) if text else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
