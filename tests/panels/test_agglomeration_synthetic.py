"""The semi-synthetic agglomeration panel: printed counts, planted equations, valid moments, recovery."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from lib import facts
from lib.estimators import gmm
from lib.panels import agglomeration
from lib.panels import agglomeration_facts as real
from lib.panels import agglomeration_synthetic as synthetic
from lib.panels import agglomeration_synthetic_covariates as covariates
from lib.panels import agglomeration_synthetic_outcomes as outcomes
from lib.panels.agglomeration import CONTROLS, EXTERNAL, REGIONS, SIZES
from lib.panels.agglomeration_columns import LAG, NAMES, printed_columns, printed_counts
from lib.panels.agglomeration_synthetic_presence import left_out, presence
from lib.schemas.iso3166 import ISO_3166
from lib.studies.agglomeration_spec import main_spec

DRAWS = 60
# What valid instruments leave in finite samples: system GMM's mean deviation over 300 draws of other seeds
# (1000 to 1299), to three digits; Monte Carlo errors 0.002 for the lag, 0.003 for the others; none is stated
# below 0.003.
SMALL_BIAS = {
    LAG: -0.007,
    "ln_resilience": 0.013,
    "ln_productivity": 0.011,
    "agglomeration_x_resilience": 0.004,
    "agglomeration_x_productivity": 0.004,
}


@pytest.fixture(scope="module")
def drawn():
    return synthetic.draw()


@pytest.fixture(scope="module")
def draws():
    """Many small draws of table 1, for what holds on average."""
    return [synthetic.draw(seed=seed, exhibits=("table_1",)) for seed in range(DRAWS)]


def before(wide, years=1):
    """Each city's value some years before, missing where the panel has none; columns are the nine years."""
    return np.hstack([np.full((len(wide), years), np.nan), wide[:, :-years]])


def test_the_panel_keeps_the_contract_and_the_same_seed_gives_the_same_bytes(drawn):
    panel = agglomeration.validate(drawn.panel, track="semi_synthetic")
    assert panel.attrs == {"track": "semi_synthetic"}
    pd.testing.assert_frame_equal(panel, drawn.panel)
    again = synthetic.draw().panel
    assert again.to_csv().encode() == panel.to_csv().encode()
    other = synthetic.draw(seed=1).panel
    same = ["city_code", "year", "ln_agglomeration", "ln_port_distance", "size", "region"]
    pd.testing.assert_frame_equal(other[same], panel[same])
    assert not np.allclose(other["ln_productivity"], panel["ln_productivity"])


def test_printed_counts_are_met_where_counts_says_so(drawn):
    counts = synthetic.counts(drawn.panel).set_index("sample")
    assert (counts["n"] == counts["n_printed"]).all() and len(counts) == 8
    off = counts["cities"] - counts["cities_printed"]
    # The real regions have 101 and 70 cities where 102 and 69 are printed; sizes change less often.
    assert off[["all", "east", "centre", "west"]].to_dict() == {"all": 0, "east": -1, "centre": 0, "west": 1}
    assert (off[list(SIZES)] < 0).all()
    for column in printed_columns():
        rows = len(column.frame(drawn.panel))
        assert rows == printed_counts()[column.sample][0]
    # With one lag no more than eight years are left of nine.
    assert counts.loc["all", "with_lag"] <= 8 * counts.loc["all", "cities"] < counts.loc["all", "n_printed"]


def test_a_panel_saved_after_a_draw_knows_what_it_rests_on(drawn):
    with facts.recording() as read:
        synthetic.draw(exhibits=("table_1",))
    tables = ["facts/cities", "facts/city_population", "facts/seaports", "published/agglomeration"]
    assert set(read) == {*(f"data/{name}.csv" for name in tables), "data/published/design.yml"}


def test_what_is_called_real_is_real(drawn):
    panel, people = drawn.panel, real.population()
    own = [people.loc[row.city_code, row.year] for row in panel.itertuples()]
    np.testing.assert_allclose(np.exp(panel["ln_agglomeration"]), own, rtol=1e-12)
    places = real.cities().set_index("city_code")
    np.testing.assert_allclose(
        np.expm1(panel["ln_port_distance"]), panel["city_code"].map(places["port_distance_km"]), rtol=1e-9
    )
    assert (panel["region"] == panel["city_code"].map(places["region"])).all()
    low, high = presence().limits
    of = pd.cut(np.exp(panel["ln_agglomeration"]), [0, low, high, np.inf], labels=SIZES[::-1])
    assert (of.astype(str) == panel["size"]).all()
    assert set(synthetic.provenance()["column"]) == set(agglomeration.PANEL.columns)


