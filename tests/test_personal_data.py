"""No page and no export shows a phone number in full; security.md, "personal data"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from assist.accounts.policy import Role
from assist.cadres.models import Cadre
from assist.db import db
from assist.enterprises.models import Contact
from assist.web.access import Permission
from assist.web.uploads import DOCX, XLSX
from tests.access import World, world_of
from tests.test_access import access_of, addresses, bare, rules

#: Eleven digits alone, as a telephone has them; not part of a hash or of a credit code.
#: Not behind a decimal point: a workbook holds a moment as a number of days, and from three in the
#: morning to five their fraction begins as a phone does.
FULL = re.compile(r"(?<![0-9A-Za-z])(?<![0-9][.])1[3-9][0-9]{9}(?![0-9A-Za-z])")
#: The exports that may: they ask for the right and the password again, and are logged. The click on
#: an enterprise's page and the call from the leaders' are no GET.
IN_FULL = ("/exchange/export?full=1", "/enterprises?format=xlsx&phones=full")
#: What the workbook's template gives as examples is nobody's.
NOBODYS = {"13600000000", "13800000000"}


def texts(response: TestResponse) -> Iterator[str]:
    """Every text of an answer: a page, the parts of a workbook or document, the headers."""
    content, mime = response.get_data(), response.mimetype
    if mime in (XLSX, DOCX):
        with ZipFile(BytesIO(content)) as package:
            for name in package.namelist():
                if name.endswith(".xml"):
                    yield re.sub(r"<[^>]+>", " ", package.read(name).decode())
    elif mime.startswith("text/") or mime == "application/json":
        yield content.decode()
    yield from (value for _name, value in response.headers)


def everything(app: Flask, world: World) -> Iterator[str]:
    """Every address that the person may read, and each list's export."""
    for rule in rules(app, "GET"):
        if not access_of(app, rule.endpoint).admits(world.me):
            continue
        for whose, address, _ in addresses(app, rule, world):
            if whose == "own":
                yield address


def exports_in(page: str) -> set[str]:
    """The links of a page that give a workbook."""
    links = re.findall(r'href="(/[^"#]*format=xlsx[^"#]*)"', page)
    return {link.replace("&amp;", "&") for link in links} - set(IN_FULL)


def shown_in_full(response: TestResponse, known: set[str]) -> set[str]:
    found = set()
    for text in texts(response):
        found |= set(FULL.findall(text)) | {number for number in known if number in text}
    return found - NOBODYS


def phones(world: World) -> set[str]:
    """Everybody's, each another one."""
    for place, person in enumerate(db.session.scalars(select(Cadre)).unique(), 1):
        person.phone = f"139{place:08d}"
    for place, contact in enumerate(db.session.scalars(select(Contact)), 1):
        contact.phone = f"136{place:08d}"
    db.session.commit()
    people = db.session.scalars(select(Cadre.phone))
    return {*people, *db.session.scalars(select(Contact.phone))}


@pytest.mark.parametrize("role", list(Role))
def test_no_page_and_no_export_shows_a_number_in_full(
    app: Flask, role: Role, browser_as: Any
) -> None:
    world = world_of(role)
    known = phones(world)
    browser = browser_as(world.me)
    wrong, exports, read, masked = {}, set(), 0, 0
    waiting = list(everything(app, world))
    while waiting:
        address = waiting.pop()
        response = bare(browser, "GET", address)
        if response.status_code != 200:
            continue
        read += 1
        masked += sum(len(re.findall(r"1[3-9]\d\*{4}\d{4}", text)) for text in texts(response))
        if found := shown_in_full(response, known):
            wrong[address] = found
        if response.mimetype == "text/html":
            fresh = exports_in(response.get_data(as_text=True)) - exports
            exports |= fresh
            waiting += fresh
    assert wrong == {}
    assert read > 8
    if world.me.may(Permission.ENTERPRISE_READ):
        assert exports
        assert masked  # they are there, and hidden


@pytest.mark.parametrize("address", IN_FULL)
def test_the_numbers_are_found_where_they_may_be(app: Flask, browser_as: Any, address: str) -> None:
    """What is asked for with the password again shows them: the search above would see them."""
    world = world_of(Role.OFFICE)
    known = phones(world)
    browser = browser_as(world.me)
    seen = shown_in_full(bare(browser, "GET", address), known)
    assert set(db.session.scalars(select(Contact.phone))) <= seen
