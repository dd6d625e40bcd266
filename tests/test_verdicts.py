"""Printed against computed: planted errors are found, consistent tables are silent, nothing gets lost."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.printed import parse
from lib.published import CELL_COLUMNS, NUMBER_COLUMNS
from lib.results import TIDY
from lib.verdicts import compare, scale, unmatched
from lib.verdicts.cells import NOT_FOUND_YET
from lib.verdicts.judge import judge

# One table: (panel, column, term, statistic, printed, stars, our value, our p).
TABLE = [
    ("", "flow", "ln_gdp", "coef", "0.812", "***", 0.81234, 0.0001),
    ("", "flow", "ln_distance", "coef", "-1.204", "**", -1.20391, 0.021),
    ("", "flow", "road", "coef", "0.041", "", 0.04099, 0.61),
    ("", "stock", "ln_gdp", "coef", "1.350", "***", 1.34951, 0.0002),
    ("", "stock", "ln_distance", "coef", "-0.377", "*", -0.37745, 0.083),
    ("", "stock", "road", "coef", "−0.120", "", -0.12031, 0.44),
    ("", "flow", "", "n", "288", "", 288.0, None),
    ("", "stock", "", "n", "276", "", 276.0, None),
    ("SGP", "flow", "", "mean_efficiency", "0.671", "", 0.67128, None),
    ("BRN", "flow", "", "mean_efficiency", "0.010", "", 0.01021, None),
    ("all", "flow", "", "share", "48.25%", "", 0.482501, None),
]
KEYS = ("panel", "column", "term", "statistic")


@pytest.fixture
def printed() -> pd.DataFrame:
    rows = [
        dict.fromkeys(NUMBER_COLUMNS, "")
        | dict(zip(KEYS, row[:4], strict=True))
        | {"exhibit": "table_9", "printed": row[4], "stars": row[5]}
        for row in TABLE
    ]
    return pd.DataFrame(rows, columns=NUMBER_COLUMNS)


@pytest.fixture
def ours() -> pd.DataFrame:
    return tidy(
        [(*row[:4], row[6]) for row in TABLE]
        + [(*row[:3], "p", row[7]) for row in TABLE if row[7] is not None]
        + [(*row[:3], "se", 0.1) for row in TABLE if row[7] is not None]
    )


def tidy(rows, track="public", exhibit="table_9") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[*KEYS, "value"])
    return frame.assign(paper="planted", exhibit=exhibit, track=track)[TIDY]


def at(frame: pd.DataFrame, column: str, term: str, statistic: str = "coef", panel: str = "") -> pd.Series:
    keys = {"panel": panel, "column": column, "term": term, "statistic": statistic}
    return (frame[list(keys)] == pd.Series(keys)).all(axis=1)


def found(printed, ours) -> dict[str, str]:
    """Ids of the cells that are not exact, without the exhibit's name."""
    frame = compare(printed, ours)
    frame = frame[frame["verdict"] != scale.EXACT]
    return dict(zip(frame["id"].str.removeprefix("table_9/"), frame["verdict"], strict=True))


def test_consistent_table_is_silent(printed, ours):
    assert found(printed, ours) == {}
    assert compare(printed, ours)["counted"].all()
    assert unmatched(printed, ours).empty


def test_planted_sign_flip(printed, ours):
    ours.loc[at(ours, "flow", "ln_distance"), "value"] *= -1
    assert found(printed, ours) == {"/flow/ln_distance/coef": "sign"}


def test_planted_lost_digit(printed, ours):
    printed.loc[at(printed, "stock", "ln_gdp"), "printed"] = "1.30"
    assert found(printed, ours) == {"/stock/ln_gdp/coef": "close"}
    printed.loc[at(printed, "stock", "ln_gdp"), "printed"] = "1.0"
    assert found(printed, ours) == {"/stock/ln_gdp/coef": "different"}


def test_planted_last_digit(printed, ours):
    printed.loc[at(printed, "flow", "ln_gdp"), "printed"] = "0.813"
    assert found(printed, ours) == {"/flow/ln_gdp/coef": "last digit"}


@pytest.mark.parametrize(("stars", "verdict"), [("***", "significance"), ("", "significance")])
def test_planted_star(printed, ours, stars, verdict):
    printed.loc[at(printed, "flow", "ln_distance"), "stars"] = stars
    assert found(printed, ours) == {"/flow/ln_distance/coef": verdict}


def test_star_on_what_is_not_significant(printed, ours):
    printed.loc[at(printed, "flow", "road"), "stars"] = "*"
    assert found(printed, ours) == {"/flow/road/coef": "significance"}


