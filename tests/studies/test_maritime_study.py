"""The maritime model under one reading: its identities, and its tables and figures by hand."""

import numpy as np
import pandas as pd
import pytest

from lib.estimators import frontier
from lib.exhibits import files
from lib.panels import maritime
from lib.panels.maritime import GRAVITY, INEFFICIENCY, MAIN_GRAVITY, Choices
from lib.results import TIDY
from lib.studies import maritime as study
from lib.studies.maritime import Estimate

CHINA = ("ln_gdp_per_head_china", "ln_gdp_china", "ln_distance")
EFFICIENCY = {  # host: region, efficiency of 2004 and of 2005; the last host has one row
    "AAA": ("ASEAN", 0.8, 0.6),
    "BBB": ("ASEAN", 0.5, 0.3),
    "CCC": ("Gulf", 0.1, 0.2),
    "DDD": ("Gulf", 0.05, 0.15),
    "EEE": ("Gulf", 0.9, 0.7),
    "FFF": ("South Asia", 0.04, None),
}


@pytest.fixture(scope="module")
def panel():
    return maritime.build("public")


@pytest.fixture(scope="module")
def main(panel):
    return {name: study.estimate(panel, Choices(outcome=name)) for name in ("flow", "stock")}


@pytest.fixture(scope="module")
def found(panel):
    return {name: study.sensitivities(panel, Choices(outcome=name)) for name in ("flow", "stock")}


@pytest.fixture
def tiny() -> Estimate:
    rows = [
        (host, year, region, value)
        for host, (region, *values) in EFFICIENCY.items()
        for year, value in zip((2004, 2005), values, strict=True)
        if value is not None
    ]
    sample = pd.DataFrame(rows, columns=["iso3", "year", "region", "efficiency"])
    return Estimate(Choices(outcome="flow"), sample, None)


def values(rows: pd.DataFrame, *keys: str) -> dict:
    return rows.set_index(list(keys))["value"].to_dict()


@pytest.mark.parametrize("outcome", ["flow", "stock"])
def test_potential_is_investment_over_efficiency(panel, main, outcome):
    one = main[outcome]
    expected = maritime.sample(panel, one.choices)
    pd.testing.assert_frame_equal(one.sample[expected.columns], expected)
    np.testing.assert_allclose(
        one.sample["potential"] * one.sample["efficiency"], expected["ofdi"], rtol=1e-12
    )
    assert one.sample["efficiency"].between(0, 1, inclusive="right").all()
    assert (one.sample["potential"] >= one.sample["ofdi"]).all()


@pytest.mark.parametrize("outcome", ["flow", "stock"])
def test_pairs_of_the_hosts_size_are_one_model(panel, outcome):
    pairs = {
        "gdp": ("ln_gdp", "ln_gdp_per_head"),
        "population": ("ln_population", "ln_gdp"),
        "head": ("ln_population", "ln_gdp_per_head"),
    }
    fits = {
        name: study.estimate(panel, Choices(outcome=outcome, gravity=(*pair, *CHINA)), cov_type="none").result
        for name, pair in pairs.items()
    }
    first = fits["gdp"]
    a, b = first.params["ln_gdp"], first.params["ln_gdp_per_head"]
    # The search stops where a step gains less than 1e-9 of log-likelihood: parameters agree to about the
    # root of that.
    linked = {"population": {"ln_population": -b, "ln_gdp": a + b},
              "head": {"ln_population": a, "ln_gdp_per_head": a + b}}  # fmt: skip
    for name, expected in linked.items():
        other = fits[name]
        assert other.loglik == pytest.approx(first.loglik, rel=1e-9)
        np.testing.assert_allclose(other.efficiency, first.efficiency, rtol=1e-6)
        same = [term for term in first.params.index if term not in ("ln_gdp", "ln_gdp_per_head")]
        np.testing.assert_allclose(other.params[same], first.params[same], rtol=1e-5, atol=1e-7)
        for term, value in expected.items():
            assert other.params[term] == pytest.approx(value, rel=1e-5)


