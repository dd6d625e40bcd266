"""The wild cluster bootstrap of one coefficient, all sign patterns listed where they are few."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
import pandas as pd

from lib.estimators.few_treated_project import net_of, orthonormal, vanishes
from lib.estimators.few_treated_result import FewTreatedResult, check_draws, check_level
from lib.estimators.few_treated_scores import BootstrapTest, Scores, scores
from lib.estimators.fixed_effects import FixedEffectsSpec, estimate
from lib.estimators.fixed_effects_data import Sample, prepare
from lib.estimators.placebo_effects import absorber

WEIGHTS = ("rademacher", "webb")
FEW = 5  # treated (or other) clusters up to which the result says that they are few: a choice of ours
_LISTED = 2**16  # sign patterns up to which all are listed
_DRAWS = 9999
_WEBB = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])


@dataclass(frozen=True, kw_only=True, repr=False)
class WildBootstrapResult(FewTreatedResult):
    """A coefficient with its bootstrap p-value; ``distribution`` holds the bootstrap t statistics.

    Attributes
    ----------
    std_error, t : float
        Clustered, as the regression reports them.
    count, ties, patterns : int
        Patterns whose t is larger in size than the sample's, equal to it, and all: p is count / patterns.
    exact : bool
        Whether all sign patterns are listed.
    pvalue_se : float
        Monte Carlo standard error of the p-value; 0 where all are listed.
    degenerate : bool
        Whether one cluster alone, or all but one, is treated: then the p-value says nothing.
    n_undefined : int
        Patterns with a variance of zero, counted as larger.
    """

    std_error: float
    t: float
    count: int
    ties: int
    patterns: int
    exact: bool
    pvalue_se: float
    degenerate: bool
    n_undefined: int = 0

    @property
    def pvalue_ties(self) -> float:
        """The p-value with patterns that tie with the sample counted too, as a randomisation test does."""
        return (self.count + self.ties) / self.patterns

    def _statistics(self) -> dict[str, float]:
        own = {"coef": self.coef, "se": self.std_error, "t": self.t, "p": self.pvalue}
        return own | {"p_ties": self.pvalue_ties, "lower": self.lower, "upper": self.upper}

    def _scalars(self) -> dict[str, float]:
        counts = {"count": self.count, "ties": self.ties, "patterns": self.patterns}
        return super()._scalars() | counts | {"degenerate": float(self.degenerate)}


def wild_bootstrap(
    frame: pd.DataFrame,
    spec: FixedEffectsSpec,
    term: str,
    cluster: str | None = None,
    *,
    draws: int | None = None,
    weights: str = "rademacher",
    impose_null: bool = True,
    level: float = 0.95,
    seed: int = 0,
) -> WildBootstrapResult:
    r"""Test that a coefficient is zero by the wild cluster bootstrap of its t statistic.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
    spec : FixedEffectsSpec
        The regression, without weights; its effects are absorbed.
    term : str
        The regressor whose coefficient is tested.
    cluster : str or None
        Column (or interaction) of the clusters; None takes the specification's.
    draws : int or None
        Number of patterns drawn; None, or a number that is not smaller than that of all sign patterns, lists
        all of them where they are at most 65,536, and draws 9,999 otherwise. Not below 1 / (1 - level), 20
        for 95 %: with fewer no p-value but 0 is small enough.
    weights : str
        ``rademacher``: -1 or 1. ``webb``: six points, always drawn, for clusters that are so few that there
        are too few sign patterns.
    impose_null : bool
        Take residuals of the regression without the term (WCR), and not of the whole one (WCU).
    level : float
        Of the interval: values of the coefficient that the test does not reject.
    seed : int
        Of the draws.

    Returns
    -------
    WildBootstrapResult

    Raises
    ------
    KeyError, TypeError, ValueError
        As `lib.estimators.fixed_effects.estimate`; a term that is no regressor or that effects and other
        regressors explain, two-way clusters, weights, residuals or a standard error of zero.

    Notes
    -----
    With r the term net of effects and other regressors, :math:`\tilde y` the outcome net of them and
    :math:`u(\theta) = \tilde y - \theta r` the residuals under :math:`\beta = \theta`, a pattern w gives

    .. math:: t^*_w = \frac{\sum_g w_g s_g}{\sqrt{c \sum_h (\sum_g A_{hg} w_g)^2}}, \quad
              s_g = r_g'u_g, \quad A_{hg} = r_h' [M u_{(g)}]_h,

    where :math:`u_{(g)}` is u in cluster g and zero elsewhere, M takes out all regressors and effects, and c
    is the regression's small-sample factor. The bootstrap outcome is regressed on everything again, effects
    within and across clusters alike; the effort is of the order of clusters squared for each pattern. A is
    linear in :math:`\theta`, so that the interval needs no further regressions; it is the connected set of
    values around the estimate with :math:`p(\theta) > 1 - level`.

    The p-value counts patterns with :math:`|t^*| > |t|`, the convention of boottest and wildboottest: the
    sample itself and its mirror tie and do not count. ``pvalue_ties`` counts them.

    With one treated cluster the test hardly ever rejects with the null imposed and rejects far too often
    without it (MacKinnon and Webb 2017): the result then says that it is degenerate.

    Clusters in which a term of 0 and 1 is 1 in every row, where others begin with 0, are counted in the
    notes.

    pyfixest leaves the bootstrap to the package wildboottest, which is not among this project's requirements.

    References
    ----------
    Cameron, Gelbach and Miller (2008); MacKinnon and Webb (2017); Roodman, Nielsen, MacKinnon and Webb
    (2019); Webb (2023) on six points.
    """
    check_level(level)
    _check_options(spec, term, weights, draws, level)
    spec = replace(spec, covariance={"clustered": [cluster]}) if cluster else spec
    if len(spec.clusters) != 1:
        raise ValueError("the wild bootstrap needs one column of clusters: name it as cluster")
    fit = estimate(frame, spec)
    if term not in fit.params.index:
        left_out = next((note for note in fit.notes if note.startswith(f"'{term}'")), f"'{term}' is left out")
        raise ValueError(f"the coefficient to test is not in the regression: {left_out}")
    sample = prepare(frame, spec)
    sums = _sums(sample, term)
    treated = _treated_clusters(sample, term)
    rng = np.random.default_rng(seed)
    patterns, exact = _patterns(len(sums.own[0]), weights, draws, rng)
    test = BootstrapTest(sums, patterns, impose_null)
    if not test.has_variance:
        raise ValueError(
            f"the clustered standard error of '{term}' is zero: the regression sets the scores of all "
            f"{len(treated)} clusters to zero; take more clusters"
        )
    count, ties = test.compare(0.0)
    boot, undefined = test.at(0.0)[1:]
    statistics = boot * (test.std_error / fit.std_errors[term])  # the small-sample factor, the same for all
    p, interval = count / len(patterns), test.interval(level)
    return WildBootstrapResult(
        term=term,
        coef=float(fit.params[term]),
        pvalue=p,
        lower=interval[0],
        upper=interval[1],
        level=level,
        distribution=pd.Series(statistics, index=pd.RangeIndex(len(boot), name="pattern"), name="t"),
        method=_words(spec, weights, impose_null, exact, len(patterns), seed),
        nobs=fit.nobs,
        n_treated=int(treated.sum()),
        n_controls=int((~treated).sum()),
        notes=(
            *fit.notes,
            *_always(sample, term),
            *_notes(treated, count, undefined, len(patterns), interval),
        ),
        std_error=float(fit.std_errors[term]),
        t=float(fit.tstats[term]),
        count=count,
        ties=ties,
        patterns=len(patterns),
        exact=exact,
        pvalue_se=0.0 if exact else float(np.sqrt(p * (1 - p) / len(patterns))),
        degenerate=bool(min(treated.sum(), (~treated).sum()) == 1),
        n_undefined=undefined,
    )


def _check_options(spec: FixedEffectsSpec, term: str, weights: str, draws: int | None, level: float) -> None:
    if not isinstance(spec, FixedEffectsSpec):
        raise TypeError(f"spec is a {type(spec).__name__}: pass a FixedEffectsSpec")
    if spec.weights:
        raise ValueError(f"the wild bootstrap takes no weights ('{spec.weights}'): estimate without them")
    if term not in spec.regressors:
        raise ValueError(f"'{term}' is no regressor: choose one of {', '.join(spec.regressors)}")
    if weights not in WEIGHTS:
        raise ValueError(f"weights is {weights!r}: choose one of {', '.join(WEIGHTS)}")
    if draws is not None:
        check_draws(draws, ceil(round(1 / (1 - level), 6)))


def _sums(sample: Sample, term: str) -> Scores:
    """The clusters' scores, of the term as it is and not standardised."""
    data = sample.data
    absorbed = absorber(tuple(data[f"f{k}"].to_numpy() for k in range(len(sample.levels))), len(data))
    place = sample.regressors.index(term)
    x = data[[f"x{j}" for j in range(len(sample.regressors))]].to_numpy()
    basis = orthonormal(absorbed, np.delete(x, place, axis=1))
    net = net_of(absorbed, basis, np.column_stack([data["y"], x[:, place]]))
    if vanishes(net[:, 1], x[:, place]):
        raise ValueError(f"effects and other regressors explain '{term}': there is nothing to test")
    residual = net[:, 0] - net[:, 1] * (net[:, 1] @ net[:, 0]) / (net[:, 1] @ net[:, 1])
    if vanishes(residual, net[:, 0]):
        raise ValueError("the regression fits every row: there are no residuals to draw from")
    return scores(absorbed, basis, net[:, 1] * sample.scale[place], net[:, 0], data["c0"].to_numpy())


