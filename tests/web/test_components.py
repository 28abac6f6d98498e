"""Components owe bound labels, named errors, and words beside every colour."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from assist.lib.deadlines import Light
from tests.web.drawing import LONG, TEMPLATES, draw, use


class ProblemRow(Form):
    title = StringField("问题", [InputRequired("请填写问题")])


class Everything(Form):
    enterprise = SelectField(
        "企业",
        [InputRequired("请选择企业")],
        choices=[SelectChoice("", "请选择"), SelectChoice("a", LONG)],
    )
    held_on = DateField("日期", [InputRequired("请填写日期")])
    place = StringField("地点", description="写到车间即可。")
    count = IntegerField("人数", [InputRequired("请填写人数")])
    channel = RadioField(
        "方式",
        [InputRequired("请选择方式")],
        choices=[SelectChoice("on_site", "现场"), SelectChoice("phone", "电话")],
    )
    topics = SelectMultipleField(
        "类别",
        [InputRequired("请选类别")],
        choices=[SelectChoice("a", "融资"), SelectChoice("b", "用工")],
    )
    words = TextAreaField("情况", [InputRequired("请填写情况"), Length(max=200)])
    nothing_new = BooleanField("没有新情况", [InputRequired("请勾选")])
    password = PasswordField("密码", [InputRequired("请填写密码")])
    photo = FileField("照片", [InputRequired("请选择照片")])
    version = HiddenField()
    problems = FieldList(FormField(ProblemRow), min_entries=1)


VISIBLE = [
    "enterprise",
    "held_on",
    "place",
    "count",
    "channel",
    "topics",
    "words",
    "nothing_new",
    "password",
    "photo",
]
DEMANDED = [name for name in VISIBLE if name != "place"]


def refused() -> Everything:
    form = Everything(MultiDict({"enterprise": "", "problems-0-title": ""}))
    assert not form.validate()
    return form


@pytest.mark.parametrize("layout", ["stack", "cell"])
@pytest.mark.parametrize("name", VISIBLE)
def test_every_control_has_a_label_bound_to_it(name: str, layout: str) -> None:
    html = use("field", "{{ field(f, layout=layout) }}", f=Everything()[name], layout=layout)

    controls = re.findall(r'<(?:input|select|textarea)[^>]*\bid="([^"]+)"', html)
    assert controls
    assert set(re.findall(r'<label[^>]*for="([^"]+)"', html)) == set(controls)


@pytest.mark.parametrize("name", DEMANDED)
def test_error_is_named_by_its_control(name: str) -> None:
    html = use("field", "{{ field(f) }}", f=refused()[name])

    assert f'aria-describedby="{name}-error"' in html
    assert html.count('aria-invalid="true"') == 1
    assert re.search(rf'<p class="field-error" id="{name}-error">请', html)


def test_hint_is_read_before_the_error() -> None:
    html = use("field", '{{ field(f, hint="每人一次。") }}', f=refused().count)

    assert 'aria-describedby="count-hint count-error"' in html
    assert '<p class="hint" id="count-hint">每人一次。</p>' in html


def test_description_of_the_field_is_its_hint() -> None:
    assert "写到车间即可。" in use("field", "{{ field(f) }}", f=Everything().place)


def test_field_without_fault_describes_and_marks_nothing() -> None:
    html = use("field", "{{ field(f) }}", f=Everything().held_on)

    assert "aria-describedby" not in html
    assert "aria-invalid" not in html


def test_hidden_field_draws_no_label() -> None:
    assert "<label" not in use(
        "field", "{{ field(f) }}", f=Everything(data={"version": "3"}).version
    )


def test_further_arguments_and_focus_reach_the_control() -> None:
    html = use(
        "field",
        '{{ field(f, type="tel", autofocus=True, placeholder="区号") }}',
        f=Everything().place,
    )

    assert re.search(r"<input[^>]*\bautofocus\b", html)
    assert 'type="tel"' in html
    assert 'placeholder="区号"' in html


def test_several_answers_are_checkboxes_and_keep_what_was_chosen() -> None:
    html = use("field", "{{ field(f) }}", f=Everything(data={"topics": ["b"]}).topics)

    assert re.findall(
        r'type="checkbox" id="[^"]+" name="topics" value="(\w)"( checked)?', html
    ) == [
        ("a", ""),
        ("b", " checked"),
    ]


def test_long_text_counts_down_from_its_limit() -> None:
    assert 'data-maxlength="200"' in use("field", "{{ field(f) }}", f=Everything().words)


@pytest.mark.parametrize(
    "name, kind, count",
    [
        ("channel", "radio", 2),
        ("enterprise", "radio", 1),
        ("topics", "checkbox", 2),
        ("nothing_new", "checkbox", 1),
    ],
)
def test_chips_are_labelled_inputs(name: str, kind: str, count: int) -> None:
    html = use("chips", "{{ chips(f) }}", f=refused()[name])

    inputs = re.findall(r'<input[^>]*\bid="([^"]+)"', html)
    assert len(inputs) == count
    assert html.count(f'type="{kind}"') == count
    assert re.findall(r'<label[^>]*for="([^"]+)"', html) == inputs
    assert "<legend" in html
    assert f'aria-describedby="{name}-error"' in html
    assert f'id="{name}-error"' in html


def test_error_summary_links_every_fault_also_in_nested_rows() -> None:
    html = use("error_summary", "{{ error_summary(form) }}", form=refused())

    assert re.findall(r'href="#([^"]+)"', html) == [*DEMANDED, "problems-0-title"]
    assert 'role="alert"' in html


def test_error_summary_is_silent_without_faults() -> None:
    assert use("error_summary", "{{ error_summary(form) }}", form=Everything()).strip() == ""


def test_text_of_people_is_escaped() -> None:
    hostile = "<script>alert(1)</script>"
    html = use("tile", "{{ tile(x, 1, '/p') }}", x=hostile)
    html += use("chart_bars", "{{ chart_bars('图', [(x, 1, '/p')]) }}", x=hostile)
    html += use("facts", "{{ facts([('名称', x)]) }}", x=hostile)

    assert "<script" not in html


def test_table_names_its_columns_and_its_order() -> None:
    headers = [
        "编号",
        {"text": "金额", "num": True},
        {"text": "时限", "sort_href": "?sort=due", "sorted": "desc"},
    ]
    html = use("table", "{% call table('问题', headers) %}<tr></tr>{% endcall %}", headers=headers)

    assert '<caption class="visually-hidden">问题</caption>' in html
    assert re.findall(r'<th scope="col"([^>]*)>', html) == [
        "",
        ' class="num"',
        ' aria-sort="descending"',
    ]
    assert '<a href="?sort=due">时限' in html


@pytest.mark.parametrize("light", list(Light))
def test_light_always_has_a_word(light: Light) -> None:
    html = use("light", "{{ light(x, '剩2天') }}", x=light)

    assert ">剩2天</span>" in html
    assert (f"light-{light.value}" in html) == (light is not Light.NONE)


def test_every_light_and_every_state_has_its_colour() -> None:
    sheet = (TEMPLATES.parent / "static" / "app.css").read_text(encoding="utf-8")

    for light in (Light.GREEN, Light.AMBER, Light.RED):
        assert f".light-{light.value}::before" in sheet
    for state in ("registered", "assigned", "handling", "answered", "closed", "valid"):
        assert f".st-{state}" in sheet


def test_status_is_the_word_of_the_state() -> None:
    html = use("status", "{{ status(s) }}", s=SimpleNamespace(value="handling", label="办理中"))

    assert html == '<span class="st st-handling">办理中</span>'


def test_tile_without_value_shows_a_dash_and_still_opens() -> None:
    html = use("tile", "{{ tile('余额', none, '/arrears', unit='万元') }}")

    assert 'href="/arrears"' in html
    assert '<span class="fig">—</span>' in html


def test_conflict_marks_what_differs_with_a_word() -> None:
    fields = [
        ("情况", "已联系银行", None),
        ("日期", "2025年12月30日", "2025年12月30日"),
    ]
    html = use("conflict", "{{ conflict(fields) }}", fields=fields)

    assert html.count("不一致") == 1
    assert "（空）" in html


def test_paging_of_one_page_offers_no_other() -> None:
    page = {"number": 1, "pages": 1, "told": "共 3 {}".format, "prev_href": None, "next_href": None}
    html = use("paging", "{{ paging(page) }}", page=page)

    assert "共 3 条" in html
    assert "共 3 家" in use("paging", "{{ paging(page, '家') }}", page=page)
    assert "<a" not in html


def test_paging_offers_the_neighbours() -> None:
    page = {
        "number": 2,
        "pages": 3,
        "told": "共 120 {}".format,
        "prev_href": "?page=1",
        "next_href": "?page=3",
    }
    html = use("paging", "{{ paging(page) }}", page=page)

    assert re.findall(r'href="([^"]+)"', html) == ["?page=1", "?page=3"]
    assert "第 2 页，共 3 页" in html


def test_search_keeps_the_words_and_names_its_box() -> None:
    html = use(
        "searchbar", "{{ searchbar('/problems', '乐清', '企业名', '/problems?format=xlsx') }}"
    )

    assert 'value="乐清"' in html
    assert 'aria-label="企业名"' in html
    assert 'href="/problems?format=xlsx"' in html


@pytest.mark.parametrize("count", [0, 3, None])
def test_tabs_mark_the_current_one_and_count(count: int | None) -> None:
    tab = SimpleNamespace(label="办理中", href="/p", current=True, count=count)
    html = use("tabs", "{{ tabs(items) }}", items=[tab])

    assert 'href="/p" aria-current="page"' in html
    assert ("tabs-count" in html) == (count is not None)


def test_timeline_reads_days_as_dates_or_words() -> None:
    source = (
        "{% from 'components/timeline.html' import timeline, timeline_item %}"
        "{% call timeline('过程') %}{% call timeline_item(day, '登记') %}<p>银行</p>{% endcall %}"
        "{{ timeline_item('昨天', '销号', 'ok') }}{% endcall %}"
    )
    html = draw(source, day=date(2025, 12, 3))

    assert '<time datetime="2025-12-03">2025年12月3日</time>' in html
    assert "<time>昨天</time>" in html
    assert '<li class="tl-ok">' in html


def test_facts_show_a_dash_for_what_is_missing_but_a_nought_for_nought() -> None:
    html = use("facts", "{{ facts([('联络员', none), ('次数', 0)]) }}")

    assert re.findall(r"<dd>(.*?)</dd>", html) == ["—", "0"]


def test_secret_line_and_token_stand_word_for_word() -> None:
    assert "本系统为非涉密系统，严禁录入、存储、传输国家秘密和工作秘密。" in use(
        "secret_line", "{{ secret_line() }}"
    )
    assert use("csrf", "{{ csrf() }}") == '<input type="hidden" name="csrf_token" value="token">'


def test_button_carries_name_value_and_question() -> None:
    html = use(
        "button", "{{ button('删除', 'danger', 'act', 0, **{'data-confirm': '确认删除？'}) }}"
    )

    assert html == (
        '<button class="btn btn-danger" type="submit" name="act" value="0"'
        ' data-confirm="确认删除？">删除</button>'
    )
