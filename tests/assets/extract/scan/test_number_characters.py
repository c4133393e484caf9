"""What is taken for a number's characters."""

import pytest

from assets.extract.scan.number_characters import is_number_like, with_point


@pytest.mark.parametrize(
    "text", ["0.00", "O.OO", "1，066。51", "（53.18）", "S123.50", "—", "l2.5", "2013101"]
)
def test_numbers_and_what_is_taken_for_them(text: str) -> None:
    assert is_number_like(text)


@pytest.mark.parametrize("text", ["", " ", "S", "B5", "合计", "12月", "1=2+3", "3a"])
def test_other_texts(text: str) -> None:
    assert not is_number_like(text)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("0,00", "0.00"),
        ("1,066,51", "1,066.51"),
        ("1,066", "1,066"),
        ("2,467.90", "2,467.90"),
        ("-5,7", "-5.7"),
    ],
)
def test_a_comma_before_two_digits_is_a_point(read: str, meant: str) -> None:
    assert with_point(read) == meant
