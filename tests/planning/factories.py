"""Tasks and indicators with no arguments, and whoever plans."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory

from assist.accounts.duties import Duty, set_duties
from assist.cadres.models import Cadre
from assist.db import db
from assist.planning.models import Better, Indicator, Task
from tests.accounts.factories import Stored
from tests.cadres.factories import CadreFactory, specialist


class TaskFactory(Stored):
    class Meta:
        model = Task

    year = 2026
    title = factory.Sequence(lambda n: f"任务{n:03d}")
    owner = factory.SubFactory(CadreFactory)
    due_on = date(2026, 6, 30)


class IndicatorFactory(Stored):
    class Meta:
        model = Indicator

    area = "诉求办理"
    name = factory.Sequence(lambda n: f"指标{n:03d}")
    weight = 10_00
    target = 95_00
    unit = "%"
    better = Better.HIGHER


def assigned(*duties: Duty, **values: Any) -> Cadre:
    """A specialist who looks after these."""
    person = specialist(**values)
    set_duties(user=person, duties=frozenset(duties))
    db.session.commit()
    return person
