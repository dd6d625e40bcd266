"""The grid of readings: every combination once, in order, the same in one process as in several."""

import os

import pandas as pd
import pytest

from lib.studies import grid

ENOUGH_FOR_TWO = 20  # fewer than 16 specifications run in one process


def evaluate(specification: dict) -> dict:
    """Fails in two ways that are recorded and, for ``worse``, in one that is not."""
    number = specification["number"]
    if specification.get("worse"):
        raise KeyError("a mistake in the code")
    if number % 5 == 3:
        raise ValueError(f"number {number} is refused")
    return {"inverse": 1 / number, "square": number**2}


def process(specification: dict) -> dict:
    return {"process": os.getpid()}


def numbers(count: int = ENOUGH_FOR_TWO) -> list[dict]:
    return [{"number": number} for number in reversed(range(count))]


def test_combinations_run_through_the_last_choice_first():
    found = grid.combinations({"a": ("x", "y"), "b": (1, 2, 3)})
    assert [tuple(one.values()) for one in found] == [
        ("x", 1), ("x", 2), ("x", 3), ("y", 1), ("y", 2), ("y", 3),
    ]  # fmt: skip
    assert all(list(one) == ["a", "b"] for one in found)


def test_levels_may_be_the_keys_of_a_mapping():
    assert len(grid.combinations({"a": {"x": 1, "y": 2}, "b": ["z"]})) == 2


@pytest.mark.parametrize("planted", [(), ("x", "x"), ("x", "y", "x")])
def test_choice_without_level_or_with_a_level_twice_is_named(planted):
    with pytest.raises(ValueError, match="choice 'b' has no level, or a level twice"):
        grid.combinations({"a": (1, 2), "b": planted})


def test_one_row_a_specification_in_the_order_given():
    table = grid.run(evaluate, numbers(), processes=1)
    assert table["number"].tolist() == list(reversed(range(ENOUGH_FOR_TWO)))
    worked = table[table["failed"] == ""]
    assert worked["square"].tolist() == [number**2 for number in worked["number"]]
    assert sorted(worked["number"]) == [n for n in range(ENOUGH_FOR_TWO) if n and n % 5 != 3]


def test_failures_are_recorded_as_text_and_nothing_is_lost():
    table = grid.run(evaluate, numbers(), processes=1).set_index("number")
    assert table.loc[3, "failed"] == "ValueError: number 3 is refused"
    assert table.loc[0, "failed"] == "ZeroDivisionError: division by zero"
    failed = table["failed"] != ""
    assert failed.sum() == 5
    assert (table["inverse"].isna() == failed).all()


def test_table_is_the_same_with_two_processes():
    specifications = numbers()
    one, two = (grid.run(evaluate, specifications, processes=count) for count in (1, 2))
    pd.testing.assert_frame_equal(one, two, check_exact=True)


def test_two_processes_are_two_processes_and_not_this_one():
    apart = grid.run(process, numbers(), processes=2)["process"]
    assert os.getpid() not in set(apart)
    assert set(grid.run(process, numbers(), processes=1)["process"]) == {os.getpid()}


@pytest.mark.parametrize("processes", [1, 2])
def test_mistakes_in_the_code_are_not_recorded_but_raised(processes):
    specifications = [one | {"worse": True} for one in numbers()]
    with pytest.raises(KeyError, match="a mistake in the code"):
        grid.run(evaluate, specifications, processes=processes)


def test_column_of_failures_is_there_when_nothing_fails():
    assert grid.run(evaluate, [{"number": 1}, {"number": 2}])["failed"].tolist() == ["", ""]
