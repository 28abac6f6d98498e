"""What is typed of a report: which one, its chapters, each act of its way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from assist.lib.errors import Invalid
from assist.lib.periods import Period
from assist.lib.text import clean
from assist.reports.models import Recipient, Report, ReportChapter
from assist.reports.queries.reading import text_of
from assist.reports.queries.reports import Wanted
from assist.reports.rules.chapters import ReportKind
from assist.reports.rules.forms import FormPeriod
from assist.reports.rules.states import ReportAct, ReportState
from assist.web import uploads
from assist.web.forms import (
    DayField,
    EnumField,
    Form,
    LongTextField,
    TextField,
    VersionField,
    YesField,
    at_most,
    has_come,
    optional,
    required,
)

LONGEST = 60_000
MOST_PASTED = 200_000


def list_asked(args: Mapping[str, str]) -> Wanted:
    """What the list is narrowed to; what is no kind or state is left out."""
    kind = next((one for one in ReportKind if one == args.get("kind")), None)
    state = next((one for one in ReportState if one == args.get("state")), None)
    return Wanted(kind, state, clean(args.get("q", ""))[:100])


class BeginForm(Form):
    """Which report is begun, of those that may be."""

    report = SelectField("报告", [required("请选择要起草的报告。")], validate_choice=False)
    approximate = YesField("走访、资料等数字用概数（如百余次）")

    def offer(self, choices: list[tuple[ReportKind, Period]]) -> None:
        """What may be chosen."""
        offered = [
            SelectChoice(f"{kind}/{period.slug}", name_of(kind, period)) for kind, period in choices
        ]
        self.report.choices = [SelectChoice("", "请选择"), *offered]

    @property
    def chosen(self) -> tuple[ReportKind, Period]:
        """The kind and the period; Invalid where they are none."""
        name, _, slug = str(self.report.data or "").partition("/")
        kind = next((one for one in ReportKind if one == name), None)
        try:
            period = Period.parse(slug)
        except ValueError:
            kind = None
        if kind is None or fits(kind, period) is False:
            raise Invalid("report", "请从列表中选择要起草的报告。")
        return kind, period


def name_of(kind: ReportKind, period: Period) -> str:
    """What people call a report that is not there yet."""
    return Report(kind=kind, period=period.slug).name


def fits(kind: ReportKind, period: Period) -> bool:
    """Whether a report of the kind may be written on the period."""
    return period.slug.isdigit() if kind is ReportKind.YEARLY else "Q" in period.slug


class ChapterForm(Form):
    """A chapter's heading and its text, marks and all."""

    version = VersionField()
    title = TextField("章标题", [optional(), at_most(200)])
    text = LongTextField("正文", [optional(), at_most(LONGEST)], render_kw={"rows": 20})

    @classmethod
    def of(cls, chapter: ReportChapter) -> ChapterForm:
        """The form filled from a chapter."""
        form = cls(formdata=None, obj=chapter)
        form.version.data = str(chapter.version)
        return form

    @property
    def typed(self) -> tuple[str, str]:
        """Heading and text."""
        return self.title.data or "", self.text.data or ""


