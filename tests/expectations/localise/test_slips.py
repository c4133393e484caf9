"""Slips that turn one number into another, both with two decimals."""

import pytest

from expectations.localise.slips import list_slips


def kinds(printed: str, due: str) -> set[str]:
    digits = "".join(filter(str.isdigit, printed))
    hundredths = [round(float(text or 0) * 100) for text in (printed, due)]
    return {slip.kind for slip in list_slips(hundredths[0], hundredths[1], digits, 2)}


@pytest.mark.parametrize(
    ("printed", "due", "kind"),
    [
        ("25.39", "25.93", "transposed_digits"),
        ("1066.51", "10661.51", "dropped_digit"),
        ("123.4", "123.45", "dropped_digit"),
        ("11234.50", "1234.50", "doubled_digit"),
        ("46.70", "46.40", "changed_digit"),
        ("-357.71", "357.71", "sign_flip"),
        ("0.00", "46.40", "zero"),
        ("", "46.40", "zero"),
        ("4.64", "46.40", "decimal_point"),
        ("7.86", "78.63", "decimal_point"),
        ("4640.00", "46.40", "decimal_point"),
        ("464000.00", "46.40", "wrong_unit"),
        ("0.30", "2961.68", "wrong_unit"),
        ("129.00", "130.00", "carry"),
    ],
)
def test_a_slip_is_told(printed: str, due: str, kind: str) -> None:
    assert kind in kinds(printed, due)


@pytest.mark.parametrize(("printed", "due"), [("46.40", "46.40"), ("46.40", "81.17"), ("-46.40", "81.17")])
def test_numbers_that_no_slip_joins(printed: str, due: str) -> None:
    assert kinds(printed, due) == set()
