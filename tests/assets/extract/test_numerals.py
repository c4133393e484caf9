"""Amounts are read as printed; dashes, blanks and words are told from them and from each other."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.extract.numerals import column_number, is_code, is_code_part, is_plain_integer, read_amount
from assets.extract.text import DASHES

AMOUNTS = st.decimals(min_value=0, max_value=10**12, places=2)
FULL_WIDTH = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


@given(AMOUNTS, st.booleans(), st.sampled_from(["", *DASHES.replace("_", "")]), st.booleans())
def test_reads_back_what_was_printed(amount: Decimal, separated: bool, sign: str, full_width: bool) -> None:
    printed = sign + (f"{amount:,.2f}" if separated else f"{amount:.2f}")
    if full_width:
        printed = printed.translate(FULL_WIDTH)
    reading = read_amount(printed)
    assert (reading.kind, reading.value, reading.decimals) == ("amount", -amount if sign else amount, 2)


@given(AMOUNTS, st.sampled_from([".", ","]), st.booleans())
def test_white_space_beside_a_point_or_comma_is_not_part_of_a_number(
    amount: Decimal, mark: str, before: bool
) -> None:
    printed = f" {amount:,.2f}\n".replace(mark, f"\n {mark}" if before else f"{mark}\n ")
    assert read_amount(printed).value == amount


@pytest.mark.parametrize("printed", ["100\n50", "100\n500.00", "100 50", "100 500", "12.50 13.50", "1 2.50"])
def test_numbers_apart_are_not_joined(printed: str) -> None:
    assert read_amount(printed).kind == "words"


def test_thousands_may_be_parted_by_blanks() -> None:
    assert read_amount("-1 066 123.51").value == Decimal("-1066123.51")


@pytest.mark.parametrize(
    ("printed", "value", "decimals"),
    [
        ("0", "0", 0),
        ("12.3456", "12.3456", 4),
        ("(5.00)", "-5.00", 2),
        ("（1,234.50）", "-1234.50", 2),
        ("¥3", "3", 0),
    ],
)
def test_reads_value_and_decimals(printed: str, value: str, decimals: int) -> None:
    reading = read_amount(printed)
    assert (reading.kind, reading.value, reading.decimals) == ("amount", Decimal(value), decimals)


@pytest.mark.parametrize("dash", [*DASHES, "——", "- -", "/", "无"])
def test_a_dash_is_no_amount_and_no_blank(dash: str) -> None:
    assert read_amount(dash).kind == "dash"
    assert read_amount(dash).value is None


@pytest.mark.parametrize("blank", ["", " ", "　", "\n"])
def test_white_space_is_blank(blank: str) -> None:
    assert read_amount(blank).kind == "blank"


@pytest.mark.parametrize(
    "words", ["合计", "基本支出", "9746.50一、一般公共服务支出", "1,23.00", "1.2.3", "12%", "1=2+3"]
)
def test_what_is_not_wholly_a_number_is_words(words: str) -> None:
    assert read_amount(words).kind == "words"


@pytest.mark.parametrize("printed", ["430203199001011234", "123456789012345.00", "0.123456789"])
def test_a_number_longer_than_any_amount_is_words(printed: str) -> None:
    assert read_amount(printed).kind == "words"


def test_fourteen_digits_are_an_amount() -> None:
    assert read_amount("99999999999999.99").value == Decimal("99999999999999.99")


def test_codes_parts_and_ordinals() -> None:
    assert [
        text for text in ("201", "20101", "2010101", "30201", "2010", "1", "20101012") if is_code(text)
    ] == [
        "201",
        "20101",
        "2010101",
        "30201",
    ]
    assert is_code_part("06") and not is_code_part("2010101")
    assert is_plain_integer("38") and not is_plain_integer("38.0") and not is_plain_integer("2010")


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("3", 3),
        ("（3）", 3),
        ("③", 3),
        ("1=2+3", 1),
        ("7＝1+3+3", 7),
        ("1=(2+3)", 1),
        ("3.00", None),
        ("2010101", None),
        ("栏次", None),
    ],
)
def test_column_numbers_may_say_what_they_sum_up(printed: str, number: int | None) -> None:
    assert column_number(printed) == number
