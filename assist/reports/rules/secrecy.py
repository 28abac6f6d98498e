"""保密审查: what a text may hold that must not be published; pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from stdnum.cn import ric

from assist.lib.text import half_width, mask_phones_in

_IDENTITY = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9Xx])")
_LANDLINE = re.compile(r"(?<![0-9])0[0-9]{2,3}[-—][2-9][0-9]{6,7}(?![0-9])")
#: 《中华人民共和国保守国家秘密法》 may be named.
_LAW = re.compile("《[^《》]*(?:法|条例|规定|办法)》")
_MOBILE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")


def numbers(text: str) -> list[str]:
    """Numbers of phones and identity cards, most of their digits hidden."""
    plain = half_width(text)
    cards = [found for found in _IDENTITY.findall(plain) if ric.is_valid(found.upper())]
    phones = _MOBILE.findall(re.sub(r"(?<=[0-9])[- ](?=[0-9]{4})", "", plain))
    found = [f"身份证号{card[:6]}********{card[-4:]}" for card in cards]
    found += [f"手机号码{mask_phones_in(phone)}" for phone in phones]
    found += [f"电话号码{phone[:-4]}****" for phone in _LANDLINE.findall(plain)]
    return list(dict.fromkeys(found))


def words(text: str, listed: Collection[str]) -> list[str]:
    """The listed words that stand in the text, in the order of the list; laws may be named."""
    plain = _LAW.sub("", text)
    return [word for word in listed if word and word in plain]


def found(text: str, listed: Collection[str]) -> list[str]:
    """Everything that somebody has to look at before the text goes out."""
    return numbers(text) + [f"“{word}”" for word in words(text, listed)]
