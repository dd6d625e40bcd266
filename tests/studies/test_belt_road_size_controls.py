"""Sizes of the tests with the nine's own controls: the fast routes against the estimators, bad input."""

import numpy as np
import pandas as pd
import pytest

from lib import panels
from lib.estimators import few_treated, fixed_effects
from lib.exhibits import belt_road_few as tables
from lib.panels.belt_road import TREATED
from lib.studies import belt_road_choices as choices
from lib.studies import belt_road_few as few
from lib.studies import belt_road_size_controls as sizes
from lib.studies.belt_road_placebo import CONTROLS


@pytest.fixture(scope="module")
def real():
    return panels.load("belt_road", "counterpart")


@pytest.fixture(scope="module")
def design(real):
    return sizes.Design(few.rows(real, "exports_baci", CONTROLS), CONTROLS)


def partners(number: int = 30, years: range = range(2003, 2021), seed: int = 1) -> pd.DataFrame:
    names = [*TREATED, *(f"P{k:02d}" for k in range(number))]
    frame = pd.MultiIndex.from_product([names, years], names=["iso3", "year"]).to_frame(index=False)
    return frame.assign(y=np.random.default_rng(seed).normal(size=len(frame)))


def test_a_design_has_the_estimators_numbers(design):
    frame = design.frame
    y = choices.net(frame["y"].to_numpy()[:, None], design.basis)
    fit = fixed_effects.estimate(frame, few.regression(CONTROLS))
    exact = choices.every_choice(frame, CONTROLS)
    assert design.coefficients(y)[:, 0] == pytest.approx(exact.coefs.to_numpy(), abs=1e-9)
    assert design.t_statistics(y)[design.actual, 0] == pytest.approx(fit.tstats["bri"], rel=1e-8)
    wild = few_treated.wild_bootstrap(frame, few.regression(CONTROLS), "bri")
    assert design.wild_pvalues(y)[0] == wild.pvalue
    by_t = few_treated.randomisation(frame, few.placebo_spec(CONTROLS))
    assert sizes._two_sided(design.t_statistics(y), design.actual)[0] == by_t.pvalue_t
    assert sizes._two_sided(design.coefficients(y), design.actual)[0] == exact.p


def test_paths_are_those_of_other_partners_and_of_each_once(design):
    frame = partners().assign(y=lambda f: pd.factorize(f["iso3"])[0] * 1000.0 + (f["year"] - 2003) ** 2)
    effects = sizes.Design(design.frame)
    drawn = sizes.paths(frame, effects, 20, seed=3)
    assert np.abs(drawn).max() < 1e-6  # levels and a path that all share are effects
    alone = frame.assign(y=(frame["iso3"] == TREATED[0]) * frame["year"] ** 2.0)
    assert np.abs(sizes.paths(alone, effects, 20, seed=3)).max() < 1e-6  # the treated are not drawn


def test_controls_make_choices_by_the_coefficient_reject_too_often(real):
    error = np.sqrt(0.05 * 0.95 / 2000)
    plain = sizes.sizes(real, "exports_baci", (), partners(80), 2000, seed=5)
    assert plain[sizes.CHOICES] == pytest.approx(6 / 126, abs=3 * error)
    assert plain[sizes.NORMAL] > 0.05 + 3 * error
    # the pool is one draw, and Serbia lacks three years: three errors more
    assert plain[sizes.BY_T] == pytest.approx(6 / 126, abs=6 * error)
    persistent = partners(80).assign(y=lambda f: f.groupby("iso3")["y"].cumsum())
    held = sizes.sizes(real, "exports_baci", CONTROLS, persistent, 2000, seed=5)
    assert held[sizes.CHOICES] > 0.05 + 3 * error and held[sizes.FEW] > held[sizes.BY_T]


def test_bad_partners_are_refused(real):
    with pytest.raises(ValueError, match="P03 has no path in 2007"):
        short = partners().query("not (iso3 == 'P03' and year == 2007)")
        sizes.sizes(real, "exports_baci", (), short, 10, seed=1)
    with pytest.raises(ValueError, match="8 partners for 9 countries"):
        sizes.sizes(real, "exports_baci", (), partners(8), 10, seed=1)


def test_controls_that_explain_a_choice_are_refused(design):
    late = design.frame["year"] >= 2013
    other = [*TREATED[:4], "AZE"]
    frame = design.frame.assign(copy=(design.frame["iso3"].isin(other) & late).astype(float))
    with pytest.raises(ValueError, match="explain the treatment of AZE"):
        sizes.Design(frame, ("copy",))


def test_the_table_has_sizes_in_per_cent():
    table = pd.DataFrame(
        {("exports_baci", "none"): {"a test": 0.05}, ("exports_baci", "three"): {"a test": 0.1}}
    )
    shown = tables.size_controls(table)
    assert shown.loc["a test"].to_list() == ["5.0", "10.0"]
    assert list(shown.columns) == ["exports, BACI: none", "exports, BACI: three"]
