"""The grid of the maritime paper's silent choices: what it runs, its distances, and what it picks."""

import math

import numpy as np
import pandas as pd
import pytest

from lib import published
from lib.exhibits import files
from lib.panels import maritime
from lib.panels.maritime import Choices
from lib.studies import grid as grids
from lib.studies import maritime as study
from lib.studies import maritime_grid as grid
from lib.verdicts.values import read_tidy

CHOICES = list(grid.MAIN)
RANKING = {"flow": [{"AAA"}, {"BBB", "CCC"}, {"DDD"}], "stock": [{"BBB"}, {"AAA"}]}
ABOVE = {"flow": {"AAA", "BBB"}, "stock": {"BBB"}}
PRINTED = pd.DataFrame(
    [("AAA", "flow", "0.4", 0.4, 0.1), ("all", "flow", "0.25", 0.25, 0.01),
     ("DDD", "flow", "0.02", 0.02, 0.01), ("BBB", "stock", "0.30", 0.30, 0.01),
     ("all", "stock", "0.10", 0.10, 0.01)],
    columns=["panel", "column", "printed", "value", "unit"],
)  # fmt: skip
HOSTS = ["AAA", "BBB", "CCC", "DDD"]


@pytest.fixture
def panel(monkeypatch):
    """The public panel, built without leaving a file."""
    frame = maritime.build("public")
    monkeypatch.setattr(grid, "_panel", lambda track: frame)
    return frame


def row(outcome: str, *efficiencies: float, mean: float, **changes) -> dict:
    """A row of the grid: the main reading, changed, with its hosts' efficiencies."""
    names = {"delta_0": "delta 0", "non_positive": "non-positive"}
    choices = grid.MAIN | {names.get(name, name): level for name, level in changes.items()}
    hosts = dict(zip(HOSTS, efficiencies, strict=True))
    return {"track": "public", "outcome": outcome, **choices, "boundary": "", "all": mean, **hosts}


@pytest.fixture
def toy() -> pd.DataFrame:
    """Two outcomes, three readings each: main, one nearest for flow, one nearest for stock."""
    nan = np.nan
    return pd.DataFrame([
        row("flow", 0.8, 0.3, 0.3, 0.02, mean=0.25),
        row("flow", 0.4, 0.3, 0.3, 0.02, mean=0.25, non_positive="ihs, million"),
        row("flow", 0.5, 0.3, 0.3, 0.02, mean=0.25, delta_0="no"),
        row("stock", 0.1, 0.60, nan, nan, mean=0.20),
        row("stock", 0.1, 0.90, nan, nan, mean=0.10, non_positive="ihs, million"),
        row("stock", 0.1, 0.30, nan, nan, mean=0.10, delta_0="no"),
    ])  # fmt: skip


@pytest.fixture
def picked(toy) -> tuple[dict, dict]:
    """Rows by outcome with their distances and agreement, and the main row of each."""
    toy = toy.join(grid.distances(toy, PRINTED)).join(grid.agreement(toy, ABOVE, RANKING))
    by_outcome = dict(list(toy.groupby("outcome")))
    return by_outcome, {name: grid.main_row(rows) for name, rows in by_outcome.items()}


def departures(specification: dict) -> list[str]:
    return [name for name in grid.MINOR if specification[name] != grid.MAIN[name]]


def test_grid_is_every_combination_with_at_most_one_minor_departure():
    every = grid.specifications("public")
    assert all(len(departures(one)) <= 1 for one in every)
    assert len({tuple(one.items()) for one in every}) == len(every)
    major = math.prod(len(grid.LEVELS[name]) for name in ("outcome", "non-positive", "host"))
    one_at_a_time = 1 + sum(len(grid.LEVELS[name]) - 1 for name in grid.MINOR)
    plain = [one for one in every if one["model"] != "1995"]
    assert len(every) - len(plain) == major * len(grid.LEVELS["China"]) * one_at_a_time
    assert len(plain) == major * (len(grid.MODELS) - 1)
    assert all(not departures(one) and one["China"] == grid.MAIN["China"] for one in plain)
    for outcome in ("flow", "stock"):
        assert every.count({"track": "public", "outcome": outcome, **grid.MAIN}) == 1


def test_every_cell_of_the_grid_is_another_reading():
    every = grid.specifications("original")
    assert {one["track"] for one in every} == {"original"}
    assert len({(grid.reading(one), one["model"]) for one in every}) == len(every)


@pytest.mark.parametrize("outcome", ["flow", "stock"])
def test_main_cell_is_the_main_specification(outcome):
    assert grid.reading({"outcome": outcome, **grid.MAIN}) == (Choices(outcome=outcome), True)