def test_all_six_regressors_are_refused_with_the_relation(panel):
    with pytest.raises(ValueError, match=r"ln_gdp = ln_population \+ ln_gdp_per_head"):
        study.estimate(panel, Choices(gravity=GRAVITY))


@pytest.mark.parametrize(
    ("model", "terms"), [("bc95", INEFFICIENCY), ("bc92", ()), ("bc92_eta", ()), ("half_normal", ())]
)
def test_only_the_model_of_1995_has_the_inefficiency_variables(model, terms):
    spec = study.specification(Choices(), model=model)
    assert (spec.inefficiency, spec.regressors) == (terms, MAIN_GRAVITY)


def test_a_dummy_that_is_constant_in_the_sample_is_left_out_and_nothing_else(panel):
    early = study.estimate(panel, Choices(energy="until_2009"), cov_type="none")
    assert early.sample["year"].max() == 2009
    assert set(INEFFICIENCY) - set(early.result.spec.inefficiency) == {"road"}
    by_hand = frontier.FrontierSpec(
        **{
            **vars(study.specification(Choices())),
            "inefficiency": tuple(n for n in INEFFICIENCY if n != "road"),
        }
    )
    again = frontier.fit(early.sample, by_hand, cov_type="none")
    assert early.result.loglik == pytest.approx(again.loglik, rel=1e-12)


def test_counts_of_figure_3_by_hand(tiny):
    rows = study.figure_3(tiny)
    assert set(rows["column"]) == {"flow"}
    got = values(rows, "panel", "statistic")
    # Mean over the eleven rows 4.34 / 11 = 0.3945; the mean over the six hosts would be 0.365.
    assert got["all", "mean_efficiency"] == pytest.approx(4.34 / 11)
    assert (got["all", "lowest_of_rows"], got["all", "highest_of_rows"]) == (0.04, 0.9)
    means = {"AAA": 0.7, "BBB": 0.4, "CCC": 0.15, "DDD": 0.1, "EEE": 0.8, "FFF": 0.04}
    for host, mean in means.items():
        assert got[host, "mean_efficiency"] == pytest.approx(mean)
    counts = {"all": 3, "ASEAN": 2, "Gulf": 1, "South Asia": 0}
    lowest = {"ASEAN": 1, "Gulf": 2, "South Asia": 1}
    assert {name: got[name, "count_above_mean"] for name in counts} == counts
    assert {name: got[name, "count_lowest_four"] for name in lowest} == lowest


def test_figure_4_by_hand(tiny):
    got = values(study.figure_4(tiny), "panel")
    assert got == pytest.approx({"ASEAN": 2.2 / 4, "Gulf": 2.1 / 6, "South Asia": 0.04})


def test_figure_5_by_hand(tiny):
    third = pd.DataFrame({"iso3": ["AAA", "CCC"], "region": ["ASEAN", "Gulf"], "efficiency": [0.6, 0.2]})
    sample = pd.concat([tiny.sample, third.assign(year=2006)], ignore_index=True)
    rows = study.figure_5(Estimate(tiny.choices, sample, None))
    assert not rows.duplicated(["panel", "term", "statistic"]).any()
    got = values(rows, "panel", "term", "statistic")
    asean = [1.3 / 2, 0.9 / 2, 0.6]
    gulf = [1.05 / 3, 1.05 / 3, 0.2]
    for name, series in {"ASEAN": asean, "Gulf": gulf}.items():
        assert [got[name, year, "mean_efficiency"] for year in (2004, 2005, 2006)] == pytest.approx(series)
        volatility = np.diff(series).std(ddof=1) / np.mean(series)
        assert got[name, "2004-2015", "volatility"] == pytest.approx(volatility)
    assert got["all", 2004, "mean_efficiency"] == pytest.approx(2.39 / 6)
    assert ("all", "2004-2015", "volatility") not in got