class AdoptForm(Form):
    """Which mark takes its figure's value now: its place, and the words that the reader saw."""

    at = HiddenField()
    words = HiddenField()

    @property
    def place(self) -> int:
        """The place as a number; -1, where no mark stands, for nonsense."""
        text = str(self.at.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1


class EarlierForm(Form):
    """The text of an earlier year's report, as a whole."""

    year = TextField(
        "年度", [required("请填写年度，例如2024。")], render_kw={"inputmode": "numeric"}
    )
    title = TextField("标题", [required("请填写标题。"), at_most(200)])
    file = FileField(
        "报告文件",
        render_kw={"accept": ".docx,.txt"},
        description="Word（.docx）或文本（.txt），不超过 20 MB；选了文件就取文件里的文字。",
    )
    text = LongTextField(
        "或者粘贴全文",
        [at_most(LONGEST)],
        render_kw={"rows": 18},
        description="从导语到最后一章，每段一行；以“一、”“二、”开头的行是章标题。",
    )

    def validate_text(self, field: LongTextField) -> None:
        """One of both is needed."""
        if not field.data and not (self.file.data and self.file.data.filename):
            raise ValidationError("请选择文件，或者粘贴报告全文。")

    def whole(self) -> str:
        """The text of the file, or what was pasted."""
        if self.file.data and self.file.data.filename:
            content = self.file.data.stream.read(uploads.MAX_FILE + 1)
            return text_of(content, self.file.data.filename)[:LONGEST]
        return str(self.text.data)

    def period(self, on: date) -> Period:
        """The year; Invalid where it is none or not over."""
        try:
            found = Period.parse(self.year.data or "")
        except ValueError:
            found = Period.of_year(on.year)
        if not (self.year.data or "").isdigit() or found.year >= on.year:
            raise Invalid("year", "请填写今年以前的年度，例如2024。")
        return found


class FreezeForm(Form):
    """封账: the day under the signature."""

    dated = DayField("成文日期", [required("请填写成文日期。")], description="印在署名下面的日期。")
    words = LongTextField("说明", [optional(), at_most(500)], render_kw={"rows": 2})


class WordsForm(Form):
    """An act with what somebody has to say of it."""

    words = LongTextField("意见", [optional(), at_most(500)], render_kw={"rows": 2})


class SecrecyForm(WordsForm):
    """保密审查: signed by name."""

    confirmed = YesField(
        "我已逐项核对，报告不含国家秘密、工作秘密和不宜公开的个人信息",
        [required("请确认已逐项核对。")],
    )


class SubmitForm(Form):
    """报送: to whom, when, and what they gave for it."""

    recipient = EnumField(
        "报送对象", [required("请选择报送对象。")], kind=Recipient, blank="请选择"
    )
    to_whom = TextField("收文单位", [required("请填写收文单位。"), at_most(100)])
    submitted_on = DayField("报送日期", [required("请填写报送日期。"), has_come])
    receipt = TextField(
        "回执", [optional(), at_most(200)], description="收文编号、签收人或送达方式。"
    )


class PublishForm(Form):
    """公开: where and when."""

    address = TextField("公开地址", [required("请填写公开地址。"), at_most(300)])
    published_on = DayField("公开日期", [required("请填写公开日期。"), has_come])


#: The form of each act; where it is sent and how it is named go by the act's code.
FORMS: Mapping[ReportAct, type[Form]] = {
    ReportAct.FREEZE: FreezeForm,
    ReportAct.SECRECY: SecrecyForm,
    ReportAct.SUBMIT: SubmitForm,
    ReportAct.PUBLISH: PublishForm,
}


def form_of(act: ReportAct) -> type[Form]:
    """The form of an act; most only take words."""
    return FORMS.get(act, WordsForm)


def blank_form(act: ReportAct, on: date) -> Form:
    """The act's form before anybody has typed; its day is today."""
    form = form_of(act)(formdata=None, prefix=act.value)
    for name in ("dated", "submitted_on", "published_on"):
        if name in form:
            form[name].data = on
    return form


class CheckForm(Form):
    """A text to be held against the ledgers: pasted, or a file; nothing of it is stored."""

    period = SelectField("期间", validate_choice=False)
    text = LongTextField("粘贴文字", [at_most(MOST_PASTED)], render_kw={"rows": 10})
    file = FileField("或者上传文件", render_kw={"accept": ".docx,.txt"})

    def read(self) -> str:
        """The text to check; Invalid says what is wrong with what was given."""
        if self.file.data and self.file.data.filename:
            content = self.file.data.stream.read(uploads.MAX_FILE + 1)
            return text_of(content, self.file.data.filename)
        if not self.text.data:
            raise Invalid("text", "请粘贴文字，或者选择文件。")
        return str(self.text.data)


class FormFileForm(Form):
    """A superior's form: its name and its file."""

    name = TextField("表名", [required("请填写表名。"), at_most(100)])
    file = FileField("表格文件", [FileRequired("请选择文件。")], render_kw={"accept": ".xlsx"})


class FormVersionForm(Form):
    """The form's new version."""

    file = FileField("新版文件", [FileRequired("请选择文件。")], render_kw={"accept": ".xlsx"})


class PointForm(Form):
    """What a cell is filled with."""

    sheet = HiddenField()
    cell = TextField(
        "单元格",
        [required("请填写单元格，例如 B5。"), at_most(12)],
        description="点表中的格子，或者直接填写，例如 B5。",
    )
    source = SelectField("填写什么", [required("请选择指标或台账。")], validate_choice=False)
    when = EnumField("期间", kind=FormPeriod)
    fields = TextField(
        "台账列名",
        [optional(), at_most(500)],
        description="选台账时填写，用顿号隔开，从这一格开始逐行向下填。例如：走访编号、日期。",
    )