@pytest.mark.parametrize(
    "changes", [{}, {"non-positive": "ihs, 10 thousand", "delta 0": "no", "host": "GDP"}]
)
def test_a_cell_is_the_estimate_of_its_reading(panel, changes):
    cell = {"track": "public", "outcome": "flow", **grid.MAIN, **changes}
    got = grid.evaluate(cell)
    one = study.estimate(panel, *grid.reading(cell))
    assert got["loglik"] == pytest.approx(one.result.loglik, rel=1e-9)
    assert got["nobs"] == len(one.sample)
    assert got["all"] == pytest.approx(one.sample["efficiency"].mean(), rel=1e-6)
    for host, part in one.sample.groupby("iso3"):
        assert got[host] == pytest.approx(part["efficiency"].mean(), rel=1e-5)


def test_a_row_equal_to_the_printed_values_has_no_distance_and_full_agreement(panel):
    printed, (above, ranking) = grid.printed_efficiencies(), grid.printed_ranks()
    for outcome in ("flow", "stock"):
        values = printed[printed["column"] == outcome].set_index("panel")["value"]
        places = [host for tie in ranking[outcome] for host in tie]
        # A rung a place, ties on the same rung, the mean between the last host above it and the next.
        ladder = {
            host: 0.01 * (len(ranking[outcome]) - k) for k, tie in enumerate(ranking[outcome]) for host in tie
        }
        others = {host: 0.0 for host in panel["iso3"].unique() if host not in places}
        mean = min(ladder[host] for host in above[outcome]) - 0.005
        perfect = pd.DataFrame([{"outcome": outcome, "all": mean, **ladder, **others}])
        got = grid.agreement(perfect, above, ranking).iloc[0]
        assert got.to_dict() == {"set": 1.0, "pairs": 1.0}
        exact = pd.DataFrame([{"outcome": outcome, **values}])
        assert grid.distances(exact, printed).iloc[0].to_dict() == {"last_places": 0.0, "log_ratio": 0.0}


def test_reversed_order_and_foreign_set_agree_in_nothing():
    table = pd.DataFrame([row("flow", 0.1, 0.2, 0.3, 0.4, mean=0.25)])
    got = grid.agreement(table, ABOVE, RANKING).iloc[0]
    assert got.to_dict() == {"set": 0.0, "pairs": 0.0}


def test_ties_of_the_printed_order_do_not_count():
    # Of the pairs AB, AC, AD, BD, CD only BD is out of order; BC is a tie.
    table = pd.DataFrame([row("flow", 0.9, 0.1, 0.3, 0.2, mean=0.15)])
    got = grid.agreement(table, ABOVE, RANKING).iloc[0]
    assert got["pairs"] == pytest.approx(4 / 5)
    assert got["set"] == pytest.approx(1 / 4)  # A of A, B, C, D
    swapped = grid.agreement(table.rename(columns={"BBB": "CCC", "CCC": "BBB"}), ABOVE, RANKING)
    assert swapped.loc[0, "pairs"] == pytest.approx(4 / 5)


def test_distances_by_hand():
    table = pd.DataFrame(
        [row("flow", 0.8, 0.3, 0.3, 0.04, mean=0.20), row("flow", 0.4, 0, 0, 0.02, mean=0.5)]
    )
    got = grid.distances(table, PRINTED)
    # In last places: 4, 5 and 2, then 0, 25 and 0; in logarithms ln 2, ln 0.8 and ln 2, then ln 2 alone.
    assert got["last_places"].tolist() == pytest.approx([4, 0])
    expected = [np.sqrt((2 * np.log(2) ** 2 + np.log(0.8) ** 2) / 3), np.log(2) / np.sqrt(3)]
    assert got["log_ratio"].tolist() == pytest.approx(expected)


def test_a_specification_that_failed_has_no_distance_and_no_agreement():
    nan = np.nan
    table = pd.DataFrame(
        [row("flow", nan, nan, nan, nan, mean=nan), row("flow", 0.9, nan, 0.3, 0.2, mean=0.1)]
    )
    distance, agreement = grid.distances(table, PRINTED), grid.agreement(table, ABOVE, RANKING)
    assert distance.loc[0].isna().all() and agreement.loc[0].isna().all()
    assert np.isnan(agreement.loc[1, "pairs"])


def test_main_row_is_the_main_specification_among_all():
    cells = [one for one in grid.specifications("public") if one["outcome"] == "stock"]
    assert grid.main_row(pd.DataFrame(cells)[::-1]).to_dict() == {
        "track": "public",
        "outcome": "stock",
        **grid.MAIN,
    }


