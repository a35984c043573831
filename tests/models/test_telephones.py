"""Telephone numbers as people write them, and what is none."""

import pytest

from models import telephones


@pytest.mark.parametrize(
    "text", ["", "13800001234", "0871-0000 1234", "+86 138 0000 1234", "(0871) 63330001", "12345", "95598、12345", "１３８００００１２３４"]
)
def test_can_be_rung(text):
    telephones.check(text)


@pytest.mark.parametrize(
    ("text", "message"), [("不是电话", "只能有数字"), ("13800001234 儿子", "只能有数字"), ("123", "至少要有 5 位"), ("+-()、", "至少要有 5 位")]
)
def test_cannot_be_rung(text, message):
    with pytest.raises(ValueError, match=message):
        telephones.check(text)