def _treated_clusters(sample: Sample, term: str) -> np.ndarray:
    """Whether the term is other than zero in any row of each cluster, shape (G,), bool."""
    return np.bincount(sample.data["c0"].to_numpy(), _value(sample, term) != 0) > 0


def _value(sample: Sample, term: str) -> np.ndarray:
    """The term in its own units, rounding set to zero, shape (N,)."""
    place = sample.regressors.index(term)
    value = sample.data[f"x{place}"].to_numpy() * sample.scale[place] + sample.centre[place]
    return np.where(np.abs(value) > 1e-9 * sample.scale[place], value, 0.0)


def _always(sample: Sample, term: str) -> Iterator[str]:
    """Clusters that a treatment which others take up holds in every row, of a term of 0 and 1."""
    value, cluster = _value(sample, term), sample.data["c0"].to_numpy()
    if not np.allclose(value[value != 0], 1.0, rtol=1e-9):
        return
    mean = np.bincount(cluster, value) / np.bincount(cluster)
    always, switching = np.isclose(mean, 1.0, rtol=1e-9), (mean > 1e-9) & (mean < 1 - 1e-9)
    if always.any() and switching.any():
        row = sample.rows[np.flatnonzero(always[cluster])[0]]
        yield (
            f"{int(always.sum())} of {int((always | switching).sum())} treated clusters have '{term}' in "
            f"every row, the first that of row {row}: with effects of clusters no change is seen there"
        )


