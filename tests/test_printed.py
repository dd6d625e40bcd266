"""Printed strings as intervals: every way of rounding is covered, nothing else is read."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.printed import number, parse
from lib.verdicts import scale
from lib.verdicts.judge import judge


@pytest.mark.parametrize(
    ("text", "unit", "comparator", "low", "high", "place"),
    [
        ("0.123", "", "", "0.1225", "0.1235", "0.001"),
        ("0.120", "", "", "0.1195", "0.1205", "0.001"),
        (".12", "", "", "0.115", "0.125", "0.01"),
        ("−2.1", "", "", "-2.15", "-2.05", "0.1"),
        ("－2．1", "", "", "-2.15", "-2.05", "0.1"),
        ("1,234", "", "", "1233.5", "1234.5", "1"),
        ("1,234,567.8", "", "", "1234567.75", "1234567.85", "0.1"),
        ("(0.04)", "", "", "0.035", "0.045", "0.01"),
        ("[−0.04]", "", "", "-0.045", "-0.035", "0.01"),
        ("48.25%", "", "", "0.48245", "0.48255", "0.0001"),
        ("48.25", "%", "", "0.48245", "0.48255", "0.0001"),
        ("48.25", "100 million US$", "", "48.245", "48.255", "0.01"),
        ("1.2e-05", "", "", "0.0000115", "0.0000125", "0.000001"),
        ("60", "", "about", "55", "65", "10"),
        ("60", "%", "about", "0.55", "0.65", "0.1"),
        ("0.5", "", "about", "0.45", "0.55", "0.1"),
        ("76", "", "more than", "76", "77", "1"),
        ("0.000", "", "", "-0.0005", "0.0005", "0.001"),
    ],
)
def test_string_becomes_interval(text, unit, comparator, low, high, place):
    printed = parse(text, unit=unit, comparator=comparator)
    assert (printed.low, printed.high, printed.unit) == (Decimal(low), Decimal(high), Decimal(place))


@pytest.mark.parametrize("text", ["", "-", "0.12**", "1 234", "12,34", "1.2.3", "n.a.", "e5", "0.1-0.2", "%"])
def test_what_is_not_one_number_is_refused(text):
    with pytest.raises(ValueError, match="not one printed number"):
        parse(text)


def test_unknown_comparator_is_refused():
    with pytest.raises(ValueError, match="comparator 'at most'"):
        parse("1", comparator="at most")


EXACT_NUMBERS = st.integers(-(10**11), 10**11).map(lambda n: Decimal(n).scaleb(-7))
PLACES = st.integers(0, 4)


@given(x=EXACT_NUMBERS, places=PLACES, rounding=st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]))
def test_interval_contains_every_number_that_rounds_to_the_string(x, places, rounding):
    text = str(x.quantize(Decimal(1).scaleb(-places), rounding=rounding))
    assert x in parse(text)
    assert judge(parse(text), float(x)) == scale.EXACT


@given(x=EXACT_NUMBERS, places=PLACES)
def test_truncated_number_is_at_most_one_unit_off(x, places):
    printed = parse(str(x.quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN)))
    assert abs(x - printed.value) < printed.unit
    assert judge(printed, float(x)) in (scale.EXACT, scale.LAST_DIGIT)


@given(x=EXACT_NUMBERS, places=PLACES, steps=st.integers(2, 1000))
def test_numbers_that_round_to_another_string_are_outside(x, places, steps):
    place = Decimal(1).scaleb(-places)
    printed = parse(str(x.quantize(place)))
    assert x + steps * place not in printed
    assert x - steps * place not in printed


@given(x=EXACT_NUMBERS, places=PLACES)
def test_percent_is_a_hundredth(x, places):
    text = str(x.quantize(Decimal(1).scaleb(-places)))
    plain, percent = parse(text), parse(text + "%")
    assert (percent.low * 100, percent.high * 100, percent.unit * 100) == (plain.low, plain.high, plain.unit)
    assert percent == parse(text, unit="%")


def test_binary_noise_decides_nothing():
    assert number(0.1 + 0.2) == Decimal("0.3")
    assert judge(parse("0.3"), 0.25) == scale.EXACT
    assert judge(parse("0.35"), 0.1 * 3 + 0.045) == scale.EXACT  # 0.34499999999999997 in binary
    assert judge(parse("0.35"), 0.3449999) == scale.LAST_DIGIT