def test_table_1_holds_the_likelihood_ratio(main):
    rows = study.specification_tests(list(main.values()), "public")
    assert list(rows.columns) == TIDY
    got = values(rows, "column", "statistic")
    for outcome, one in main.items():
        assert got[outcome, "lr"] == pytest.approx(
            2 * (got[outcome, "loglik"] - got[outcome, "loglik_without"])
        )
        # Gamma, the intercept and thirteen slopes of the inefficiency.
        assert got[outcome, "lr_df"] == 2 + len(INEFFICIENCY)
        assert (got[outcome, "lr"] > got[outcome, "lr_critical_1pct"]) == (got[outcome, "p"] < 0.01)
        x = np.column_stack([np.ones(len(one.sample)), one.sample[list(MAIN_GRAVITY)]])
        residual = one.sample["ln_ofdi"] - x @ np.linalg.lstsq(x, one.sample["ln_ofdi"], rcond=None)[0]
        n = len(residual)
        gaussian = -n / 2 * (np.log(2 * np.pi * (residual**2).mean()) + 1)
        assert got[outcome, "loglik_without"] == pytest.approx(gaussian, rel=1e-9)


@pytest.mark.parametrize(("exhibit", "terms"), [("table_2", INEFFICIENCY), ("table_3", MAIN_GRAVITY)])
def test_tables_2_and_3_hold_their_terms_under_the_printed_names(main, exhibit, terms):
    rows = study.main_tables(list(main.values()), exhibit=exhibit, terms=terms, track="public")
    files.check_tidy(rows, paper="maritime", exhibit=exhibit, track="public")
    assert set(rows["term"]) == set(terms) and set(rows["column"]) == {"flow", "stock"}
    wide = rows.pivot(index=["column", "term"], columns="statistic", values="value")
    np.testing.assert_allclose(wide["t"], wide["coef"] / wide["se"], rtol=1e-12)
    name = terms[0]
    reported = f"delta:{name}" if exhibit == "table_2" else name
    assert wide.loc[("stock", name), "coef"] == main["stock"].result.params[reported]


def test_sensitivities_change_one_thing_each(found, main):
    readings = found["stock"]
    assert list(readings) == [*study.SENSITIVITIES, "1992, constant", "1992, eta"]
    assert readings["main"].result.loglik == main["stock"].result.loglik
    for name, (changes, _) in study.SENSITIVITIES.items():
        assert readings[name].choices == Choices(outcome="stock").but(**changes)
    clustered = readings["clustered s.e."].result
    pd.testing.assert_series_equal(clustered.params, main["stock"].result.params)
    assert not np.allclose(clustered.std_errors, main["stock"].result.std_errors, equal_nan=True)
    assert "delta_0" not in readings["no intercept"].result.params


def test_summary_of_sensitivities(found):
    table = study.sensitivity_summary(found["flow"])
    assert table.index.name == "reading" and list(table.index) == list(found["flow"])
    assert table.loc["main", "rank correlation"] == pytest.approx(1, abs=1e-12)
    for name, one in found["flow"].items():
        by_host = one.sample.groupby("iso3")["efficiency"].mean()
        row = table.loc[name]
        assert row["rows"] == len(one.sample)
        assert (by_host[row["highest"]], by_host[row["lowest"]]) == (by_host.max(), by_host.min())


def test_t_statistics_of_sensitivities(found):
    terms = (*INEFFICIENCY, *MAIN_GRAVITY)
    table = study.sensitivity_t(found["stock"], terms)
    assert list(table.columns) == list(study.SENSITIVITIES) and list(table.index) == list(terms)
    assert np.isnan(table.loc["road", "until 2009"])
    assert np.isnan(table.loc["ln_gdp_per_head_china", "China's GDP only"])
    rows = study.tidy_t(table, "signs_stock", "stock", "public")
    files.check_tidy(rows, paper="maritime", exhibit="signs_stock", track="public")
    assert len(rows) == table.notna().to_numpy().sum()
    back = rows.pivot(index="term", columns="panel", values="value").loc[table.index, table.columns]
    np.testing.assert_array_equal(back.to_numpy(), table.to_numpy())


