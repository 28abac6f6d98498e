"""What is typed of a publication: the draft, a review, 保密审查, the publication itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from assist.disclosures.models import Column, Disclosure, Secrecy
from assist.disclosures.queries import Asked
from assist.lib.days import parse_day
from assist.lib.text import clean
from assist.web.forms import (
    DayField,
    EnumField,
    Form,
    LongTextField,
    TextField,
    VersionField,
    _member_of,
    at_most,
    has_come,
    optional,
    required,
)


class DisclosureFields(Form):
    """What page and workbook row share; the labels are the workbook's headers."""

    column = EnumField("栏目", [required("请选择栏目。")], kind=Column, blank="请选择")
    title = TextField("标题", [required("请填写标题。"), at_most(200)])
    formed_on = DayField("形成日期", [required("请填写形成日期。"), has_come])
    url = TextField("网址", [optional(), at_most(300)])
    content = LongTextField("公开内容", [optional(), at_most(20000)])
    author = TextField("拟稿人", [optional(), at_most(64)])
    archive = TextField("归档号", [optional(), at_most(64)])


class DisclosureForm(DisclosureFields):
    """A draft."""

    behind = {
        "column": "title", "author": "formed_on", "content": "author", "url": "content"
    }  # fmt: skip

    version = VersionField()

    @classmethod
    def of(cls, row: Disclosure) -> DisclosureForm:
        """The form filled from a row."""
        form = cls(formdata=None, obj=row)
        form.version.data = str(row.version)
        return form

    @property
    def facts(self) -> dict[str, Any]:
        """The columns as typed."""
        return {name: self[name].data for name in NAMES}


NAMES = ("column", "title", "formed_on", "content", "author", "url", "archive")


class SignedForm(Form):
    """Who did it and when: whoever is signed in today, or another on whose behalf it is entered."""

    words = LongTextField("意见", [optional(), at_most(1000)], render_kw={"rows": 2})
    name = TextField("代录姓名", [optional(), at_most(64)], description="本人办理的留空。")
    day = DayField("代录日期", description="代录时填写，留空为今天。")

    @property
    def signed(self) -> dict[str, Any]:
        """Name, day and words for the action; a day counts only on behalf of another."""
        name = self.name.data or ""
        return {
            "name": name,
            "day": self.day.data if name else None,
            "words": self.words.data or "",
        }


class ReviewForm(SignedForm):
    """One of the three reviews."""

    decision = SelectField(
        "审查结果",
        [required("请选择审查结果。")],
        choices=[
            SelectChoice("", "请选择"),
            SelectChoice("pass", "通过"),
            SelectChoice("back", "退回修改"),
        ],
    )


class SecrecyForm(SignedForm):
    """保密审查."""

    result = SelectField(
        "审查结果",
        [required("请选择审查结果。")],
        choices=[
            SelectChoice("", "请选择"),
            *(SelectChoice(one.value, one.label) for one in (Secrecy.PASSED, Secrecy.FAILED)),
        ],
    )

    @property
    def found(self) -> Secrecy:
        """What was chosen."""
        return Secrecy.PASSED if self.result.data == Secrecy.PASSED else Secrecy.FAILED


class PublishForm(Form):
    """It went out."""

    published_on = DayField("发布日期", [required("请填写发布日期。")])
    url = TextField("网址", [required("请填写网址。"), at_most(300)])
    archive = TextField("归档号", [required("请填写归档号。"), at_most(64)])


class VoidForm(Form):
    """Why it no longer counts."""

    words = TextField("作废原因", [required("请填写作废原因。"), at_most(300)])


def wanted(args: Mapping[str, str]) -> Asked:
    """What the query string of the list asks for; what is no choice is left out."""
    return Asked(
        q=clean(args.get("q", ""))[:100],
        column=_member_of(Column, args.get("column", "")),  # type: ignore[arg-type]
        state=args.get("state", "") if args.get("state", "") in Asked.STATES else "",
        since=_day(args.get("from", "")),
        until=_day(args.get("to", "")),
    )


def _day(text: str) -> date | None:
    try:
        return parse_day(text) if text else None
    except ValueError:
        return None
