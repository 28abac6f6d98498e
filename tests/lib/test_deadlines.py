from datetime import date

import pytest

from assist.lib.deadlines import Light, clock_text, days_left, light
from assist.lib.workdays import WorkCalendar

CALENDAR = WorkCalendar()
DUE = date(2025, 3, 14)  # a Friday


@pytest.mark.parametrize(
    "on,left,colour,text",
    [
        (date(2025, 3, 11), 3, Light.GREEN, "剩3天"),
        (date(2025, 3, 12), 2, Light.AMBER, "剩2天"),
        (date(2025, 3, 13), 1, Light.AMBER, "剩1天"),
        (date(2025, 3, 14), 0, Light.AMBER, "今天到期"),
        (date(2025, 3, 15), -1, Light.RED, "超期1天"),  # a Saturday: late, though no day was lost
        (date(2025, 3, 17), -1, Light.RED, "超期1天"),
        (date(2025, 3, 24), -6, Light.RED, "超期6天"),
    ],
)
def test_clock_of_a_due_day(on, left, colour, text):
    assert days_left(DUE, on, CALENDAR) == left
    assert light(DUE, on, CALENDAR) is colour
    assert clock_text(DUE, on, CALENDAR) == text


def test_festival_days_do_not_run_the_clock():
    assert days_left(date(2025, 2, 6), date(2025, 1, 27), CALENDAR) == 2


def test_due_on_a_day_off_is_not_called_today_before_it_comes():
    saturday = date(2025, 3, 15)
    assert clock_text(saturday, date(2025, 3, 14), CALENDAR) == "3月15日到期"
    assert clock_text(saturday, saturday, CALENDAR) == "今天到期"
    assert light(saturday, date(2025, 3, 14), CALENDAR) is Light.AMBER


def test_parked_is_grey_however_late_and_tells_its_review_day():
    late = date(2025, 6, 1)
    assert light(DUE, late, CALENDAR, parked=True) is Light.GREY
    assert clock_text(DUE, late, CALENDAR, parked=True) == "3月14日研判"
    assert clock_text(None, late, CALENDAR, parked=True) == "挂账"


def test_without_a_due_day_there_is_no_light():
    assert light(None, DUE, CALENDAR) is Light.NONE
    assert clock_text(None, DUE, CALENDAR) == "无时限"


def test_how_soon_amber_begins_is_a_setting():
    assert light(DUE, date(2025, 3, 11), CALENDAR, amber_days=3) is Light.AMBER


def test_every_light_has_a_colour_and_a_word():
    assert [(each.label, each.word) for each in Light] == [
        ("绿", "正常"),
        ("黄", "临期"),
        ("红", "超期"),
        ("灰", "挂账"),
        ("无", "无时限"),
    ]
