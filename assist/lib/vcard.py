"""A contact as a file that a phone puts into its address book (RFC 2426)."""

from __future__ import annotations


def card(name: str, phone: str, *, company: str = "", post: str = "") -> str:
    """A vCard 3.0, which every phone reads."""
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{_escaped(name)};;;;",
        f"FN:{_escaped(name)}",
        f"ORG:{_escaped(company)}" if company else "",
        f"TITLE:{_escaped(post)}" if post else "",
        f"TEL;TYPE=WORK,VOICE:{_escaped(phone)}",
        "END:VCARD",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines if line)


def _escaped(text: str) -> str:
    """Signs that would begin another part mean themselves, and a line stays one line."""
    for sign in "\\,;":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _folded(line: str) -> str:
    """No line is longer than 75 bytes; what goes on begins with a space."""
    parts: list[str] = []
    part = ""
    for character in line:
        if len((part + character).encode()) > (75 if not parts else 74):
            parts.append(part)
            part = ""
        part += character
    return "\r\n ".join([*parts, part])
