"""No finding in tables as software makes them: estimates of statsmodels and linearmodels, rounded."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from linearmodels.iv import IV2SLS

from lib.audit import own

SEEDS = range(6)
RULE = {"*": 0.10, "**": 0.05, "***": 0.01}
STRICT = {"*": 0.05, "**": 0.01, "***": 0.001}
EFFECTS = {"const": 0.0, "price": 0.5, "rooms": 0.2, "noise": 0.0, "age": -0.3}


def sample(seed, n=200, scale=None):
    """Regressors with a constant, and an outcome that follows `EFFECTS`."""
    rng = np.random.default_rng(seed)
    x = pd.DataFrame(rng.normal(size=(n, 4)), columns=list(EFFECTS)[1:])
    x = sm.add_constant(x)
    y = x @ pd.Series(EFFECTS) + rng.normal(size=n)
    return x * pd.Series(scale or {}, dtype=float).reindex(x.columns, fill_value=1.0), y


def least_squares(seed, n=200, *, terms=tuple(EFFECTS), scale=None, **fit):
    x, y = sample(seed, n, scale)
    return sm.OLS(y, x[list(terms)]).fit(**fit)


def logit(seed):
    x, y = sample(seed)
    return sm.Logit((y > 0).astype(float), x).fit(disp=0)


def instruments(seed):
    rng = np.random.default_rng(seed)
    x, _ = sample(seed)
    z = pd.DataFrame(rng.normal(size=(len(x), 2)), columns=["rain", "slope"])
    hidden = rng.normal(size=len(x))
    demand = pd.Series(z @ [0.5, 0.4] + hidden + rng.normal(size=len(x)), name="demand")
    return IV2SLS(0.4 * demand + hidden, x[["const", "price"]], demand, z).fit(cov_type="robust")


def printed(result, column="(1)", *, below=("se",), decimals=3, rule=RULE, marked=True):
    """Rows of one column: coefficients, what stands below them, observations."""
    linear = hasattr(result, "std_errors")
    numbers = {
        "se": result.std_errors if linear else result.bse,
        "t": result.tstats if linear else result.tvalues,
        "p": result.pvalues,
    }
    rows = []
    for name, value in result.params.items():
        place = ("table_1", column, "constant" if name == "const" else name)
        stars = "*" * sum(result.pvalues[name] < level for level in rule.values()) if marked else ""
        rows.append((*place, "coef", f"{value:.{decimals}f}", stars))
        rows += [(*place, kind, f"{numbers[kind][name]:.{decimals}f}", "") for kind in below]
    rows.append(("table_1", column, "", "n", str(int(result.nobs)), ""))
    return rows


TABLES = {
    "least squares, two columns": lambda seed: (
        printed(least_squares(seed)) + printed(least_squares(seed, terms=("const", "price")), "(2)")),
    "robust": lambda seed: printed(least_squares(seed, cov_type="HC1"), below=("se", "t", "p")),
    "robust, by Student's t": lambda seed: printed(least_squares(seed, 40, cov_type="HC3", use_t=True)),
    "t below": lambda seed: printed(least_squares(seed), below=("t",), decimals=2),
    "p below": lambda seed: printed(least_squares(seed), below=("p",)),
    "everything, two decimals": lambda seed: printed(least_squares(seed), below=("se", "t", "p"), decimals=2),
    "logit": lambda seed: printed(logit(seed), below=("se", "p")),
    "instruments": lambda seed: printed(instruments(seed), below=("se", "p")),
    "twelve observations": lambda seed: printed(least_squares(seed, 12)),
    "twelve observations, p": lambda seed: printed(least_squares(seed, 12), below=("se", "p")),
    "twelve observations, t below": lambda seed: printed(least_squares(seed, 12), below=("t",)),
    "eight observations": lambda seed: printed(least_squares(seed, 8)),
    "numbers of 0.000": lambda seed: printed(
        least_squares(seed, scale={"price": 1e3, "rooms": 1e4, "noise": 1e5})),
    "numbers of 0.000, with t and p": lambda seed: printed(
        least_squares(seed, scale={"price": 1e3, "age": -1e5, "noise": -1e5}), below=("se", "t", "p")),
    "stars in one column only": lambda seed: (
        printed(least_squares(seed)) + printed(least_squares(seed, terms=("noise",)), "(2)", below=("t",))),
    "no stars": lambda seed: printed(least_squares(seed), below=("se", "p"), marked=False),
}  # fmt: skip


def findings(folder, rows, design=""):
    table, declared = folder / "table.csv", folder / "design.yml"
    lines = [",".join(row) for row in [("exhibit", "column", "term", "statistic", "printed", "stars"), *rows]]
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    declared.write_text(design, encoding="utf-8")
    record = own.read(table, design=declared if design else None)
    return [(one.id, one.arithmetic) for one in own.findings(record)]


@pytest.mark.parametrize("kind", TABLES)
def test_a_table_as_software_makes_it_has_no_finding(tmp_path, kind):
    for seed in SEEDS:
        assert findings(tmp_path, TABLES[kind](seed)) == [], seed


@pytest.mark.parametrize("rule", [STRICT, {"*": 0.05}, {"*": 0.10, "**": 0.05}])
def test_another_star_rule_that_a_design_declares_is_kept_to(tmp_path, rule):
    for seed in SEEDS:
        rows = printed(least_squares(seed), rule=rule, below=("se", "p"))
        assert findings(tmp_path, rows, f"stars: {rule}\n") == [], seed


def test_the_tables_have_what_their_names_say():
    zeros = TABLES["numbers of 0.000, with t and p"](0)
    assert {"-0.000", "0.000"} <= {row[4] for row in zeros}
    assert {row[4] for row in TABLES["numbers of 0.000"](0) if row[3] == "se"} >= {"0.000"}
    starred = [{row[1] for row in TABLES["stars in one column only"](seed) if row[5]} for seed in SEEDS]
    assert starred.count({"(1)"}) >= len(SEEDS) / 2


def test_the_same_tables_with_a_star_too_many_have_one(tmp_path):
    rows = printed(least_squares(0))
    place = next(i for i, row in enumerate(rows) if row[2] == "noise" and row[3] == "coef" and not row[5])
    rows[place] = (*rows[place][:5], "***")
    assert [name for name, _ in findings(tmp_path, rows)] == ["stars-against-ratio:table-1-too-many"]