def untrimmed(column):
    """The column on the whole panel if its sample is trimmed: its equation is planted before that."""
    return replace(column, sample="all") if column.sample == "trimmed" else column


def framed(drawn, column):
    """The variables of a column with the error that was drawn, by city and year."""
    frame = untrimmed(column).frame(drawn.panel)
    frame["error"] = drawn.error(column.outcome_in(drawn.panel))[frame.index]
    return frame.set_index(["city_code", "year"])


@pytest.mark.parametrize("column", printed_columns(), ids=lambda column: column.name)
def test_every_outcome_obeys_its_planted_equation(drawn, column):
    frame = framed(drawn, column)
    truth = drawn.truth(column.exhibit, column.column)
    left = frame["y"] - frame["error"] - frame[list(column.terms)] @ truth[list(column.terms)]
    left = left[frame[LAG].notna()]
    # What is left is the intercept, the same in every row.
    assert len(left) > 400 and np.ptp(left) < 1e-9


def test_shortfall_says_what_part_of_the_printed_coefficients_is_planted(drawn):
    found = synthetic.shortfall(drawn).set_index(["exhibit", "column"])
    assert len(found) == 30 and found["in_full"].sum() > 15
    for column in printed_columns():
        truth, share = drawn.truth(column.exhibit, column.column), found.loc[column.exhibit, column.column]
        printed = column.planted
        assert truth[LAG] == printed[LAG]
        for term in column.regressors:
            assert truth[term] == pytest.approx(share["share"] * printed[term], rel=1e-12)
    # A share below one is only there where the printed coefficients leave no room for an error.
    short = found[~found["in_full"]]
    assert (short["share"] > 0.7).all() and (short["share"] < 1).all()
    frame = framed(drawn, printed_columns("table_1")[1])
    column = printed_columns("table_1")[1]
    explained = frame[list(column.regressors)] @ pd.Series(column.planted)[list(column.regressors)]
    assert explained.var() > outcomes.ROOM and not found.loc[("table_1", "(2)"), "in_full"]


@pytest.mark.parametrize("value", [0.3, 0.999, 1.4])
def test_the_shares_give_variance_one(value):
    rng = np.random.default_rng(2)
    a, b = rng.normal(size=(2, 500))
    a *= np.sqrt(value) / a.std(ddof=1)
    share, sigma = outcomes._shares(a, 0.7 * b + 0.1 * a)
    assert np.var(share * a + sigma * (0.7 * b + 0.1 * a), ddof=1) == pytest.approx(1)
    assert 0 < share <= 1 and sigma > 0 and (share == 1) == (value == 0.3)


def moments(drawn):
    """Correlation of each instrument of the main reading with the error that it has to be orthogonal to."""
    column = printed_columns("table_1")[0]
    wide = framed(drawn, column).unstack("year")
    error, y = wide["error"].to_numpy(), wide["y"].to_numpy()
    used = np.where(np.isnan(before(y)), np.nan, 1.0)
    error = error - np.nanmean(error * used)
    found = {}
    for name in ("y", *column.core):
        x = wide[name].to_numpy()
        found[f"difference {name}"] = _moment(before(x, 2), error - before(error))
        found[f"level {name}"] = _moment(before(x) - before(x, 2), error)
        found[f"least squares {name}"] = _moment(before(x) if name == "y" else x, error * used)
    for name in (*CONTROLS, EXTERNAL):
        found[f"level {name}"] = _moment(wide[name].to_numpy(), error * used)
    return found


def _moment(instrument, error):
    rows = ~np.isnan(instrument * error)
    return (instrument * error)[rows].mean() / (instrument[rows].std() * error[rows].std())


def z_of(found):
    return found.mean() / found.std() * np.sqrt(len(found))