def test_terms_that_keep_their_sign_and_terms_that_turn():
    table = pd.DataFrame(
        {
            "one": [2.0, -1.0, 2.0, 2.0, 0.0, np.nan, np.nan],
            "two": [0.1, -3.0, -2.0, -1.0, 1.0, -4.0, np.nan],
        },
        index=["positive", "negative", "turning", "wavering", "zero", "absent once", "absent"],
    )
    got = study.steady(table)
    assert got == {"steady": ["positive", "negative", "absent once"], "turning": ["turning"]}
    assert study.steady(table, critical=0.5)["turning"] == ["turning", "wavering"]


def test_efficiencies_are_three_exhibits_without_a_key_twice(main):
    rows = study.efficiency_rows(list(main.values()), "public")
    for exhibit, part in rows.groupby("exhibit"):
        files.check_tidy(part, paper="maritime", exhibit=exhibit, track="public")
    assert set(rows["exhibit"]) == {"figure_3", "figure_4", "figure_5"}
    figure_3 = rows[(rows["exhibit"] == "figure_3") & (rows["statistic"] == "mean_efficiency")]
    got = values(figure_3, "column", "panel")
    assert got["stock", "all"] == main["stock"].sample["efficiency"].mean()


def test_a_reading_holds_the_tables_and_figures_of_its_estimates(main):
    rows = study.as_reading(list(main.values()), "another", "public")
    files.check_readings(rows, paper="maritime", track="public")
    assert set(rows["reading"]) == {"another"}
    assert set(rows["exhibit"]) == {"table_2", "table_3", "figure_3", "figure_4", "figure_5"}
    part = rows[rows["exhibit"] == "table_3"]
    expected = study.main_tables(list(main.values()), exhibit="table_3", terms=GRAVITY, track="public")
    pd.testing.assert_frame_equal(part.drop(columns="reading").reset_index(drop=True), expected)


def test_bootstrap_keeps_the_estimates_and_widens_the_errors(main):
    one = main["stock"]
    again = study.bootstrap(one, draws=12, seed=5)
    pd.testing.assert_series_equal(again.result.params, one.result.params)
    assert again.result.cov_type == "parametric bootstrap, 12 draws"
    assert (again.result.std_errors.drop("gamma") > 0).all()
    same = study.bootstrap(one, draws=12, seed=5)
    pd.testing.assert_frame_equal(again.result.cov, same.result.cov)
    assert not again.result.cov.equals(study.bootstrap(one, draws=12, seed=6).result.cov)


def test_table_model_by_model_by_hand(main):
    tidy = pd.DataFrame(
        [
            ("flow", "x", "coef", 0.5),
            ("flow", "x", "p", 0.04),
            ("stock", "x", "coef", -0.25),
            ("stock", "x", "p", 0.5),
        ],
        columns=["column", "term", "statistic", "value"],
    )
    claim = {
        "term": "x",
        "column": "any(flow, stock)",
        "expected": "+",
        "comparator": "significant",
        "level": "0.10",
    }
    judged = pd.DataFrame([claim | {"verdict": "exact", "cause": "", "reason": ""}])
    row = study.model_by_model(tidy, judged, pd.Series({"x": "the variable"})).iloc[0]
    assert row.to_list() == ["the variable", "flow or stock", "+ significant at 10%", "0.5 (p = 0.040)",
                             "-0.25 (p = 0.500)", "exact", ""]  # fmt: skip
    absent = study.model_by_model(tidy[tidy["column"] == "flow"], judged, pd.Series(dtype=object)).iloc[0]
    assert absent["ours, stock"] == "not identified"
