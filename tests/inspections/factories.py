"""An inspection, a hazard, a power check with no arguments."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import factory
from PIL import Image
from werkzeug.datastructures import FileStorage

from assist.db import db
from assist.inspections.models import (
    Hazard,
    HazardLevel,
    Inspection,
    InspectionKind,
    InspectionPlan,
    PowerCheck,
)
from assist.web import uploads
from tests.accounts.factories import Stored
from tests.cadres.factories import office
from tests.enterprises.factories import EnterpriseFactory


class InspectionFactory(Stored):
    class Meta:
        model = Inspection

    number = factory.Sequence(lambda n: f"AJ-{n + 1:03d}")
    held_on = date(2025, 5, 3)
    people = 4
    kind = InspectionKind.SPECIAL

    @classmethod
    def _create(cls, model_class: type[Any], *args: Any, **values: Any) -> Any:
        if "enterprises" not in values:
            values["enterprises"] = [EnterpriseFactory()]
        return super()._create(model_class, *args, **values)


class HazardFactory(Stored):
    class Meta:
        model = Hazard

    number = factory.Sequence(lambda n: f"YH-{n + 1:03d}")
    inspection = factory.SubFactory(InspectionFactory)
    enterprise = factory.LazyAttribute(lambda made: made.inspection.enterprises[0])
    content = "消防通道堆放杂物"
    level = HazardLevel.ORDINARY
    due_on = date(2025, 5, 23)


class PowerCheckFactory(Stored):
    class Meta:
        model = PowerCheck

    number = factory.Sequence(lambda n: f"DL-{n + 1:03d}")
    held_on = date(2025, 3, 4)
    place = "供电台区"
    officers = 2
    hazards = 1


class InspectionPlanFactory(Stored):
    class Meta:
        model = InspectionPlan

    year = 2025
    item = factory.Sequence(lambda n: f"企业安全生产检查{n}")
    times = 4
    filed = "洪司备〔2025〕1号"


def examined() -> dict[str, Any]:
    """One of each, by the word of its part: a number, or an id."""
    hazard = HazardFactory()
    stream = BytesIO()
    Image.new("RGB", (8, 8), "red").save(stream, "PNG")
    photo = FileStorage(BytesIO(stream.getvalue()), "整改前.png")
    clerk = office()
    kept = uploads.attach(kind="hazard_before", key=hazard.number, file=photo, by=clerk)
    db.session.commit()
    return {
        "safety": hazard.inspection.number,
        "hazard": hazard.number,
        "power": PowerCheckFactory().number,
        "plan_id": InspectionPlanFactory().id,
        "attachment_id": kept.id,
    }
