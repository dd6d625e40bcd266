"""The semi-synthetic Belt and Road panel: printed size, planted columns, noise, what cannot hold together."""

import numpy as np
import pandas as pd
import pytest

from lib import facts
from lib.estimators import fixed_effects
from lib.estimators.fixed_effects import FixedEffectsSpec
from lib.panels import belt_road
from lib.panels import belt_road_synthetic as synthetic
from lib.panels import belt_road_synthetic_regressors as regressors
from lib.panels.belt_road_columns import printed_columns
from lib.panels.belt_road_counterpart import public_covariates
from lib.panels.belt_road_synthetic_design import Design, net, variance
from lib.panels.belt_road_synthetic_noise import Noise

COLUMNS = printed_columns()
DRAWS = 200


@pytest.fixture(scope="module")
def drawn():
    return synthetic.draw()


@pytest.fixture(scope="module")
def without_noise():
    return synthetic.draw(scale=0.0)


def estimated(column, panel, covariance="iid"):
    frame = column.frame(panel)
    spec = FixedEffectsSpec("y", column.terms, column.effects, covariance=covariance)
    return fixed_effects.estimate(frame, spec)


def test_the_panel_has_the_printed_size_and_the_same_seed_gives_the_same_bytes(drawn):
    panel = belt_road.build("semi_synthetic")
    assert len(panel) == 6111 == 291 * 21 and panel.attrs == {"track": "semi_synthetic"}
    assert all(column.nobs == len(column.frame(panel)) for column in COLUMNS)
    lines = panel.groupby("iso3")["line"].nunique()
    assert lines.value_counts().to_dict() == {32: 6, 33: 3}
    pd.testing.assert_frame_equal(panel, drawn.panel)
    assert synthetic.draw().panel.to_csv().encode() == panel.to_csv().encode()
    other = synthetic.draw(seed=1).panel
    same = ["line", "iso3", "year", "category", *synthetic.REGRESSORS]
    pd.testing.assert_frame_equal(other[same], panel[same])
    assert not np.allclose(other["ln_exports"], panel["ln_exports"])


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_without_noise_every_regression_finds_the_printed_coefficients(without_noise, column):
    found = estimated(column, without_noise.panel).params[list(column.terms)]
    np.testing.assert_allclose(found, list(column.planted.values()), rtol=0, atol=1e-8)


def test_what_is_called_real_is_real(drawn):
    both = drawn.panel.merge(public_covariates(), on=["iso3", "year"], suffixes=("", "_public"))
    assert len(both) == 6111
    for name in regressors.REAL:
        np.testing.assert_array_equal(both[name], both[f"{name}_public"])
    listed = synthetic.provenance().set_index("column")["origin"]
    assert set(listed.index[listed == "real"]) == {"iso3", "year", *regressors.REAL}
    assert {*synthetic.REGRESSORS, "line", "category", "outcomes"} <= set(listed.index)


def test_shortfall_counts_what_printed_numbers_the_panel_lacks(drawn):
    found = synthetic.shortfall()
    assert len(found) == sum(len(column.terms) for column in COLUMNS)
    np.testing.assert_allclose(found["planted"], found["printed"], rtol=0, atol=1e-8)
    own = found.set_index(["exhibit", "column", "term"])
    focus = own.loc[[(c.exhibit, c.column, c.focus) for c in COLUMNS]]
    # The treatment's and the mechanisms' standard errors come out but in the columns that share an outcome.
    exact = focus.drop([("table_3", f"({k})", "bri") for k in (2, 3, 5, 6)]).drop("table_6")
    np.testing.assert_allclose(exact["se_ratio"], 1, rtol=1e-9)
    assert focus["se_ratio"].between(0.9, 1.25).all()
    assert focus.loc["table_6", "se_ratio"].between(0.99, 1.02).all()
    # Population is nine countries' own: net of effects it varies too little for the printed errors, except
    # where the outcome is ``flow``.
    people = own.xs("ln_population", level="term")["se_ratio"]
    flow = [("table_5", "(1)"), *(("table_6", f"({k})") for k in range(1, 5))]
    assert people[flow].between(0.8, 1.25).all()
    within = [(c.exhibit, c.column) for c in COLUMNS if len(c.effects) == 2 and c.outcome != "flow"]
    assert (people[within] > 4).all()
    r2 = found.drop_duplicates(["exhibit", "column"]).set_index(["exhibit", "column"])
    off = (r2["r2"] - r2["r2_printed"]).dropna()
    assert off.drop(("table_5", "(3)")).drop("table_6").abs().max() < 1e-9
    assert off["table_6"].abs().max() < 0.02 and off[("table_5", "(3)")] > 0.2


