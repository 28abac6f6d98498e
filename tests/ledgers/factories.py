"""Records of each kind with no arguments."""

from __future__ import annotations

from datetime import date

import factory

from assist.ledgers.kinds.drills import Drill
from assist.ledgers.kinds.events import Event
from assist.ledgers.kinds.meetings import Meeting
from assist.ledgers.kinds.outreach import Outreach
from assist.ledgers.kinds.plans import Plan
from tests.accounts.factories import Stored


class EventFactory(Stored):
    class Meta:
        model = Event

    number = factory.Sequence(lambda n: f"HD-{n:03d}")
    held_on = date(2025, 5, 3)
    name = "银企对接会"
    type = "银企对接"
    campaign = True


class OutreachFactory(Stored):
    class Meta:
        model = Outreach

    number = factory.Sequence(lambda n: f"PF-{n:03d}")
    held_on = date(2025, 5, 3)
    forms = "咨询、发放资料"
    topics = "宪法、民法典"
    place = "中小企业服务大厅"


class MeetingFactory(Stored):
    class Meta:
        model = Meeting

    number = factory.Sequence(lambda n: f"XX-{n:03d}")
    held_on = date(2025, 9, 12)
    type = "中心组学习"
    topic = "习近平法治思想专题学习"
    tags = "习近平法治思想"


class PlanFactory(Stored):
    class Meta:
        model = Plan

    number = factory.Sequence(lambda n: f"应急预案{n}")
    held_on = date(2025, 3, 1)


class DrillFactory(Stored):
    class Meta:
        model = Drill

    number = factory.Sequence(lambda n: f"PX-{n:03d}")
    held_on = date(2025, 5, 25)
    type = "培训"
    name = "工贸企业安全生产培训"
