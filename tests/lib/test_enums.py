import copy
import json
import pickle

import pytest

from assist.lib.enums import Labelled


class Way(Labelled):
    substantive: bool

    def __init__(self, _code: str, _label: str, substantive: bool) -> None:
        self.substantive = substantive

    TRANSFER = "transfer", "转账", True
    GOODS = "goods", "以物抵债", False


def test_member_is_its_code_and_carries_its_label():
    assert Way.TRANSFER == "transfer"
    assert Way("goods") is Way.GOODS
    assert f"{Way.GOODS}" == str(Way.GOODS) == "goods"
    assert [way.label for way in Way] == ["转账", "以物抵债"]
    assert [way.substantive for way in Way] == [True, False]


def test_choices_are_pairs_in_the_order_written():
    assert Way.choices() == [("transfer", "转账"), ("goods", "以物抵债")]


def test_from_label_finds_the_member_and_ignores_blanks_around():
    assert Way.from_label(" 转账\n") is Way.TRANSFER


@pytest.mark.parametrize("text", ["transfer", "", "转帐"])
def test_from_label_names_what_may_stand_there(text):
    with pytest.raises(ValueError, match="可填：转账、以物抵债"):
        Way.from_label(text)


def test_member_survives_pickling_copying_and_json():
    assert pickle.loads(pickle.dumps(Way.GOODS)) is Way.GOODS  # noqa: S301 - our own bytes
    assert copy.deepcopy(Way.GOODS) is Way.GOODS
    assert json.dumps([Way.GOODS]) == '["goods"]'