def _patterns(
    clusters: int, weights: str, draws: int | None, rng: np.random.Generator
) -> tuple[np.ndarray, bool]:
    """Patterns, shape (B, G), and whether they are all there are."""
    every = 2**clusters
    if weights == "webb":
        return rng.choice(_WEBB, size=(draws or _DRAWS, clusters)), False
    if every <= _LISTED and (draws is None or draws >= every):
        return ((np.arange(every)[:, None] >> np.arange(clusters)) & 1) * 2.0 - 1.0, True
    return rng.choice([-1.0, 1.0], size=(draws or _DRAWS, clusters)), False


def _words(
    spec: FixedEffectsSpec, weights: str, impose_null: bool, exact: bool, patterns: int, seed: int
) -> str:
    null = "null imposed" if impose_null else "null not imposed"
    which = (
        f"all {patterns} sign patterns" if exact else f"{patterns} draws of {weights} weights, seed {seed}"
    )
    return f"wild bootstrap of clusters by {spec.clusters[0]}, {null}, {which}"


def _notes(
    treated: np.ndarray, count: int, undefined: int, patterns: int, interval: tuple[float, float]
) -> list[str]:
    """What makes the test unreliable, and what of it is missing."""
    notes, few = [], int(min(treated.sum(), (~treated).sum()))
    which = "is treated" if treated.sum() == few else "is not treated"
    if few == 1:
        notes.append(
            f"one cluster of {len(treated)} {which}: the bootstrap is degenerate, its p-value says nothing "
            "(MacKinnon and Webb 2017); take randomisation inference or Conley and Taber's interval"
        )
    elif 1 < few <= FEW:
        notes.append(
            f"{few} clusters of {len(treated)} {which.replace('is', 'are', 1)}: with so few the bootstrap "
            "may reject too seldom with the null imposed and too often without it (MacKinnon and Webb 2017)"
        )
    if count == 0:
        notes.append(
            f"no pattern of {patterns} has a larger t than the sample: read p as below {1 / patterns:.3g}"
        )
    if undefined:
        notes.append(f"{undefined} patterns have a variance of zero and count as larger")
    if np.isinf(interval).any():
        notes.append("no value on that side is rejected where the interval is unbounded")
    return notes
