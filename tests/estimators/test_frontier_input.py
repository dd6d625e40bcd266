"""Bad input planted in a good frame: the error names the place and the remedy."""

import re

import numpy as np
import pandas as pd
import pytest

from lib.estimators.frontier import FrontierSpec, collinear_relations, fit, loglikelihood

SPEC = FrontierSpec("y", ("a", "b"), "bc95", ("z",), unit="unit", period="year")


@pytest.fixture
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    keys = pd.MultiIndex.from_product(
        [["KAZ", "KGZ", "MNG", "TJK"], range(2001, 2011)], names=["unit", "year"]
    )
    made = pd.DataFrame(rng.standard_normal((40, 4)), columns=["a", "b", "z", "c"], index=keys).reset_index()
    made["y"] = 1 + made["a"] + 0.3 * rng.standard_normal(40) - rng.exponential(size=40)
    return made


def refuses(frame, spec, error, *words, **options):
    with pytest.raises(error) as caught:
        fit(frame, spec, **options)
    for word in words:
        assert word in str(caught.value)


def test_the_good_frame_passes(frame):
    assert np.isfinite(fit(frame, SPEC).loglik)


@pytest.mark.parametrize("column", ["y", "a", "z"])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_missing_or_infinite_value(frame, column, value):
    frame.loc[[17, 30], column] = value
    refuses(frame, SPEC, ValueError, f"column '{column}'", "2 missing or infinite", "row 17", "dropna")


def test_text_in_a_number_column(frame):
    frame["a"] = frame["a"].astype(object)
    frame.loc[5, "a"] = "n.a."
    refuses(frame, SPEC, TypeError, "column 'a'", "'n.a.'", "row 5", "to_numeric")


def test_no_rows(frame):
    refuses(frame.iloc[:0], SPEC, ValueError, "no rows")


def test_not_a_frame(frame):
    refuses(frame.to_numpy(), SPEC, TypeError, "ndarray", "DataFrame")


def test_duplicate_keys(frame):
    frame.loc[3, "year"] = 2002
    refuses(frame, SPEC, ValueError, "1 duplicate (unit, year) key(s), first: KAZ 2002")


@pytest.mark.parametrize("absent", ["y", "a", "z", "unit", "year"])
def test_absent_column(frame, absent):
    refuses(frame.drop(columns=absent), SPEC, KeyError, f"column '{absent}' is not in the frame", "it has")


def test_column_twice(frame):
    frame.insert(0, "a", 1.0, allow_duplicates=True)
    refuses(frame, SPEC, ValueError, "column 'a' stands 2 times")


def test_missing_unit(frame):
    frame.loc[4, "unit"] = None
    refuses(frame, FrontierSpec("y", ("a",), "bc92", unit="unit"), ValueError, "column 'unit'", "row 4")


def test_more_parameters_than_rows(frame):
    refuses(frame.iloc[:6], SPEC, ValueError, "6 rows for 7 parameters")


def test_exact_fit(frame):
    refuses(frame.assign(y=2 * frame["a"] - 1), SPEC, ValueError, "exactly")


def test_one_period_only_with_eta(frame):
    once = frame[frame["year"] == 2001]
    once = pd.concat([once.assign(unit=once["unit"] + str(i), y=once["y"] + i * once["c"]) for i in range(5)])
    spec = FrontierSpec("y", ("a",), "bc92_eta", unit="unit", period="year")
    refuses(once, spec, ValueError, "'year' holds one period only")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"model": "weibull"}, "weibull"),
        ({"sign": "profit"}, "profit"),
        ({"model": "bc92", "inefficiency": (), "unit": None}, "set unit"),
        ({"model": "bc92_eta", "inefficiency": (), "period": None}, "set period"),
        ({"model": "half_normal"}, "no inefficiency variables"),
        ({"free_mu": True}, "free_mu"),
        ({"regressors": ("a", "a")}, "twice"),
        ({"regressors": ("y",)}, "outcome 'y'"),
        ({"inefficiency": ("y",)}, "outcome 'y'"),
        ({"regressors": ("gamma",)}, "rename"),
        ({"regressors": ("delta:z",)}, "two parameters would be named 'delta:z'"),
        ({"inefficiency": ("z", "z")}, "twice"),
        ({"regressors": (), "intercept": False}, "neither"),
    ],
)
def test_specification_refuses(options, words):
    given = {"outcome": "y", "regressors": ("a",), "model": "bc95", "inefficiency": ("z",), "unit": "unit"}
    with pytest.raises(ValueError, match=re.escape(words)):
        FrontierSpec(**(given | options))


def test_covariance_choices(frame):
    refuses(frame, SPEC, ValueError, "cov_type is 'robust'", cov_type="robust")
    refuses(frame, SPEC, ValueError, "go together", cov_type="cluster")
    refuses(frame, SPEC, ValueError, "go together", cluster="unit")
    refuses(frame, SPEC, KeyError, "'region' is not in the frame", cov_type="cluster", cluster="region")
    one = frame.assign(region="A")
    refuses(one, SPEC, ValueError, "one cluster only", cov_type="cluster", cluster="region")
    gap = frame.assign(region=[None] + ["A", "B", "C"] * 13)
    refuses(gap, SPEC, ValueError, "'region' has no cluster in row 0", cov_type="cluster", cluster="region")
    twice = frame.assign(region="A")
    twice.insert(0, "region", "B", allow_duplicates=True)
    refuses(twice, SPEC, ValueError, "'region' stands 2 times", cov_type="cluster", cluster="region")
    panel = FrontierSpec("y", ("a",), "bc92", unit="unit")
    refuses(frame, panel, ValueError, "changes within a unit", cov_type="cluster", cluster="year")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("max_iterations", 0),
        ("max_iterations", -3),
        ("max_iterations", 2.5),
        ("n_random", -1),
        ("n_random", True),
    ],
)
def test_counts_out_of_range(frame, option, value):
    refuses(frame, SPEC, ValueError, f"{option} is {value!r}: give a whole number", **{option: value})