def test_nearest_and_joint_readings_by_hand(picked):
    by_outcome, chosen = picked
    table = grid.nearest(by_outcome, CHOICES, chosen)
    # Flow is nearest with ihs, but that is far off for stock; without the intercept both are near.
    assert table.loc["non-positive"].to_dict() == {
        "flow, main": "dropped", "flow, nearest": "ihs, million", "flow, joint": "dropped",
        "stock, main": "dropped", "stock, nearest": "dropped", "stock, joint": "dropped",
    }  # fmt: skip
    assert table.loc["delta 0", ["flow, joint", "stock, nearest", "flow, nearest"]].tolist() == [
        "no",
        "no",
        "yes",
    ]
    assert table.loc["log distance", "flow, joint"] == f"{np.log(0.5 / 0.4) / np.sqrt(3):.3f}"
    assert table.loc["mean efficiency", "stock, main"] == "0.200"
    assert set(table.loc["boundary"]) == {"interior"}


@pytest.mark.parametrize("which", ["main", "nearest", "joint"])
@pytest.mark.parametrize("outcome", ["flow", "stock"])
def test_recovered_gives_back_the_specification_from_the_file(picked, tmp_path, outcome, which):
    by_outcome, chosen = picked
    table = grid.nearest(by_outcome, CHOICES, chosen)
    rows = grid.tidy_nearest(table, "public")
    files.check_tidy(rows, paper="maritime", exhibit="nearest", track="public")
    files.write_csv(tmp_path / "nearest.csv", rows)
    got = grid.recovered(read_tidy(tmp_path / "nearest.csv"), outcome, which, "public")
    expected = table.loc[CHOICES, f"{outcome}, {which}"].to_dict()
    assert got == {"track": "public", "outcome": outcome, **expected}
    choices, _ = grid.reading(got)
    assert choices.outcome == outcome


def test_printed_values_beside_main_and_nearest(picked):
    table = grid.nearest_values(*picked, PRINTED)
    assert table["host"].tolist() == ["AAA", "all", "DDD", "BBB", "all"]
    assert table["printed"].tolist() == ["0.4", "0.25", "0.02", "0.30", "0.10"]
    assert table["main"].tolist() == [0.8, 0.25, 0.02, 0.60, 0.20]
    assert table["nearest"].tolist() == [0.4, 0.25, 0.02, 0.30, 0.10]


def test_rank_correlations_by_hand(picked, monkeypatch):
    by_outcome, chosen = picked
    hosts = grid.tidy_hosts(by_outcome, CHOICES, chosen, "public")
    assert set(hosts["term"]) == {"main", "nearest", "joint"}
    monkeypatch.setattr(grid, "printed_ranks", lambda: (ABOVE, RANKING))
    table = grid.rank_agreement(hosts, PRINTED)
    assert table.loc["flow, main", ["hosts", "named"]].tolist() == [4, 2]
    # Places 1, 2 = 2, 3 and efficiencies 0.8, 0.3 = 0.3, 0.02; in stock B before A and 0.6 over 0.1.
    assert table["Spearman"].tolist() == pytest.approx([1.0] * 6)
    turned = hosts.assign(value=1 - hosts["value"])
    assert grid.rank_agreement(turned, PRINTED)["Spearman"].tolist() == pytest.approx([-1.0] * 6)
    # Two named hosts lie on a line whatever their values.
    assert table.loc["flow, main", "Pearson of logarithms"] == pytest.approx(1.0)


def test_printed_record_is_read_as_it_stands():
    printed, (above, ranking) = grid.printed_efficiencies(), grid.printed_ranks()
    cells = published.cells("maritime").set_index("id")
    for host, outcome, value, unit in printed[["panel", "column", "value", "unit"]].itertuples(index=False):
        name = (
            f"mean-efficiency-{outcome}" if host == "all" else f"figure_3/{host}/{outcome}//mean_efficiency"
        )
        text = cells.loc[name, "printed"]
        assert (value, unit) == pytest.approx((float(text), 10.0 ** -len(text.split(".")[1])))
    assert not printed.duplicated(["panel", "column"]).any()
    for outcome in ("flow", "stock"):
        count = int(cells.loc[f"above-mean-{outcome}-count", "printed"])
        assert len(above[outcome]) == count
        places = [host for tie in ranking[outcome] for host in tie]
        assert len(places) == len(set(places)) == count + 4
        assert set(places[:count]) == above[outcome]
    assert {"KWT", "QAT"} in ranking["flow"] and {"IND", "OMN"} in ranking["stock"]


def test_grid_runs_on_the_panel(panel):
    cells = [one for one in grid.specifications("public") if one["outcome"] == "stock"][::80]
    table = grids.run(grid.evaluate, cells, processes=1)
    assert (table["failed"] == "").all() and table["all"].between(0, 1).all()
    assert table[CHOICES].to_dict("records") == [{name: one[name] for name in CHOICES} for one in cells]


def test_equal_efficiencies_are_in_no_order():
    table = pd.DataFrame([row("flow", 0.2, 0.2, 0.2, 0.2, mean=0.2)])
    assert grid.agreement(table, ABOVE, RANKING).iloc[0].to_dict() == {"set": 0.0, "pairs": 0.0}
