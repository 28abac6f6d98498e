"""Every form of every page, filled with what nobody should send: a clear word back, never a 500."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from bs4 import Tag
from flask import Flask

from assist.accounts.policy import Role
from tests.access import world_of
from tests.client import Browser, Page
from tests.test_access import ANSWERED, access_of, addresses, bare, expected, rules

#: One value for all fields at once; a field alone is also left with nothing but spaces in it, since
#: that is no value and yet something that was sent.
VALUES = ("甲\x00<b>'\"%_{{7*7}}😀\u202e", "长" * 20_001, "1e309", "-1", "2025-02-30")
SPACES = "   "
#: Forms that would end the walk: they sign out, or change by what one signs in.
LEFT_OUT = ("/logout", "/account/", "/login")
#: What a page says stands in one of these, as its HTML has them.
COMPLAINT = ("field-error", 'class="alert')
TYPED = ("text", "search", "number", "date", "tel", "email", "url", "month")
#: The row was withdrawn or merged on the way; twenty fields of that length are more than a form.
MOVED_ON = {404, 413}


class Sent(NamedTuple):
    """A form as a page holds it: where it goes, what it says untouched, what may be typed."""

    action: str
    fields: list[tuple[str, str]]
    typed: list[str]


def forms_of(page: Page, address: str) -> Iterator[Sent]:
    for form in page.soup.select("form[method=post]"):
        action = str(form.get("action") or address)
        if not action.startswith(LEFT_OUT):
            yield filled(form, action)


def filled(form: Tag, action: str) -> Sent:
    fields, typed = [], []
    for field in form.select("input[name], select[name], textarea[name]"):
        name, kind = str(field["name"]), str(field.get("type", "text"))
        if field.name == "select":
            chosen = field.select("option[selected]") or field.select("option")[:1]
            fields += [(name, str(option.get("value", option.get_text()))) for option in chosen]
        elif field.name == "textarea" or kind in TYPED:
            typed.append(name)
            fields.append((name, str(field.get("value") or field.get_text().strip())))
        elif kind == "hidden" or (kind in {"radio", "checkbox"} and field.has_attr("checked")):
            fields.append((name, str(field.get("value", "on"))))
    return Sent(action, fields, list(dict.fromkeys(typed)))


def said(sent: Sent) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What is sent instead, and how it is called where it goes wrong."""
    for value in VALUES:
        yield repr(value[:9]), [(n, value if n in sent.typed else v) for n, v in sent.fields]
    for name in sent.typed:
        yield f"{name} left blank", [(n, SPACES if n == name else v) for n, v in sent.fields]


def every_form(app: Flask, browser: Browser, world: Any) -> dict[Any, Sent]:
    found: dict[Any, Sent] = {}
    for rule in rules(app, "GET"):
        access = access_of(app, rule.endpoint)
        for whose, address, everybody in addresses(app, rule, world):
            if whose != "own" or 200 not in expected(access, world.me, whose, everybody):
                continue
            answer = bare(browser, "GET", address)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                for sent in forms_of(Page(answer), address):
                    found.setdefault((rule.endpoint, sent.action, tuple(sent.typed)), sent)
    return {(sent.action, tuple(sent.typed)): sent for sent in found.values() if sent.typed}


def ends(sent: Sent) -> bool:
    """Whether the row is gone afterwards, and its page then says that and no more."""
    return sent.action.endswith(("/void", "/withdraw", "/end", "/merge"))


@pytest.mark.parametrize("role", [Role.CADRE, Role.HANDLER, Role.OFFICE, Role.ADMIN])
def test_no_form_breaks_on_what_is_typed(app: Flask, role: Role, browser_as: Any) -> None:
    world = world_of(role)
    browser = browser_as(world.me)
    wrong = []
    forms = every_form(app, browser, world)
    assert forms

    for sent in sorted(forms.values(), key=ends):
        for what, fields in said(sent):
            data: dict[str, list[str]] = {}
            for name, value in fields:
                data.setdefault(name, []).append(value)
            answer = bare(browser, "POST", sent.action, data)
            where = f"{sent.action} with {what}: {answer.status_code}"
            if answer.status_code not in ANSWERED | MOVED_ON:
                wrong.append(where)
            if answer.status_code == 422 and not any(one in answer.text for one in COMPLAINT):
                wrong.append(f"{where} without a word")
            if answer.status_code == 303 and ends(sent):
                break

    assert wrong == []
