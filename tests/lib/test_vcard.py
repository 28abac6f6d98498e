"""Contacts for the phone's address book."""

from __future__ import annotations

from assist.lib.vcard import card


def test_a_card_is_read_line_by_line() -> None:
    text = card("李四", "13612345678", company="甲,乙;公司", post="总经理")
    assert text.split("\r\n") == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:李四;;;;",
        "FN:李四",
        "ORG:甲\\,乙\\;公司",
        "TITLE:总经理",
        "TEL;TYPE=WORK,VOICE:13612345678",
        "END:VCARD",
        "",
    ]


def test_nothing_typed_begins_a_line_of_its_own() -> None:
    assert "\r\nTEL:110" not in card("李四\r\nTEL:110", "1")


def test_long_lines_are_folded_between_characters() -> None:
    text = card("名" * 60, "1")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert f"FN:{'名' * 60}" in text.replace("\r\n ", "")