@pytest.mark.parametrize("name", ["table_3 (1)", "table_3 (2)", "table_3 (3)", "table_6 (3)", "table_8 (2)"])
def test_an_estimate_has_the_errors_and_r2_that_shortfall_expects(drawn, name):
    column = next(c for c in COLUMNS if c.name == name)
    expected = synthetic.shortfall().query("exhibit == @column.exhibit and column == @column.column")
    found = estimated(column, drawn.panel)
    terms = list(column.terms)
    # One draw: a shared shock has some 150 independent values, so that its part of the variance is known to
    # an eighth, and the errors' whole variance to about two per cent.
    np.testing.assert_allclose(found.std_errors[terms], expected["se_rows"], rtol=0.05)
    assert found.extra["r2"] == pytest.approx(expected["r2"].iloc[0], abs=0.02)
    z = (found.params[terms] - list(column.planted.values())) / expected.set_index("term")["se_draws"]
    assert z.abs().max() < 4


def test_errors_over_draws_are_those_of_the_noise_and_not_those_of_independent_rows():
    column = next(c for c in COLUMNS if c.name == "table_3 (3)")
    expected = synthetic.shortfall().query("exhibit == 'table_3' and column == '(3)'").set_index("term")
    cells = synthetic.draw().cells
    of = regressors.design(column, cells)
    found = []
    for seed in range(DRAWS):
        panel = synthetic.draw(seed=seed, outcomes=("ln_exports",)).panel
        means = panel.groupby(["iso3", "year"])["ln_exports"].mean().to_numpy()
        found.append(of.rows @ means)
    found = pd.DataFrame(found, columns=column.terms)
    spread = expected["se_draws"]
    error = spread / np.sqrt(DRAWS)
    assert ((found.mean() - pd.Series(column.planted)).abs() < 4 * error).all()
    # The standard deviation of 200 draws is known to 5 per cent.
    np.testing.assert_allclose(found.std(), spread, rtol=4 / np.sqrt(2 * DRAWS))
    assert (spread > 2 * expected["se_rows"]).all()


def test_noise_without_a_shared_shock_makes_rows_independent_but_for_lasting_lines():
    column = next(c for c in COLUMNS if c.name == "table_3 (3)")
    alone = synthetic.draw(noise=Noise(line=0.0, shared=0.0), outcomes=("ln_exports",))
    found = synthetic.shortfall(alone).query("exhibit == 'table_3' and column == '(3)'")
    np.testing.assert_allclose(found["se_draws"], found["se_rows"], rtol=1e-6)
    lasting = synthetic.draw(noise=Noise(line=0.5, shared=0.0), outcomes=("ln_exports",))
    found = synthetic.shortfall(lasting).query("exhibit == 'table_3' and column == '(3)'")
    # What stays with a line is no error of the coefficients, only of their standard errors.
    np.testing.assert_allclose(found["se_draws"] / found["se_rows"], np.sqrt(0.5), rtol=0.01)
    assert len(estimated(column, lasting.panel).params) >= len(column.terms)


def test_which_columns_can_share_an_outcome():
    found = synthetic.sharing().set_index(["exhibit", "outcome", "columns"])
    together = found["together"]
    for outcome, (one, two, three) in {"exports": "123", "imports": "456"}.items():
        own = together["table_3", outcome]
        assert own[f"({two}) ({three})"] and own[f"({one}) ({three})"]
        assert not own[f"({one}) ({two})"] and not own[f"({one}) ({two}) ({three})"]
    assert together["table_6", "flow", "(1) (2) (3) (4)"]
    assert not together["table_4"].any() and not together["table_7"].any()
    assert (found["equations"] - found["rank"])["table_3", "exports", "(1) (2)"] == 1


def test_column_one_of_table_3_follows_from_column_two_by_the_formula_of_omitted_variables(drawn):
    one, two = printed_columns("table_3")[:2]
    short, long = (regressors.design(column, drawn.cells) for column in (one, two))
    left_out = short.rows @ long.x[:, 1:]
    implied = two.planted["bri"] + (left_out @ list(two.planted.values())[1:]).item()
    assert implied < 0 < one.planted["bri"]
    mean = long.x @ list(two.planted.values())
    assert (short.rows @ mean).item() == pytest.approx(implied, abs=1e-9)


