"""Each placebo's coefficient is that of the full regression, whatever the effects and the gaps."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from placebo_panels import assigned, dummies, full_panel, full_regression, small_panel
from scipy import sparse
from scipy.sparse.linalg import lsmr

from lib.estimators import placebo_assignments as reassign
from lib.estimators.placebo import PlaceboSpec, given_assignments, randomise
from lib.estimators.placebo_effects import absorber, residuals
from lib.estimators.placebo_panel import Panel, build

EFFECTS = [
    (),
    ("year",),
    ("unit", "year"),
    ("region", "group", "year"),
    (("region", "year"), ("group", "year")),
    ("unit", ("region", "year")),
    ("unit", ("region", "year"), ("group", "year")),
    ("stratum", "region", ("region", "group"), "year"),
]


def agrees(ours: np.ndarray, frame: pd.DataFrame, treatments, controls, effects) -> None:
    for value, treatment in zip(ours, treatments, strict=True):
        full, largest = full_regression(frame, treatment, controls, effects)
        assert np.isnan(value) == np.isnan(full)
        if not np.isnan(full):  # the second term is rounding, where numerator and coefficient vanish
            assert abs(value - full) <= 1e-8 * abs(full) + 1e-12 * largest


def dates_of(panel: Panel, assignment) -> dict:
    units, cohorts = assignment
    labels = [*panel.periods, panel.periods[-1] + 1]
    return {panel.units[u]: labels[c] for u, c in zip(units, cohorts, strict=True)}


@settings(max_examples=120, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    units=st.integers(3, 12),
    periods=st.integers(2, 6),
    share=st.sampled_from([0.4, 0.8, 1.0]),
    controls=st.integers(0, 3),
    effects=st.sampled_from(EFFECTS),
    permute=st.sampled_from(reassign.PERMUTE),
    strata=st.booleans(),
    as_date=st.booleans(),
)
@example(
    seed=1,
    units=12,
    periods=6,
    share=0.4,
    controls=3,
    effects=EFFECTS[6],
    permute="both",
    strata=True,
    as_date=True,
)
def test_draws_equal_full_regressions(
    seed, units, periods, share, controls, effects, permute, strata, as_date
):
    frame = small_panel(seed, units=units, periods=periods, share=share, controls=controls)
    x = tuple(f"x{j}" for j in range(controls))
    treatment = {"date": "date"} if as_date else {"treatment": "d"}
    spec = PlaceboSpec(
        "y", "unit", "year", **treatment, controls=x, effects=effects, strata="stratum" if strata else None
    )
    if np.isnan(full_regression(frame, frame["d"].to_numpy(dtype=float), x, effects)[0]):
        with pytest.raises(ValueError, match=r"collinear|absorb|one assignment"):
            randomise(frame, spec, permute=permute, draws=1)
        return
    panel = build(frame, spec)
    plan = reassign.scheme(panel, permute, None, False)
    if reassign.count(plan) == 1:
        return
    result = randomise(frame, spec, permute=permute, draws=8, list_up_to=0, seed=seed)
    drawn = list(reassign.draws(plan, 8, np.random.default_rng(seed)))
    treatments = [assigned(frame, dates_of(panel, assignment)) for assignment in drawn]
    agrees(result.distribution.to_numpy(), frame, treatments, x, effects)
    agrees([result.coef], frame, [frame["d"].to_numpy(dtype=float)], x, effects)


@pytest.mark.parametrize("effects", EFFECTS)
def test_a_block_equals_full_regressions(effects):
    frame = small_panel(5, units=10)
    treated = frame["unit"].isin([1, 4, 7]) & (frame["year"] >= 2003)
    frame = frame.assign(d=treated.astype(int))
    spec = PlaceboSpec("y", "unit", "year", "d", controls=("x0",), effects=effects, design="block")
    result = randomise(frame, spec, permute="both", draws=30, list_up_to=0, seed=3)
    panel = build(frame, spec)
    plan = reassign.scheme(panel, "both", None, True)
    drawn = list(reassign.draws(plan, 30, np.random.default_rng(3)))
    assert all(len(set(cohorts)) == 1 and len(set(units)) == 3 for units, cohorts in drawn)
    treatments = [assigned(frame, dates_of(panel, assignment)) for assignment in drawn]
    agrees(result.distribution.to_numpy(), frame, treatments, ("x0",), effects)


def test_given_assignments_equal_full_regressions():
    frame = small_panel(11)
    spec = PlaceboSpec("y", "unit", "year", date="date", controls=("x0", "x1"), effects=("unit", "year"))
    given_dates = [{0: 2003, 5: 2004}, {3: 2002}, pd.Series([2004.0, np.nan, 2003.0], index=[1, 2, 4])]
    result = given_assignments(frame, spec, given_dates)
    treatments = [assigned(frame, dict(pd.Series(dates))) for dates in given_dates]
    agrees(result.distribution.to_numpy(), frame, treatments, spec.controls, ("unit", "year"))


def test_disconnected_sets_and_singletons():
    frame = small_panel(2, units=9, share=1.0)
    # Two groups of units that share no year, and a unit of one row.
    far = frame["unit"] % 2 == 1
    frame["year"] = np.where(far, frame["year"] + 10, frame["year"])
    frame["date"] = np.where(far, frame["date"] + 10, frame["date"])
    frame = frame[(frame["unit"] != 8) | (frame["year"] == 2003)]
    spec = PlaceboSpec("y", "unit", "year", date="date", controls=("x0",), effects=("unit", "year"))
    panel = build(frame, spec)
    absorbed = absorber(panel.effects, len(panel.y))
    assert absorbed.rank == np.linalg.matrix_rank(dummies(frame, ("unit", "year")))
    assert absorbed.rank == len(panel.units) + len(panel.periods) - 2
    result = randomise(frame, spec, draws=20, list_up_to=0)
    plan = reassign.scheme(panel, "units", None, False)
    drawn = reassign.draws(plan, 20, np.random.default_rng(0))
    labels = list(panel.periods)
    treatments = [
        assigned(frame, {panel.units[u]: labels[c] for u, c in zip(*assignment, strict=True)})
        for assignment in drawn
    ]
    agrees(result.distribution.to_numpy(), frame, treatments, ("x0",), ("unit", "year"))
    assert any("1 rows are alone in a level" in note for note in result.notes)


@pytest.mark.parametrize("effects", EFFECTS)
def test_rank_and_residuals_of_the_effects(effects):
    frame = small_panel(7, units=20, periods=6, share=0.5)
    spec = PlaceboSpec("y", "unit", "year", date="date", effects=effects)
    panel = build(frame, spec)
    absorbed = absorber(panel.effects, len(panel.y))
    ordered = frame.sort_values("unit", key=lambda unit: panel.units.get_indexer(unit), kind="stable")
    ordered = ordered.groupby("unit", sort=False, group_keys=False)[list(frame)].apply(
        lambda rows: rows.sort_values("year")
    )
    columns = dummies(ordered, effects)
    assert absorbed.rank == np.linalg.matrix_rank(columns)
    left = residuals(absorbed, panel.y[:, None])[:, 0]
    assert np.abs(columns.T @ left).max() < 1e-10 * np.abs(columns.T @ panel.y).max()
    np.testing.assert_allclose(panel.y, ordered["y"])


def test_many_small_connected_sets():
    rng = np.random.default_rng(0)
    first = np.repeat(np.arange(900), 3)
    second = np.repeat(np.arange(300), 9) * 2 + rng.integers(0, 2, 2700)
    second = pd.factorize(second)[0]
    absorbed = absorber((first, second), 2700)
    assert len(absorbed.blocks) > 1  # solved in parts
    frame = pd.DataFrame({"a": first, "b": second})
    columns = dummies(frame, ("a", "b"))
    assert absorbed.rank == np.linalg.matrix_rank(columns)
    y = rng.standard_normal((2700, 2))
    expected = y - columns @ np.linalg.lstsq(columns, y, rcond=None)[0]
    np.testing.assert_allclose(residuals(absorbed, y), expected, atol=1e-12)


def test_a_long_chain_keeps_its_rank():
    # Each level shares one row with the next: the weakest link that a connected set can have.
    n = 3000
    first, second = np.repeat(np.arange(n), 2), np.repeat(np.arange(n + 1), 2)[1:-1]
    assert absorber((first, second), 2 * n).rank == 2 * n


def test_order_of_rows_and_labels_do_not_matter():
    frame = small_panel(4)
    spec = PlaceboSpec("y", "unit", "year", date="date", controls=("x0",), effects=("unit", "year"))
    dates = [{0: 2003, 4: 2004}, {5: 2002, 6: 2004}]
    one = given_assignments(frame, spec, dates)
    two = given_assignments(frame.sort_values(["year", "x1"]), spec, dates)
    np.testing.assert_allclose(one.distribution, two.distribution, rtol=1e-10)
    named = frame.assign(unit="u" + frame["unit"].astype(str))
    three = given_assignments(named, spec, [{f"u{k}": v for k, v in d.items()} for d in dates])
    np.testing.assert_allclose(one.distribution, three.distribution, rtol=1e-10)


def test_a_panel_with_many_empty_periods():
    frame = small_panel(4).assign(unit=lambda f: f["unit"] * 1.0)
    # Every row in a period of its own: there are far more pairs of unit and period than rows.
    frame["year"] = 2000 + frame["year"].rank(method="first") / 10
    frame["date"] = frame.groupby("unit")["year"].transform("median").where(frame["unit"] < 4)
    spec = PlaceboSpec("y", "unit", "year", date="date", controls=("x0",), effects=("unit",))
    panel = build(pd.concat([frame, frame.assign(unit=frame["unit"] + 100)]), spec)
    assert panel._starts is None
    units = np.arange(len(panel.units)).repeat(len(panel.periods) + 1)
    cohorts = np.tile(np.arange(len(panel.periods) + 1), len(panel.units))
    slow = [
        panel.first[u] + (panel.period[panel.unit == u] < c).sum()
        for u, c in zip(units, cohorts, strict=True)
    ]
    np.testing.assert_array_equal(panel.start_rows(units, cohorts), slow)


@pytest.mark.parametrize("effects", [("city", "destination", "year"), ("pair", "year")])
def test_full_size_against_an_iterative_solver(effects):
    frame = full_panel()
    assert (len(frame), frame["pair"].nunique()) == (339_930, 37_513)
    x = tuple(f"x{j}" for j in range(12))
    spec = PlaceboSpec("y", "pair", "year", date="date", controls=x, effects=effects)
    plan = reassign.scheme(build(frame, spec), "units", None, False)
    units, cohorts = next(reassign.draws(plan, 1, np.random.default_rng(0)))
    panel = build(frame, spec)
    dates = pd.Series(panel.periods[cohorts], index=panel.units[units])
    result = given_assignments(frame, spec, [dates])
    placebo = (frame["year"] >= frame["pair"].map(dates)).to_numpy(dtype=float)
    for value, treatment in ((result.distribution[0], placebo), (result.coef, frame["d"].to_numpy())):
        assert value == pytest.approx(iterative(frame, treatment, x, effects), rel=1e-8)


def iterative(frame, treatment, controls, effects) -> float:
    """Coefficient of `treatment` by LSMR on the sparse full design."""
    rows = np.arange(len(frame))
    parts = [sparse.csr_array(np.column_stack([treatment, frame[list(controls)]]))]
    for name in effects:
        levels = pd.factorize(frame[name])[0]
        parts.append(sparse.csr_array((np.ones(len(frame)), (rows, levels))))
    design = sparse.csr_array(sparse.hstack(parts))
    size = np.sqrt(np.asarray(design.multiply(design).sum(axis=0)).ravel())
    scaled = sparse.csr_array(design @ sparse.diags_array(1 / size))
    solution = lsmr(scaled, frame["y"].to_numpy(), atol=1e-15, btol=1e-15, conlim=0, maxiter=2000)[0]
    return solution[0] / size[0]


def test_treated_units_seen_on_one_side_of_their_date_are_counted():
    frame = pd.DataFrame([(u, t) for u in range(6) for t in range(4)], columns=["unit", "year"])
    frame["y"] = np.random.default_rng(3).normal(size=len(frame))
    frame["date"] = frame["unit"].map({0: 0, 1: 2, 2: 3})
    spec = PlaceboSpec("y", "unit", "year", date="date", effects=("unit", "year"))
    notes = randomise(frame, spec, draws=5, list_up_to=0).notes
    assert [n.split(":")[0] for n in notes] == ["1 of 3 treated units have no row before its date, first 0"]
    late = frame[(frame["unit"] != 2) | (frame["year"] < 3)]
    notes = randomise(late, spec, draws=5, list_up_to=0).notes
    assert "1 of 3 treated units have no row from its date on, first 2" in [n.split(":")[0] for n in notes]
    assert randomise(frame[frame["unit"] != 0], spec, draws=5, list_up_to=0).notes == ()
