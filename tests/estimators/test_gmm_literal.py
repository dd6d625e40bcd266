"""GMM against its formulas written out unit by unit, and those against Stata."""

import json

import literal_gmm
import numpy as np
import pandas as pd
import pytest
from dynamic_panels import draw_panel

from lib import paths
from lib.estimators import gmm

OWN = {"y": gmm.endogenous("y", lags=(2, 3)), "w": gmm.endogenous("w", lags=(2, 2))}
SYSTEM = gmm.Spec(
    "y", ("L.y", "w", "k"), gmm=tuple(OWN.values()), iv=(gmm.exogenous("k", "q"),), collapse=True
)
# What each differs in from a two-step system with collapsed instruments.
CASES = {
    "system, two-step": {},
    "system, one-step": {"steps": 1},
    "system, one-step classical": {"steps": 1, "covariance": "classical"},
    "system, two-step uncorrected": {"covariance": "classical"},
    "system, every period": {"collapse": False, "gmm": (gmm.endogenous("y", lags=(2, 2)),)},
    "system, h = 1": {"h": 1},
    "system, h = 2": {"h": 2},
    "system, h = 2, one-step classical": {"h": 2, "steps": 1, "covariance": "classical"},
    "system, no constant": {"constant": False},
    "system, orthogonal": {"transform": "orthogonal"},
    "system, orthogonal, one-step": {"transform": "orthogonal", "steps": 1},
    "system, orthogonal, one-step classical": {
        "transform": "orthogonal", "steps": 1, "covariance": "classical"
    },
    "system, h = 1, one-step classical": {"h": 1, "steps": 1, "covariance": "classical"},
    "system, orthogonal, h = 2": {"transform": "orthogonal", "h": 2},
    "system, sets for one equation": {
        "gmm": (
            gmm.endogenous("y", lags=(2, 4), equation="difference"),
            gmm.endogenous("y", lags=(1, 1), equation="level"),
            gmm.predetermined("L.w", lags=(1, 2)),
        ),
        "iv": (gmm.exogenous("k", equation="level"), gmm.exogenous("q", equation="difference")),
    },
    "system, orthogonal, sets for one equation": {
        "transform": "orthogonal",
        "iv": (gmm.exogenous("k", equation="level"), gmm.exogenous("q", equation="difference")),
    },
    "system, two lags": {"x": ("L.y", "L2.y", "w", "L.k"), "iv": (gmm.exogenous("L.k", "q"),)},
    "system, lag 0": {"gmm": (OWN["y"], gmm.GMMStyle(("k",), lags=(0, 1)))},
    "difference, two-step": {"system": False},
    "difference, one-step": {"system": False, "steps": 1},
    "difference, one-step classical": {"system": False, "steps": 1, "covariance": "classical"},
    "difference, two-step uncorrected": {"system": False, "covariance": "classical"},
    "difference, every period": {"system": False, "collapse": False},
    "difference, all lags": {"system": False, "gmm": (gmm.endogenous("y", "w"),)},
    "difference, h = 1": {"system": False, "h": 1},
    "difference, orthogonal": {"system": False, "transform": "orthogonal"},
    "difference, orthogonal, every period": {
        "system": False, "transform": "orthogonal", "collapse": False, "steps": 1
    },
}  # fmt: skip
PANELS = {"balanced": 0.0, "gaps": 0.15}
EXACT = 1e-8


def specification(case: str) -> gmm.Spec:
    options = {name: getattr(SYSTEM, name) for name in SYSTEM.__dataclass_fields__}
    return gmm.Spec(**(options | {"ar": 3} | CASES[case]))


def panel_of(name: str, seed: int) -> pd.DataFrame:
    """A panel; with gaps, values of the outside instrument are unknown too."""
    panel = draw_panel(seed, missing=PANELS[name])
    if PANELS[name]:
        panel.loc[panel.index[::29], "q"] = np.nan
    return panel


def assert_agree(ours: gmm.GMMResult, literal, spec: gmm.Spec) -> None:
    counts = (literal.nobs, literal.units, literal.instruments)
    assert (ours.nobs, ours.units, ours.instruments) == counts
    assert ours.hansen.df == literal.instruments - len(literal.params)
    np.testing.assert_allclose(ours.params, literal.params, rtol=EXACT)
    np.testing.assert_allclose(ours.covariance, literal.covariance, rtol=EXACT, atol=EXACT * 1e-4)
    if ours.hansen.df:
        np.testing.assert_allclose(ours.sargan.statistic, literal.sargan, rtol=EXACT)
    if (spec.steps, spec.covariance) == (1, "classical"):
        assert np.isnan(ours.hansen.statistic)
    elif ours.hansen.df:
        np.testing.assert_allclose(ours.hansen.statistic, literal.hansen, rtol=EXACT)
    np.testing.assert_allclose(ours.ar["z"], literal.ar, rtol=EXACT)


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("case", CASES)
def test_the_quick_estimator_does_what_the_formulas_say(case, panel):
    spec, frame = specification(case), panel_of(panel, seed=len(case))
    ours, literal = (module.estimate(frame, spec, "unit", "period") for module in (gmm, literal_gmm))
    assert_agree(ours, literal, spec)