def test_r2_of_table_4_cannot_be_that_of_table_3s_outcome(drawn):
    """Adding the treatment to the controls and effects cannot raise R squared from 0.64 to 0.93.

    It raises it by b^2 v / V, v its variance net of the rest, not above that net of the effects alone. V is
    at least what the treatment explains in column (1) over the R squared of that column.
    """
    weights = drawn.cells["lines"].to_numpy(float)
    columns = {c.name: c for c in COLUMNS}
    for early, whole, pooled in (
        ("table_4 (1)", "table_3 (3)", "table_3 (1)"),
        ("table_4 (2)", "table_3 (6)", "table_3 (4)"),
    ):
        within = Design(
            columns[whole], drawn.cells[["bri"]].to_numpy(float), drawn.cells[["iso3", "year", "lines"]]
        )
        between = regressors.design(columns[pooled], drawn.cells)
        effect, first = columns[whole].planted["bri"], columns[pooled].planted["bri"]
        total = first**2 * variance(between.net[:, 0], weights) / columns[pooled].r2
        most = effect**2 * variance(within.net[:, 0], weights) / total
        assert most < 0.002 < 0.25 < columns[whole].r2 - columns[early].r2


def test_mechanisms_answer_the_treatment(drawn):
    # Given the controls, the regression of table 3 (3) with a mechanism as its outcome.
    of = regressors.design(printed_columns("table_3")[2], drawn.cells)
    for name in regressors.MECHANISMS:
        assert dict(zip(of.column.terms, of.rows @ drawn.cells[name], strict=True))["bri"] > 0.1


def test_a_panel_saved_after_a_draw_knows_what_it_rests_on(drawn):
    with facts.recording() as read:
        synthetic.draw(seed=5, outcomes=("flow",))
    assert set(read) == {
        "data/facts/china_ties.csv",
        "data/facts/country_year.csv",
        "data/published/belt_road.csv",
        "data/published/design.yml",
    }


def test_net_is_a_weighted_regression():
    rng = np.random.default_rng(0)
    x, y, w = rng.normal(size=(40, 3)), rng.normal(size=40), rng.integers(1, 9, 40)
    rows = np.repeat(np.arange(40), w)
    slopes = np.linalg.lstsq(x[rows], y[rows], rcond=None)[0]
    np.testing.assert_allclose(net(y, x, w), y - x @ slopes, atol=1e-12)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"outcomes": ("ln_exports__table_9_1",)}, "give a tuple of ln_exports__table_3_1"),
        ({"outcomes": "flow"}, "outcomes='flow': give a tuple of"),
        ({"outcomes": ()}, r"outcomes=\(\): give a tuple of"),
        ({"scale": -1.0}, "scale=-1.0: give a number from 0 on"),
    ],
)
def test_arguments_out_of_range_are_named(arguments, says):
    with pytest.raises(ValueError, match=says):
        synthetic.draw(**arguments)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"line": 0.9, "shared": 0.1}, "give shares from 0 on that leave"),
        ({"shared": -0.1}, "give shares from 0 on"),
        ({"persistence": 1.0}, "persistence=1.0: give an autocorrelation"),
    ],
)
def test_noise_out_of_range_is_named(arguments, says):
    with pytest.raises(ValueError, match=says):
        Noise(**arguments)


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("growth", 3.0, "growth is not the same in every line"),
        ("category", "medicine", "category is not the same in every row of the line"),
        ("flow", np.inf, "is not a finite number"),
        ("year", 2002, "2002 is not"),
        ("bri", 1, "bri is not 1 exactly for the treated"),
    ],
)
def test_a_broken_panel_is_refused(drawn, column, cell, says):
    broken = drawn.panel.copy()
    broken.loc[0, column] = cell
    with pytest.raises(facts.DataError, match=says):
        synthetic.validate(broken)
    with pytest.raises(facts.DataError, match="not 291 lines in 21 years each"):
        synthetic.validate(drawn.panel.iloc[1:])


def test_columns_name_what_a_panel_lacks(drawn):
    column = printed_columns("table_3")[2]
    with pytest.raises(KeyError, match="no column 'ln_road_density'"):
        column.frame(drawn.panel.drop(columns="ln_road_density"))
    counterpart = belt_road.build("counterpart")
    places = {"y": "ln_exports_baci", "ln_road_density": "ln_rail_density"}
    frame = column.frame(counterpart, places)
    assert frame.attrs["dropped"] == len(counterpart) - len(frame) > 0
    assert frame["year"].between(2005, 2018).all()
    moderated = printed_columns("table_8")[0]
    frame = moderated.frame(counterpart, {**places, "inequality": "gini", "bri": "memorandum"})
    own = counterpart.loc[frame.index]
    np.testing.assert_array_equal(frame["bri_x_inequality"], own["memorandum"] * own["gini"])
    early = printed_columns("table_4")[2].frame(drawn.panel)
    assert early.loc[early["bri"] == 1, "year"].min() == 2007
    with pytest.raises(ValueError, match="no regressions of 'table_1'"):
        printed_columns("table_1")
