"""The unified social credit code of an enterprise (GB 32100-2015)."""

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength

from assist.lib.text import code


def check_uscc(text: str) -> str:
    """Give the 18 characters in their one form, or say which of them cannot be right."""
    plain = code(text).replace("-", "")
    if not plain:
        raise ValueError("请填写统一社会信用代码")
    try:
        return uscc.validate(plain)
    except InvalidLength:
        raise ValueError(f"统一社会信用代码应为18位，现为{len(plain)}位") from None
    except InvalidFormat:
        raise ValueError(
            "统一社会信用代码含有不该出现的字符（前8位为数字，其余不用字母I、O、S、V、Z）"
        ) from None
    except InvalidChecksum:
        raise ValueError("统一社会信用代码的校验位不对，请逐位核对") from None