def test_no_specification(frame):
    refuses(frame, None, TypeError, "spec is a NoneType: pass a FrontierSpec")
    with pytest.raises(TypeError, match="pass a FrontierSpec"):
        loglikelihood(frame, None, pd.Series(dtype=float))


def test_parameters_of_the_likelihood(frame):
    params = fit(frame, SPEC).params
    for bad in (np.nan, np.inf):
        with pytest.raises(ValueError, match=f"parameter 'b' is {bad}: give a finite number"):
            loglikelihood(frame, SPEC, pd.Series({**params, "b": bad}))
    with pytest.raises(ValueError, match="parameter 'a' stands twice"):
        loglikelihood(frame, SPEC, pd.concat([params, params[["a"]]]))
    with pytest.raises(KeyError, match="delta:z"):
        loglikelihood(frame, SPEC, params.drop("delta:z"))
    with pytest.raises(ValueError, match="gamma 1"):
        loglikelihood(frame, SPEC, params.replace(params["gamma"], 1.0))


# collinearity


def gravity(rows: int = 60) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    made = pd.DataFrame({"ln_population": rng.normal(16, 1, rows), "ln_gdp_per_head": rng.normal(8, 1, rows)})
    made["ln_gdp"] = made["ln_population"] + made["ln_gdp_per_head"]
    made["corruption"], made["corruption_china"] = rng.normal(size=(2, rows))
    made["distance_in_corruption"] = made["corruption"] - made["corruption_china"]
    made["y"] = made["ln_gdp"] + 0.3 * rng.normal(size=rows) - rng.exponential(size=rows)
    return made


def test_collinear_regressors_are_named_with_their_relation():
    spec = FrontierSpec("y", ("ln_gdp", "ln_population", "ln_gdp_per_head"))
    refuses(gravity(), spec, ValueError, "frontier regressors", "ln_gdp = ln_population + ln_gdp_per_head")


def test_collinear_inefficiency_variables_are_named_too():
    z = ("corruption", "corruption_china", "distance_in_corruption")
    spec = FrontierSpec("y", ("ln_gdp",), "bc95", z)
    words = "corruption = corruption_china + distance_in_corruption"
    refuses(gravity(), spec, ValueError, "inefficiency variables", words)


def test_a_column_in_both_parts_is_no_collinearity():
    assert fit(gravity(), FrontierSpec("y", ("ln_gdp",), "bc95", ("ln_gdp",))).nobs == 60


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda f: f.assign(c=3.0), "c = 3 (a constant)"),
        (lambda f: f.assign(c=0.0), "c = 0"),
        (lambda f: f.assign(c=2 * f["ln_gdp"] + 1), "c = 1 + 2 ln_gdp"),
        (
            lambda f: f.assign(c=0.5 * f["ln_population"] - 2 * f["corruption"]),
            "c = 0.5 ln_population - 2 corruption",
        ),
        (lambda f: f.assign(c=1e9 * f["ln_gdp"]), "c = 1e+09 ln_gdp"),
    ],
)
def test_relations_in_words(make, words):
    names = ["ln_population", "corruption", "c"] if "population" in words else ["ln_gdp", "c"]
    assert collinear_relations(make(gravity()), names) == [words]


def test_dummies_that_fill_the_constant():
    frame = gravity().assign(host=["A", "B", "C"] * 20)
    dummies = pd.get_dummies(frame["host"], dtype=float)
    both = frame.join(dummies)
    found = collinear_relations(both, ["A", "B", "C"])
    assert len(found) == 1 and set(re.findall(r"\b[ABC]\b", found[0])) == {"A", "B", "C"}
    assert collinear_relations(both, ["A", "B", "C"], intercept=False) == []


def test_near_collinearity_is_not_collinearity():
    frame = gravity()
    noise = np.random.default_rng(2).standard_normal(len(frame))
    frame["almost"] = frame["ln_gdp"] + 1e-4 * noise
    assert collinear_relations(frame, ["ln_gdp", "almost"]) == []
    frame["year"] = 2004.0 + np.arange(60) % 12
    assert collinear_relations(frame, ["year", "ln_gdp"]) == []


def test_each_redundant_column_has_its_relation():
    frame = gravity()
    names = [
        "ln_gdp",
        "ln_population",
        "ln_gdp_per_head",
        "corruption",
        "corruption_china",
        "distance_in_corruption",
    ]
    assert collinear_relations(frame, names) == [
        "ln_gdp = ln_population + ln_gdp_per_head",
        "corruption = corruption_china + distance_in_corruption",
    ]


def test_collinear_relations_refuses_gaps():
    frame = gravity()
    with pytest.raises(KeyError, match="'absent'"):
        collinear_relations(frame, ["absent"])
    frame.loc[7, "ln_gdp"] = np.nan
    with pytest.raises(ValueError, match="'ln_gdp' is missing or infinite in row 7"):
        collinear_relations(frame, ["ln_gdp"])
