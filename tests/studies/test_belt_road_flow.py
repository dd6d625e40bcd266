"""One outcome for `flow`, and paths handed around: planted links, known counts, and bad rows."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from lib import facts, panels
from lib.estimators import fixed_effects
from lib.estimators.fixed_effects import FixedEffectsSpec
from lib.panels.belt_road import CONTROLS as CONTROL_COUNTRIES
from lib.panels.belt_road import COUNTRIES
from lib.panels.belt_road_columns import TREATMENT
from lib.studies import belt_road_beside as beside
from lib.studies import belt_road_flow as flow
from lib.studies import belt_road_matching as matching
from lib.studies import belt_road_mechanisms as mechanisms
from lib.studies import belt_road_paths as paths


@pytest.fixture(scope="module")
def real():
    return panels.load("belt_road", "counterpart")


def drawn(countries: int = 5, years: int = 8, effect: float = 0.0, seed: int = 3) -> pd.DataFrame:
    """Countries and years with a path each, a control, and an outcome that the path may move."""
    rng = np.random.default_rng(seed)
    keys = [(f"C{i}", 2000 + t) for i in range(countries) for t in range(years)]
    frame = pd.DataFrame(keys, columns=["iso3", "year"])
    frame["m"] = rng.standard_normal((countries, years)).cumsum(axis=1).ravel()
    frame["x"] = rng.standard_normal(len(frame))
    return frame.assign(y=effect * frame["m"] + frame["x"] + rng.standard_normal(len(frame)))


# --- paths ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weighted", [False, True])
def test_every_assignment_is_the_regression_on_exchanged_paths(weighted):
    frame = drawn(4, 6)
    weights = np.linspace(1, 3, len(frame)) if weighted else None
    found = paths.every_path(frame, "m", ["x"], weights=weights)
    wide = frame.pivot(index="iso3", columns="year", values="m").to_numpy()
    root = np.sqrt(np.ones(len(frame)) if weights is None else weights)[:, None]
    dummies = pd.get_dummies(frame[["iso3", "year"]].astype(str), dtype=float).to_numpy()
    coefs = []
    for order in permutations(range(4)):
        design = np.column_stack([wide[list(order)].ravel(), frame["x"], dummies]) * root
        coefs.append(np.linalg.lstsq(design, frame["y"].to_numpy() * root[:, 0], rcond=None)[0][0])
    tail = min((np.array(coefs) >= coefs[0] - 1e-9).mean(), (np.array(coefs) <= coefs[0] + 1e-9).mean())
    assert found.coef == pytest.approx(coefs[0], abs=1e-9) and found.p == pytest.approx(min(1, 2 * tail))
    assert (found.assignments, found.drawn, found.countries, found.years) == (24, False, 4, 6)


def test_a_planted_path_is_found_and_nothing_is_found_about_as_often_as_promised():
    assert paths.every_path(drawn(6, 15, effect=1.0), "m", ["x"]).p <= 0.01
    least = [paths.every_path(drawn(5, 8, seed=seed), "m", ["x"]).p <= 0.1 for seed in range(200)]
    assert 0.1 * 200 - 3 * 4.3 < sum(least) < 0.1 * 200 + 3 * 4.3  # three Monte Carlo errors, both sides


def test_drawn_assignments_come_near_to_all():
    frame = drawn(6, 10, effect=0.2)
    every, some = (paths.every_path(frame, "m", ["x"], most=most) for most in (720, 500))
    assert some.drawn and not every.drawn and some.coef == every.coef
    assert some.p == pytest.approx(every.p, abs=4 * 2 * np.sqrt(0.25 / 500))


def test_common_rows_are_whole():
    frame = drawn()
    frame.loc[(frame["iso3"] == "C0") & (frame["year"] > 2002), "m"] = np.nan
    assert set(paths.common(frame, "m")["iso3"]) == {"C1", "C2", "C3", "C4"}
    frame = drawn()
    frame.loc[frame["year"].eq(2000) & frame["iso3"].isin(["C0", "C1", "C2"]), "m"] = np.nan
    rows = paths.common(frame, "m")
    assert rows["iso3"].nunique() == 5 and rows["year"].min() == 2001


@pytest.mark.parametrize(
    "spoil, message",
    [
        (lambda f: f.assign(y=f["y"].where(f.index != 3)), "'y' of C0 in 2003"),
        (lambda f: f.assign(m=f["m"].where(f.index != 9, np.inf)), "'m' of C1 in 2001"),
        (lambda f: pd.concat([f, f.tail(1)]), "C4 2007 stands there twice"),
        (lambda f: f.drop(index=10), "C1 has no value in 2002"),
        (lambda f: f.assign(m=f["year"].astype(float)), "explain it"),
        (lambda f: f.assign(m=f["x"]), "explain it"),
    ],
)
def test_rows_without_an_answer_are_refused(spoil, message):
    with pytest.raises(ValueError, match=message):
        paths.every_path(spoil(drawn()), "m", ["x"])


# --- flow -------------------------------------------------------------------------------------------------


def test_contacts_are_those_of_the_table_and_end_where_it_does(real):
    own = flow.with_contacts(real)
    assert flow.with_contacts(own) is own
    table = facts.load("sister_cities_by_country").set_index(["iso3", "year"])
    uzbek = own[own["iso3"] == "UZB"].set_index("year")
    opened = table.loc["UZB", "confucius_institutes"]
    assert uzbek.loc[2016, "institutes"] == opened.loc[:2016].sum() == 2
    assert uzbek.loc[2010, "visits"] == table.loc[("UZB", 2010), "total_elite_visits"]
    assert uzbek.loc[2017:, "institutes"].isna().all() and uzbek.loc[2016:, "visits"].isna().all()
    cover = flow.coverage(real)
    assert set(cover.loc["visits", "missing"].split()) == set(CONTROL_COUNTRIES) - {"MNG"}
    assert cover.loc["institutes", "cells"] == 6 * 14


def test_zeros_are_counted_in_the_source(real):
    table = facts.load("country_year")
    own = table[table["iso3"].isin(COUNTRIES) & table["year"].between(2003, 2021)]
    amount = own["chinese_development_finance_2021usd"]
    found = flow.zeros(real)
    assert found[["before", "after"]].sum().sum() == (amount == 0).sum() > 0
    assert found["years"].sum() == amount.notna().sum()


def test_forms_agree_with_the_estimators_and_the_unit_matters(real):
    found = flow.forms(real)
    own = flow._rows(real)
    spec = FixedEffectsSpec("finance", (TREATMENT, *flow.CONTROLS), flow.EFFECTS, flow.CLUSTERED)
    poisson = fixed_effects.poisson(own, spec).summary().loc[TREATMENT]
    assert found.loc["poisson", "coef"] == pytest.approx(poisson["coef"], rel=1e-6)
    assert found.loc["poisson", "se"] == pytest.approx(poisson["se"], rel=1e-3)
    in_cents = real.assign(ln_finance=np.log1p(100 * np.expm1(real["ln_finance"])))
    other = flow.forms(in_cents)
    assert other.loc["log_dollars", "coef"] != pytest.approx(found.loc["log_dollars", "coef"], rel=0.05)
    same = ["log_positive", "any", "poisson"]
    np.testing.assert_allclose(other.loc[same, "coef"], found.loc[same, "coef"], rtol=1e-6)
    assert found.loc["log_positive", "n"] == (found["n"] - found["zeros"]).iloc[0]


def test_a_planted_channel_of_finance_is_found(real):
    own = flow.with_contacts(real)
    rng = np.random.default_rng(1)
    planted = own.assign(finance=np.exp(0.1 * own["visits"]) * rng.gamma(50, 1 / 50, len(own)))
    row = flow.on_channels(planted).loc[("(1)", "visits")]
    assert row["coef"] == pytest.approx(0.1, abs=0.02) and row["p_paths"] < 0.05 and row["countries"] == 6


RUNS = {"forms": flow.forms, "initiative": flow.on_initiative, "channels": flow.on_channels,
        "zeros": flow.zeros, "amounts": flow.amounts}  # fmt: skip


@pytest.mark.parametrize("name", list(RUNS))
def test_finance_of_one_side_of_the_event_is_refused(real, name):
    gone = (real["iso3"] == "SRB") & (real["year"] < 2013)
    for bad in (real[~gone], real.assign(ln_population=real["ln_population"].mask(gone))):
        with pytest.raises(ValueError, match=r"SRB has no finance before 2013 \(1 such countries\)"):
            RUNS[name](bad)


@pytest.mark.parametrize("name", list(RUNS))
def test_a_country_that_stands_twice_is_refused(real, name):
    with pytest.raises(ValueError, match=r"duplicate \(iso3, year\) keys, first: KAZ 2003; keep one row"):
        RUNS[name](pd.concat([real, real[real["iso3"] == "KAZ"]]))


def test_the_years_with_finance_are_on_both_sides_or_refused(real):
    never = real.assign(
        ln_finance=real["ln_finance"].mask((real["iso3"] == "TKM") & (real["year"] > 2012), 0)
    )
    with pytest.raises(ValueError, match="TKM has no y from 2013 on"):
        flow.forms(never)


def test_amounts_are_means_of_the_source(real):
    found = flow.amounts(real)
    table = facts.load("country_year")
    own = table[(table["iso3"] == "KAZ") & table["year"].between(2013, 2021)]
    assert found.loc["KAZ", "after"] == pytest.approx(own["chinese_development_finance_2021usd"].mean() / 1e9)
    assert set(found.index[~found["treated"]]) == set(CONTROL_COUNTRIES)


def test_second_links_have_paths_where_the_treatment_is_left_out(real):
    table = mechanisms.second_links(real)
    assert set(table.index.get_level_values("variable")) == {*mechanisms.PUBLIC, *mechanisms.CONTACTS}
    assert table["p_paths"].between(0, 1).all()
    assert (table.loc["ln_rail_density", "years_paths"] == "2006-2017").all()
    assert (table.loc["logistics", "years_paths"] == "2007, 2010, 2012, 2014, 2016, 2018").all()
    whole = table.loc["visits"]  # every row of it is in a whole path
    np.testing.assert_allclose(whole["coef"], whole["coef_paths"], rtol=1e-7)


def test_matched_rows_stand_beside_with_choices_matched_anew(monkeypatch):
    row = {"coef": -0.3, "se": 0.6, "p": 0.65, "n": 123, "countries": 7, "choices_count": 92, "choices": 126,
           "choices_p": 92 / 126, "unmatched": 3}  # fmt: skip
    index = pd.MultiIndex.from_tuples([("imports", "nearest_neighbour")], names=["outcome", "matching"])
    asked = []
    monkeypatch.setattr(
        matching,
        "matched_choices",
        lambda panel, series, methods: asked.append(methods) or pd.DataFrame([row], index=index),
    )
    found = beside.matched(pd.DataFrame()).loc[(beside.MATCHED, "imports nearest_neighbour", TREATMENT)]
    assert asked == [matching.METHODS]  # without the sample that the paper does not have
    assert found["choices_p"] == 92 / 126 and found["counterpart"] == "imports_baci"
