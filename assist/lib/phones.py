"""Phone numbers as they are given in China."""

import re

from assist.lib.text import clean, half_width

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})([2-9][0-9]{6,7})(?:[-转]([0-9]{1,6}))?")


def check_phone(text: str) -> str:
    """Bring a number to one form (13812341234, 0745-7623456) or say why it is none."""
    plain = re.sub(r"[\s()]", "", half_width(clean(text))).replace("—", "-").replace("–", "-")
    plain = re.sub(r"^\+?86-?(?=1[3-9]|0)", "", plain)
    if not plain:
        raise ValueError("请填写电话号码")
    if re.search(r"[^0-9转-]", plain):
        raise ValueError("电话号码只能含数字和连接号")
    joined = plain.replace("-", "")
    if _MOBILE.fullmatch(joined):
        return joined
    landline = _LANDLINE.fullmatch(re.sub(r"^(0[0-9]{2,3})-", r"\1", plain))
    if landline is not None:
        area, local, extension = landline.groups()
        return f"{area}-{local}" + (f"-{extension}" if extension else "")
    if joined.startswith("1"):
        if len(joined) != 11:
            raise ValueError(f"手机号码应为11位，现为{len(joined)}位")
        raise ValueError("手机号码的号段不存在")
    raise ValueError("座机号码应含区号，例如0745-7623456")
