"""Files are judged and drawn anew before anything is locked for them."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from assist.db import db, writing
from assist.web import uploads
from tests.arrears.factories import DebtFactory
from tests.cadres.factories import UnitFactory, cadre, handler, office
from tests.enterprises.factories import paired
from tests.problems.factories import handling
from tests.visits.factories import VisitFactory


def photo(width: int = 600) -> BytesIO:
    target = BytesIO()
    Image.new("RGB", (width, 400), "teal").save(target, "JPEG")
    target.seek(0)
    return target


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For every picture that is opened, whether the request was writing then."""
    found: list[bool] = []
    real = Image.open

    def noted(*args: Any, **options: Any) -> Any:
        found.append(writing.get())
        return real(*args, **options)

    monkeypatch.setattr(Image, "open", noted)
    return found


def test_a_picture_is_made_smaller_before_the_transaction(
    browser_as: Any, opened: list[bool]
) -> None:
    unit, me = UnitFactory(), cadre()
    problem, debt = handling(unit), DebtFactory()
    visit = VisitFactory(enterprise=paired(me), people=[me], held_on=date(2025, 12, 30))
    worker, chief = browser_as(handler(unit=unit)), browser_as(office())
    about = f"/problems/{problem.number}"
    worker.post(f"{about}/measure", {"words": "去了。", "files": (photo(), "a.jpg")})
    step = worker.get(about).one("[name=step] option[value]:not([value=''])")["value"]
    worker.post(f"{about}/files", {"step": step, "files": (photo(610), "b.jpg")})
    chief.post(f"/arrears/{debt.number}/files", {"file": (photo(620), "c.jpg")})
    browser_as(me).post(f"/visits/{visit.number}/photos", {"photo": (photo(630), "d.jpg")})
    assert len(uploads.listed("debt", debt.number)) == 1
    assert len(uploads.listed("visit", visit.number)) == 1
    assert len(opened) == 8  # each is drawn anew and made small, and not once more
    assert not any(opened)


def test_what_is_no_picture_is_said_beside_its_field(browser_as: Any, opened: list[bool]) -> None:
    unit = UnitFactory()
    problem = handling(unit)
    sent = {"words": "去了。", "files": (BytesIO(b"\xff\xd8\xff broken"), "x.jpg")}
    page = browser_as(handler(unit=unit)).post(
        f"/problems/{problem.number}/measure", sent, status=422
    )
    assert "图片无法识别或已损坏" in page.errors[0]
    assert opened == [False]
    db.session.expire_all()
    assert problem.steps == []