def test_instruments_of_the_main_reading_are_valid_and_least_squares_is_not(draws):
    found = pd.DataFrame([moments(drawn) for drawn in draws])
    z = z_of(found)
    valid = [name for name in found if not name.startswith("least squares")]
    assert len(valid) == 19
    # Twelve moments of system GMM and seven IV-style ones. What stays the same for a city is correlated with
    # its effect by chance, about 0.5 / sqrt(280) a draw: hence 0.02 for a mean of 60.
    assert z[valid].abs().max() < 4 and found[valid].mean().abs().max() < 0.02
    for name in ("y", "ln_resilience", "ln_productivity"):
        assert z[f"least squares {name}"] > 30 and found[f"least squares {name}"].mean() > 0.15
    assert z["least squares agglomeration_x_resilience"] > 2


def other_draws(**options):
    return [synthetic.draw(seed=seed, exhibits=("table_1",), **options) for seed in range(DRAWS // 2)]


def test_options_spoil_what_they_are_meant_to_spoil():
    serial = z_of(pd.DataFrame([moments(drawn) for drawn in other_draws(serial=0.5)]))
    assert abs(serial["difference y"]) > 4 and abs(serial["difference ln_productivity"]) > 4
    exogenous = pd.DataFrame([moments(drawn) for drawn in other_draws(response=0.0)])
    assert abs(z_of(exogenous)["least squares ln_resilience"]) < 4
    # Resilience of 2006 holds growth of 2008: only with the option does it know the shock of 2008.
    for responds in (False, True):
        known = z_of(pd.Series([_of_2006_with_2008(d) for d in other_draws(base_year_responds=responds)]))
        assert (abs(known) > 10) == responds


def errors(draws, **changes):
    """Estimates of the main reading less what is planted, one row a draw, with instruments changed."""
    column = printed_columns("table_1")[0]
    off = []
    for drawn in draws:
        found = gmm.estimate(column.frame(drawn.panel), main_spec(column, **changes), "city_code", "year")
        off.append(
            found.params.rename(NAMES)[list(column.terms)] - drawn.truth("table_1")[list(column.terms)]
        )
    return pd.DataFrame(off, index=range(len(off)))


def test_own_lags_recover_an_agglomeration_that_answers_the_shock():
    """Only the option puts it to the test: system GMM with own lags finds it, other estimators do not."""
    draws = other_draws(agglomeration_responds=True)
    moves = [_change_with_shock(drawn) for drawn in draws]
    assert abs(z_of(pd.Series(moves))) > 20
    main = main_spec(printed_columns("table_1")[0])
    found = errors(draws)["ln_agglomeration"]
    assert abs(z_of(found)) < 4 and found.std() / np.sqrt(len(found)) < 0.02
    exogenous = errors(
        draws,
        gmm=tuple(style for style in main.gmm if style.variables != ("ln_agglomeration",)),
        iv=(*main.iv, gmm.exogenous("ln_agglomeration")),
    )["ln_agglomeration"]
    assert z_of(exogenous) > 6 and exogenous.mean() > 0.04
    column = printed_columns("table_1")[0]
    for drawn in draws[:3]:
        rows = column.frame(drawn.panel).dropna(subset=[LAG])
        within = _least_squares(rows, column.terms, rows["city_code"])["ln_agglomeration"]
        assert within - drawn.truth("table_1")["ln_agglomeration"] > 0.3


def test_agglomeration_of_the_track_answers_nothing(draws):
    """Real, so that its changes know no drawn shock and its level no drawn effect."""
    found = pd.DataFrame(
        [
            (_change_with_shock(one), one.panel["ln_agglomeration"].corr(pd.Series(one.effect)))
            for one in draws
        ]
    )
    assert z_of(found).abs().max() < 4


def _change_with_shock(drawn):
    panel = drawn.panel.assign(shock=drawn.shock).sort_values(["city_code", "year"])
    return panel.groupby("city_code")["ln_agglomeration"].diff().corr(panel["shock"])


def test_without_an_answer_system_gmm_recovers_without_any_stated_bias():
    """`SMALL_BIAS` is measured by the same code as it checks; here the planted numbers alone are the bar.

    Over 200 draws 0.013 (0.004) of productivity remains, less than these can tell from zero.
    """
    off = errors(other_draws(response=0.0))
    assert z_of(off).abs().max() < 4
    assert (off.std() / np.sqrt(len(off))).max() < 0.02


def test_what_provenance_says_of_a_drawn_variable_holds(draws):
    """Size, nearness, trend and answer are named where the draws show them, and only there."""
    there = presence()
    size = np.log(there.people).mean(axis=1)
    near = -np.log1p(there.cities["port_distance_km"].to_numpy())
    known = np.column_stack([np.ones(len(size)), size, near])
    says = synthetic.provenance().set_index("column")["how"]
    for name in ("ln_unemployment", "ln_productivity", *CONTROLS, EXTERNAL):
        if name in ("ln_port_distance", "development_zone"):
            continue
        seen = pd.DataFrame([_seen(one, name, known) for one in draws])
        shown = (z_of(seen).abs() > 4).to_dict()
        words = {"size": "its size", "near": "nearness", "trend": "trend", "answer": "answers the shock",
                 "lasts": "persistent"}  # fmt: skip
        assert shown == {key: word in says[name] for key, word in words.items()}, name
        assert ("exogenous" in says[name]) == (not shown["answer"])
        assert "never falls" not in says[name]
    zones = draws[0].panel.sort_values(["city_code", "year"]).groupby("city_code")["development_zone"]
    assert (zones.diff().dropna() >= 0).all() and "ever above zero" in says["development_zone"]


def _seen(drawn, name, known):
    """Slopes of the cities' levels, the trend, the answer and the persistence of a drawn variable."""
    panel = drawn.panel.assign(shock=drawn.shock).sort_values(["city_code", "year"])
    cities = panel.groupby("city_code")
    slopes = np.linalg.lstsq(known, cities[name].mean().to_numpy(), rcond=None)[0]
    year = panel["year"] - cities["year"].transform("mean")
    around = panel[name] - cities[name].transform("mean")
    trend = (around * year).sum() / (year**2).sum()
    left = around - trend * year
    return {
        "size": slopes[1],
        "near": slopes[2],
        "trend": trend,
        "answer": left.corr(panel["shock"]),
        "lasts": left.corr(left.groupby(panel["city_code"]).shift()),
    }


def test_drawn_regressors_are_no_more_alike_than_is_said(draws):
    own = [*agglomeration.RESILIENCE[:2], "ln_productivity", *CONTROLS, EXTERNAL]
    own.remove("ln_port_distance")  # real
    for one in draws:
        found = one.panel[own].corr().to_numpy()
        assert np.abs(found - np.eye(len(own))).max() < covariates.MOST_ALIKE


def test_city_years_left_out_are_those_counted(drawn):
    people = facts.load("city_population").query("2003 <= year <= 2011").dropna(subset="urban_population_10k")
    people = people[people["city_code"].astype(int).isin(real.cities()["city_code"])]
    kept = people["city_code"].astype(int).isin(drawn.panel["city_code"])
    gone, further = left_out()
    assert gone == (~kept).sum() and further == kept.sum() - len(drawn.panel)
    says = synthetic.provenance().set_index("column")["how"]["year"]
    assert f"{gone + further} city-years" in says and f"{gone} of the six cities and {further} that" in says


def _of_2006_with_2008(drawn):
    shocks = drawn.panel.assign(shock=drawn.shock).query("year == 2008").set_index("city_code")["shock"]
    return drawn.panel.query("year == 2006").set_index("city_code")["ln_resilience"].corr(shocks)


def test_system_gmm_recovers_what_is_planted_where_least_squares_and_within_do_not(draws):
    column = printed_columns("table_1")[0]
    system, pooled, within, truth = [], [], [], []
    for drawn in draws:
        frame = column.frame(drawn.panel)
        truth.append(drawn.truth("table_1"))
        found = gmm.estimate(frame, main_spec(column), unit="city_code", time="year")
        system.append(found.params.rename(NAMES))
        rows = frame.dropna(subset=[LAG])
        pooled.append(_least_squares(rows, column.terms, np.zeros(len(rows))))
        within.append(_least_squares(rows, column.terms, rows["city_code"]))
    terms = list(column.terms)
    truth = pd.DataFrame(truth, index=range(DRAWS))[terms]
    estimates = {"system": system, "pooled": pooled, "within": within}
    off = {name: pd.DataFrame(rows, index=range(DRAWS))[terms] - truth for name, rows in estimates.items()}
    error = {name: rows.std() / np.sqrt(DRAWS) for name, rows in off.items()}
    stated = pd.Series(SMALL_BIAS).reindex(terms).fillna(0.0)
    assert ((off["system"].mean() - stated).abs() < 4 * error["system"]).all()
    # By the same measure the others fail, and in the known direction for the lag.
    for name, sign in (("pooled", 1), ("within", -1)):
        found = off[name].mean()
        assert sign * found[LAG] > 0.1 + 4 * error[name][LAG]
        for term in ("ln_productivity", "ln_resilience"):
            assert found[term] - stated[term] > 0.1 + 4 * error[name][term]


def _least_squares(rows, terms, groups):
    numbers = rows[["y", *terms]]
    net = numbers - numbers.groupby(np.asarray(groups)).transform("mean")
    free = [term for term in terms if net[term].std() > 1e-9]
    slopes = np.linalg.lstsq(net[free].to_numpy(), net["y"].to_numpy(), rcond=None)[0]
    return pd.Series(slopes, free).reindex(list(terms))


# US$: more than the exports of any Chinese city by 2011; subheadings of the HS of 2007; China's partners.
MOST = {"ln_value": 2.5e11, "ln_varieties": 5_052, "ln_destinations": len(ISO_3166 - {"CHN"})}


def test_no_drawn_level_is_impossible(drawn, draws):
    for one in (drawn, *draws):
        for name in one.sigma:
            levels = np.exp(one.panel[name])
            assert 1 <= levels.min() and levels.max() <= MOST[name.partition("__")[0]], (name, one.seed)


def test_the_scale_of_the_levels_changes_no_variable_of_a_regression(drawn, monkeypatch):
    monkeypatch.setattr(outcomes, "SCALES", dict.fromkeys(outcomes.SCALES, (30.0, 2.5)))
    other = synthetic.draw()
    assert (other.panel["ln_value"] - drawn.panel["ln_value"]).min() > 1
    for column in printed_columns():
        pd.testing.assert_frame_equal(
            column.frame(other.panel), column.frame(drawn.panel), rtol=0, atol=1e-11
        )


def test_groups_differ_as_printed(drawn):
    large, small = (drawn.truth("table_4", name)["agglomeration_x_productivity"] for name in ("(1)", "(3)"))
    assert large > small
    east, centre, west = (drawn.truth("table_6", f"({k})")["agglomeration_x_productivity"] for k in (1, 2, 3))
    assert centre > east > west


def test_the_lag_can_be_chosen():
    drawn = synthetic.draw(exhibits=("table_1", "table_4"), lag=0.5)
    assert (drawn.planted[drawn.planted["term"] == LAG]["planted"] == 0.5).all()
    assert list(drawn.panel)[-1] == "ln_value__table_4"
    assert synthetic.draw(exhibits=("table_4",)).panel["ln_varieties"].isna().all()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"exhibits": ("table_9",)}, r"exhibits=\('table_9',\): give a tuple of table_1"),
        ({"exhibits": "table_1"}, "exhibits='table_1': give a tuple of"),
        ({"exhibits": ()}, r"exhibits=\(\): give a tuple of"),
        ({"lag": 1.0}, "lag=1.0: give a number from 0 to below 1"),
        ({"response": 1.2}, "response=1.2: give a number from 0 to 1"),
        ({"serial": -1.0}, "serial=-1.0: give an autocorrelation between -1 and 1"),
    ],
)
def test_arguments_out_of_range_are_named(arguments, says):
    with pytest.raises(ValueError, match=says):
        synthetic.draw(**arguments)


def test_what_was_not_drawn_is_named():
    with pytest.raises(ValueError, match=r"table_4 \(1\) was not drawn; there are: table_1"):
        synthetic.draw(exhibits=("table_1",)).truth("table_4")


def test_presence_meets_every_printed_region():
    there = presence()
    for region in REGIONS:
        rows = there.rows[(there.cities["region"] == region).to_numpy()]
        assert rows.sum() == printed_counts()[region][0] and (rows.sum(axis=1) >= 4).all()