def test_star_too_few_is_shown_and_rules_out_close(printed, ours):
    printed.loc[at(printed, "flow", "ln_gdp"), "stars"] = "*"
    frame = compare(printed, ours)
    assert frame.loc[at(frame, "flow", "ln_gdp"), ["stars", "stars_ours"]].iloc[0].tolist() == ["*", "***"]
    printed.loc[at(printed, "flow", "ln_gdp"), "printed"] = "0.830"
    assert found(printed, ours) == {"/flow/ln_gdp/coef": "different"}


def test_planted_swapped_columns(printed, ours):
    swap = {"flow": "stock", "stock": "flow"}
    printed["column"] = printed["column"].where(printed["statistic"] != "coef", printed["column"].map(swap))
    assert found(printed, ours) == {
        "/stock/ln_gdp/coef": "different",
        "/flow/ln_gdp/coef": "different",
        "/stock/ln_distance/coef": "significance",
        "/flow/ln_distance/coef": "different",
        "/stock/road/coef": "sign",
        "/flow/road/coef": "sign",
    }


def test_planted_wrong_number_of_observations(printed, ours):
    printed.loc[at(printed, "flow", "", "n"), "printed"] = "287"
    printed.loc[at(printed, "stock", "", "n"), "printed"] = "267"
    assert found(printed, ours) == {"/flow//n": "last digit", "/stock//n": "close"}


def test_planted_swapped_hosts(printed, ours):
    printed["panel"] = printed["panel"].replace({"SGP": "BRN", "BRN": "SGP"})
    assert found(printed, ours) == {
        "BRN/flow//mean_efficiency": "different",
        "SGP/flow//mean_efficiency": "different",
    }


@pytest.mark.parametrize("factor", [10, 0.1, 100, 0.01])
def test_planted_unit(printed, ours, factor):
    ours.loc[at(ours, "flow", "", "share", "all"), "value"] *= factor
    assert found(printed, ours) == {"all/flow//share": "different"}


def test_dropped_row_is_named(printed, ours):
    frame = compare(printed, ours[~at(ours, "stock", "ln_gdp")])
    lost = frame[frame["verdict"] == "cannot compare"]
    assert lost["id"].tolist() == ["table_9//stock/ln_gdp/coef"]
    assert lost["reason"].tolist() == ["no computed value table_9//stock/ln_gdp/coef"]
    assert lost["cause"].tolist() == [NOT_FOUND_YET]
    assert not lost["counted"].any()


def test_missing_exhibit_and_missing_value_are_named(printed, ours):
    ours.loc[at(ours, "flow", "road"), "value"] = float("nan")
    frame = compare(printed, ours)
    assert "does not exist (NaN)" in frame.loc[at(frame, "flow", "road"), "reason"].iloc[0]
    nothing = compare(printed, ours.assign(exhibit="table_8"))
    assert set(nothing["reason"]) == {"exhibit table_9 has no results"}
    assert set(nothing["verdict"]) == {"not yet computed"}
    assert set(compare(printed, ours.iloc[:0])["reason"]) == {"no chapter of the paper has results"}


def test_computed_row_nobody_printed_is_listed(printed, ours):
    extra = tidy([("", "flow", "ln_gpd", "coef", 0.8), ("", "flow", "ln_gpd", "se", 0.1)])
    left = unmatched(printed, pd.concat([ours, extra]))
    assert left["term"].tolist() == ["ln_gpd", "ln_gpd"]
    other = tidy([("", "flow", "x", "coef", 0.8)], exhibit="our_own_figure")
    assert unmatched(printed, pd.concat([ours, other])).empty


def test_unprinted_cell_says_so_and_absorbs_its_rows(printed, ours):
    blank = dict.fromkeys(NUMBER_COLUMNS, "") | {
        "exhibit": "table_9",
        "column": "flow",
        "panel": "*",
        "statistic": "mean_efficiency",
        "note": "not printed: a picture",
    }
    record = pd.concat([printed, pd.DataFrame([blank])], ignore_index=True)
    rows = pd.concat([ours, tidy([("IDN", "flow", "", "mean_efficiency", 0.4)])], ignore_index=True)
    frame = compare(record, rows)
    assert frame.iloc[-1][["verdict", "reason", "cause"]].tolist() == [
        "cannot compare",
        "not printed: a picture",
        "",
    ]
    assert unmatched(record, rows).empty
    assert len(unmatched(printed, rows)) == 1


def test_one_track_counts_and_stand_ins_never(printed, ours):
    original = ours.assign(track="original")
    frame = compare(printed, pd.concat([ours, original, ours.assign(track="semi_synthetic")]))
    assert len(frame) == 3 * len(printed)
    assert set(frame.loc[frame["counted"], "track"]) == {"original"}
    assert frame.loc[frame["counted"], "id"].is_unique
    beside = compare(printed, ours.assign(track="counterpart"))
    assert not beside["counted"].any()


