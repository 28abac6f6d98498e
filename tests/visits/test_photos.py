"""Photos of a visit: stored once each, drawn anew, kindly refused."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from assist.web import uploads
from tests.cadres.factories import cadre, leader, office
from tests.enterprises.factories import paired
from tests.visits.factories import VisitFactory

ORIENTATION, GPS, DAY = 0x0112, 0x8825, date(2025, 12, 30)


def jpeg(width: int = 60, height: int = 40, tell: bool = False) -> bytes:
    """A photo; one that tells has its place in it and lies on its side."""
    image, exif = Image.new("RGB", (width, height), "green"), Image.Exif()
    if tell:
        exif[ORIENTATION] = 6
        exif.get_ifd(GPS)[1] = "N"
        exif.get_ifd(GPS)[2] = (27.1, 0.0, 0.0)
    stream = BytesIO()
    image.save(stream, "JPEG", exif=exif)
    return stream.getvalue()


def visited(me: Any) -> Any:
    return VisitFactory(enterprise=paired(me), people=[me], created_by_id=me.id, held_on=DAY)


def send(browser: Any, visit: Any, content: bytes, status: int = 303, **more: Any) -> Any:
    name, headers = more.pop("name", "现场.jpg"), more.pop("headers", {})
    return browser.post(
        f"/visits/{visit.number}/photos",
        {"photo": (BytesIO(content), name)} | more,
        status=status,
        headers=headers,
        content_type="multipart/form-data",
    )


def stored(visit: Any) -> Any:
    return uploads.listed("visit", visit.number)


def test_place_and_camera_are_gone_and_the_photo_stands_upright(browser_as: Any) -> None:
    me = cadre()
    visit, browser = visited(me), browser_as(me)
    send(browser, visit, jpeg(tell=True))
    (row,) = stored(visit)
    page = browser.get(f"/visits/{visit.number}")
    assert page.one(".photo-grid img")["src"].endswith(f"/photos/{row.id}/small")
    kept = browser.get(f"/visits/{visit.number}/photos/{row.id}").response.get_data()
    image = Image.open(BytesIO(kept))
    assert dict(image.getexif()) == {}
    assert image.size == (40, 60)
    assert b"GPS" not in kept


def test_the_same_id_stores_one_however_often_it_is_sent(browser_as: Any) -> None:
    me = cadre()
    visit, browser = visited(me), browser_as(me)
    for _ in range(3):
        send(browser, visit, jpeg(), client_id="p-1", headers={"HX-Request": "true"}, status=200)
    send(browser, visit, jpeg(), client_id="p-2", headers={"HX-Request": "true"}, status=200)
    assert len(stored(visit)) == 2


@pytest.mark.parametrize(
    "content, name, words",
    [
        (b"", "空.jpg", "“空.jpg”是空的"),
        (b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "IMG_1.HEIC", "“IMG_1.HEIC”是HEIC格式"),
        (b"%PDF-1.7\n%%EOF\n", "合同.pdf", "“合同.pdf”不是照片"),
        (b"\xff\xd8\xff" + b"\x00" * 40, "坏.jpg", "“坏.jpg”没有上传：图片无法识别或已损坏"),
    ],
    ids=["empty", "heic", "pdf", "broken"],
)
def test_what_is_no_photo_is_refused_by_name(
    browser_as: Any, content: bytes, name: str, words: str
) -> None:
    me = cadre()
    visit, browser = visited(me), browser_as(me)
    answer = send(browser, visit, content, 422, name=name, headers={"HX-Request": "true"})
    assert words in answer.said
    send(browser, visit, content, name=name)
    assert words in browser.get(f"/visits/{visit.number}").said
    assert not stored(visit)


def test_no_more_than_six(browser_as: Any) -> None:
    me = cadre()
    visit, browser = visited(me), browser_as(me)
    for number in range(6):
        send(browser, visit, jpeg(width=50 + number))
    send(browser, visit, jpeg(), 409)
    assert len(stored(visit)) == 6
    assert not browser.get(f"/visits/{visit.number}").all(".photo-form")


def test_only_who_may_amend_adds_and_withdraws(browser_as: Any) -> None:
    me = cadre()
    visit = visited(me)
    send(browser_as(me), visit, jpeg())
    (row,) = stored(visit)
    path = f"/visits/{visit.number}/photos"
    send(browser_as(leader()), visit, jpeg(), 409)
    send(browser_as(cadre()), visit, jpeg(), 404)
    browser_as(cadre()).get(f"{path}/{row.id}/small", status=404)
    browser_as(leader()).get(f"{path}/{row.id}/small")
    browser_as(office()).post(f"{path}/{row.id}/withdraw")
    assert not stored(visit)
    browser_as(me).get(f"{path}/{row.id}", status=404)