def random_specification(rng: np.random.Generator) -> gmm.Spec:
    """Any regressors, sets, lags, equations and options, without an instrument that stands twice."""
    more = rng.permutation(["w", "k", "L.w", "L2.y", "L.k"])[: rng.integers(0, 4)]
    sets = [gmm.endogenous("y", lags=(2, 4), collapse=True)]
    for name in rng.permutation([rng.choice(["w", "L.w"]), "k", "q"])[: rng.integers(1, 4)]:
        first = int(rng.integers(1, 4))
        lags, equation = (first, first + int(rng.integers(0, 3))), str(rng.choice(["both", "difference"]))
        sets.append(gmm.GMMStyle((str(name),), lags, equation=equation, collapse=bool(rng.random() < 0.8)))
    outside = gmm.exogenous("q", equation=str(rng.choice(["both", "difference", "level"])))
    options = {
        "transform": ("difference", "orthogonal"), "covariance": ("robust", "classical"), "steps": (1, 2),
        "h": (1, 2, 3), "system": (True, False), "constant": (True, False),
    }  # fmt: skip
    chosen = {name: values[rng.integers(len(values))] for name, values in options.items()}
    x, iv = ("L.y", *map(str, more)), (gmm.exogenous("k"), outside)
    return gmm.Spec("y", x, gmm=tuple(sets), iv=iv, ar=3, **chosen)


@pytest.mark.parametrize("seed", range(20))
def test_it_does_so_for_any_specification(seed):
    spec, frame = random_specification(np.random.default_rng(seed)), panel_of("gaps", seed)
    ours, literal = (module.estimate(frame, spec, "unit", "period") for module in (gmm, literal_gmm))
    assert not ours.warnings  # with a generalised inverse there is more than one answer
    assert_agree(ours, literal, spec)


def test_each_set_is_tested_with_the_block_of_the_full_weight():
    spec, frame = specification("system, two-step"), panel_of("gaps", seed=3)
    ours = gmm.estimate(frame, spec, "unit", "period")
    literal = literal_gmm.estimate(frame, spec, "unit", "period")
    table = ours.difference_in_hansen
    for style in (*spec.gmm, *spec.iv):
        keep = np.array([column[0] is not style for column in literal.columns])
        if keep.sum() < len(literal.params):
            assert style.label not in table.index
            continue
        without = literal.without(keep)
        assert table.loc[style.label, "excluding"] == pytest.approx(without, rel=EXACT)
        assert table.loc[style.label, "difference"] == pytest.approx(literal.hansen - without, rel=EXACT)
        assert table.loc[style.label, "df"] == (~keep).sum()


STATA = {
    "D1_x2_diff_1step": {"system": False, "steps": 1},
    "D5_x2_sys_2step_wc": {"x": ("L.n", "w", "k")},
    "D6_x2_sys_collapse": {"x": ("L.n", "w", "k"), "collapse": True},
}


@pytest.mark.parametrize("run", STATA)
def test_the_formulas_written_out_give_what_stata_gives(run):
    """Both readings could share an error: Stata's numbers hold the slow one."""
    folder = paths.oracles() / "gmm"
    if not folder.exists():
        pytest.skip(f"reference data are not in {folder}; set ORACLES")
    stata = json.loads((folder / "xtabond2_stata.json").read_text())[run]
    options = {"x": ("L.n",)} | STATA[run]
    outside = options["x"][1:]
    iv = (gmm.exogenous(*outside),) if outside else ()
    spec = gmm.Spec("n", gmm=(gmm.endogenous("n"),), iv=iv, **options)
    found = literal_gmm.estimate(pd.read_csv(folder / "abdata.csv"), spec, "id", "year")
    names = [*spec.x, "_cons"][: len(found.params)]
    scalars = stata["e"]
    np.testing.assert_allclose(found.params, [stata["coef"][name] for name in names], rtol=1e-9)
    np.testing.assert_allclose(
        np.sqrt(np.diag(found.covariance)), [stata["se"][name] for name in names], rtol=1e-9
    )
    np.testing.assert_allclose(found.ar, [scalars["ar1"], scalars["ar2"]], rtol=1e-9)
    np.testing.assert_allclose(
        [found.sargan, found.hansen], [scalars["sargan"], scalars["hansen"]], rtol=1e-9
    )
    assert (found.instruments, found.nobs, found.units) == (scalars["j"], scalars["N"], scalars["N_g"])