def test_original_that_lacks_a_cell_leaves_it_to_public(printed, ours):
    original = ours[~at(ours, "flow", "road")].assign(track="original")
    frame = compare(printed, pd.concat([ours, original]))
    counted = frame[frame["counted"]]
    assert counted.loc[at(counted, "flow", "road"), "track"].tolist() == ["public"]
    assert len(counted) == len(printed)


def test_cause_stands_beside_what_is_not_exact(printed, ours):
    ours.loc[at(ours, "flow", "ln_gdp"), "value"] = 0.85
    ours.loc[at(ours, "flow", "road"), "value"] = 0.3
    causes = pd.DataFrame(
        [("table_9//flow/ln_gdp/coef", "data vintage", "GDP was revised", "vintage_2017")],
        columns=["id", "cause", "explanation", "test"],
    )
    frame = compare(printed, ours, causes=causes).set_index("id")
    known, unknown = frame.loc["table_9//flow/ln_gdp/coef"], frame.loc["table_9//flow/road/coef"]
    assert (known["cause"], known["test"]) == ("data vintage", "vintage_2017")
    assert unknown["cause"] == NOT_FOUND_YET
    assert (frame.loc[frame["verdict"] == "exact", "cause"] == "").all()


def test_paper_error_takes_the_cell_out_of_the_count(printed, ours):
    wrong = pd.DataFrame([("table_9//flow/ln_gdp/coef", "t-against-stars", "why")],
                         columns=["id", "audit", "explanation"])  # fmt: skip
    frame = compare(printed, ours, errors=wrong).set_index("id")
    assert frame.loc["table_9//flow/ln_gdp/coef", ["verdict", "counted"]].tolist() == ["paper error", False]
    assert frame.loc["table_9//flow/ln_gdp/coef", "reason"] == "audit t-against-stars: why"
    assert frame["counted"].sum() == len(printed) - 1


def test_bad_computed_rows_are_refused(printed, ours):
    with pytest.raises(ValueError, match="1 repeated keys, first: table_9//flow/ln_gdp/coef"):
        compare(printed, pd.concat([ours, ours.head(1)]))
    with pytest.raises(ValueError, match="unknown track 'pubilc'"):
        compare(printed, ours.assign(track="pubilc"))
    with pytest.raises(ValueError, match="column 'term' is missing"):
        compare(printed, ours.drop(columns="term"))
    ours.loc[0, "value"] = float("inf")
    with pytest.raises(ValueError, match="table_9//flow/ln_gdp/coef is infinite"):
        compare(printed, ours)


def test_empty_keys_read_as_missing_still_match(printed, ours):
    assert found(printed, ours.replace({"": None})) == {}


def test_cells_of_both_sources_have_one_form(printed):
    assert list(compare(printed, tidy([])).columns[: len(CELL_COLUMNS)]) == CELL_COLUMNS


TEXTS = st.builds(
    lambda digits, places, negative: f"{'-' * negative}{digits / 10**places:.{places}f}",
    st.integers(0, 10**6),
    st.integers(0, 4),
    st.booleans(),
)


@given(text=TEXTS)
def test_a_printed_number_agrees_with_itself(text):
    assert judge(parse(text), float(parse(text).value)) == scale.EXACT


@given(text=TEXTS, distances=st.lists(st.floats(0, 1e4), min_size=2, max_size=8), outwards=st.booleans())
def test_verdict_never_improves_with_distance(text, distances, outwards):
    printed = parse(text)
    away = (1 if printed.value >= 0 else -1) * (1 if outwards else -1)
    verdicts = [judge(printed, float(printed.value) + away * d) for d in sorted(distances)]
    ranks = [scale.NAMES.index(verdict) for verdict in verdicts]
    assert ranks == sorted(ranks)


@given(text=TEXTS, x=st.floats(-1e4, 1e4))
def test_other_sign_is_never_a_success(text, x):
    printed = parse(text)
    if float(printed.value) * x < 0 and abs(x) > printed.unit / 2:
        assert judge(printed, x) == scale.SIGN


@given(text=TEXTS, p=st.floats(0, 1), stars=st.sampled_from(["", "*", "**", "***"]))
def test_conclusion_decides_before_distance(text, p, stars):
    printed = parse(text)
    verdict = judge(printed, float(printed.value), stars=stars, p=p)
    at_level = p < scale.STAR_LEVELS.get(stars, scale.DEFAULT_LEVEL)
    assert verdict == (scale.EXACT if at_level == bool(stars) else scale.SIGNIFICANCE)
