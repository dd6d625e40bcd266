"""Matching on the propensity score with psmatch2's conventions, and pstest's table of balance.

The public face: `propensity` estimates a `PropensitySpec`, `match` compares treated rows with controls as a
`MatchingSpec` says, `balance` tests whether they are alike, `panel_weights` carries the weights to a panel.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.estimators.frames import check_binary, check_columns, check_numeric, check_present
from lib.estimators.matching_balance import BalanceResult, balance
from lib.estimators.matching_inference import conditional_variance, effects, table, unmatched
from lib.estimators.matching_kernel import kernel, radius
from lib.estimators.matching_nearest import Matches, with_replacement, without_replacement
from lib.estimators.matching_propensity import PropensityResult, propensity
from lib.estimators.matching_spec import WALKS, MatchingSpec, PropensitySpec
from lib.estimators.matching_weights import check_index, on_rows_of, panel_weights
from lib.estimators.matching_windows import gap
from lib.results import EstimationResult

__all__ = [
    "BalanceResult",
    "MatchingResult",
    "MatchingSpec",
    "PropensityResult",
    "PropensitySpec",
    "balance",
    "match",
    "panel_weights",
    "propensity",
]


@dataclass(frozen=True, kw_only=True, repr=False)
class MatchingResult(EstimationResult):
    """Effects on the treated; ``params`` has one entry an outcome, ``cov`` psmatch2's variances.

    Attributes
    ----------
    spec : MatchingSpec
    weights : Series, shape (N,)
        On the frame's index: 1 for matched treated rows, for controls the sum of their weights over treated
        rows (psmatch2's ``_weight``), 0 for the rest.
    support : Series, shape (N,)
        False for treated rows that are not matched (psmatch2's ``_support``), True otherwise.
    pairs : DataFrame, shape (N1, 3)
        One row a treated row: label of the ``nearest`` control used, its ``distance``, and the number of
        ``controls`` with a positive weight; 0 and missing where the row is not matched.
    counterfactual : DataFrame, shape (N1, q)
        Weighted mean outcomes of the controls of each treated row (psmatch2's ``_y``).
    att : DataFrame, shape (q, 11)
        One row an outcome: ``treated``, ``controls`` (matched means), ``att``, ``se`` (psmatch2), ``t``,
        ``se_abadie_imbens``, ``se_abadie_imbens_population``, ``unmatched_treated``, ``unmatched_controls``,
        ``unmatched`` (difference of means), ``unmatched_se``.
    counts : dict of str to float
        ``treated``, ``controls``, ``off_common_support``, ``without_control`` (in reach), ``matched``,
        ``controls_used``, ``effective_controls`` (squared sum over sum of squares of the weights),
        ``largest_weight``, ``ambiguous`` (treated rows for which the order of equally near controls decided).
    """

    spec: MatchingSpec
    weights: pd.Series
    support: pd.Series
    pairs: pd.DataFrame
    counterfactual: pd.DataFrame
    att: pd.DataFrame
    counts: dict

    def footnotes(self) -> list[str]:
        """Lines below the printed summary: method, counts, the notes."""
        first, *notes = super().footnotes()
        counts = (
            f"matched: {self.counts['matched']:g} of {self.counts['treated']:g} treated rows, to "
            f"{self.counts['controls_used']:g} of {self.counts['controls']:g} controls"
        )
        return [first, f"{self.spec.words}; {counts}", *notes]


def match(
    frame: pd.DataFrame,
    treatment: str,
    score: PropensityResult | pd.Series | str,
    spec: MatchingSpec | None = None,
    outcomes: tuple[str, ...] = (),
) -> MatchingResult:
    r"""Match treated rows to controls along a score; the average effect on the treated of each outcome.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
        A row a unit, with a unique index.
    treatment : str
        Column of 0 and 1.
    score : PropensityResult, Series or str
        Fitted propensities, of which ``spec.on`` is used; or a series on the frame's index, or a column, that
        is used as it stands and must lie between 0 and 1 unless ``spec.on`` is ``index``.
    spec : MatchingSpec or None
        None is the nearest neighbour with replacement.
    outcomes : tuple of str
        Numeric columns without missing values; without any there are weights only.

    Returns
    -------
    MatchingResult
        Treated rows off the common support or without a control in reach have no weight and are counted.

    Raises
    ------
    KeyError, TypeError, ValueError
        Absent, non-numeric or incomplete columns, a treatment that is not 0 or 1, no treated row or no
        control, an index with duplicates, a score of other rows, no treated row on the common support, no
        control in reach of any.

    Notes
    -----
    psmatch2 4.0.12's conventions, where tools differ: of equally near controls the one with the lower score,
    then the one whose row stands first; a caliper excludes its own distance in nearest-neighbour matching and
    includes it in radius matching; common support concerns treated rows alone.

    References
    ----------
    Leuven and Sianesi (2003); Heckman, Ichimura and Todd (1997) on kernels; Dehejia and Wahba (2002).
    """
    spec = MatchingSpec() if spec is None else spec
    if not isinstance(spec, MatchingSpec):
        raise TypeError(f"spec is a {type(spec).__name__}: pass a MatchingSpec")
    outcomes = (outcomes,) if isinstance(outcomes, str) else tuple(outcomes)
    check_columns(frame, numbers=(treatment, *outcomes))
    check_index(frame.index, "frame")
    treated = check_binary(frame[treatment], treatment)
    if treated.all() or not treated.any():
        what = "no control" if treated.all() else "no treated row"
        raise ValueError(f"column '{treatment}' has {what}: there is nothing to compare with")
    values = _values(frame, score, spec)
    one = _by_score(values, np.flatnonzero(treated))
    zero = _by_score(values, np.flatnonzero(~treated))
    inside = _on_support(values, one, zero, spec)
    y = frame[list(outcomes)].to_numpy(dtype=float).reshape(len(frame), len(outcomes))
    matches = _search(values, one[inside], zero, y, spec)
    if not matches.counts.any():
        _nothing_in_reach(values[one[inside]], values[zero], spec)
    m, ties = spec.variance_neighbours, spec.ties
    variances = tuple(conditional_variance(values[i], y[i], m, ties) for i in (one[inside], zero))
    found = table(effects(y[one[inside]], y[zero], matches, variances), unmatched(y, treated), outcomes)
    return _result(frame, values, (one, zero, inside), matches, found, spec)


def _search(
    values: np.ndarray, one: np.ndarray, zero: np.ndarray, y: np.ndarray, spec: MatchingSpec
) -> Matches:
    """The matches of sorted treated rows `one` with sorted controls `zero`."""
    t, c = values[one], values[zero]
    if spec.method != "nearest":
        return {"radius": radius, "kernel": kernel}[spec.method](t, c, y[zero], spec)
    if spec.replacement:
        return with_replacement(t, c, y[zero], spec)
    return without_replacement(t, c, y[zero], spec, np.argsort(one))


def _values(frame: pd.DataFrame, score: PropensityResult | pd.Series | str, spec: MatchingSpec) -> np.ndarray:
    """The score of each row of the frame, shape (N,)."""
    if isinstance(score, str):
        check_present(frame, score)
        series = frame[score]
    elif isinstance(score, PropensityResult):
        series = score.index if spec.on == "index" else score.score
    elif isinstance(score, pd.Series):
        series = score.rename("score" if score.name is None else score.name)
    else:
        raise TypeError(f"score is a {type(score).__name__}: pass a PropensityResult, a Series or a column")
    series = on_rows_of(frame, series, "score")
    check_numeric(series, str(series.name))
    values = series.to_numpy(dtype=float)
    if spec.on == "score" and (values.min() < 0 or values.max() > 1):
        raise ValueError(
            f"the score runs from {values.min():g} to {values.max():g} and is no probability: use "
            "on='index' to match on it as it stands"
        )
    return values


def _by_score(values: np.ndarray, rows: np.ndarray) -> np.ndarray:
    return rows[np.argsort(values[rows], kind="stable")]


def _on_support(values: np.ndarray, one: np.ndarray, zero: np.ndarray, spec: MatchingSpec) -> np.ndarray:
    """Which sorted treated rows have a score between the smallest and the largest of the controls."""
    if not spec.common_support:
        return np.ones(len(one), dtype=bool)
    t, c = values[one], values[zero]
    inside = (t >= c[0]) & (t <= c[-1])
    if not inside.any():
        raise ValueError(
            f"no treated row is on the common support: their scores run from {t[0]:.6g} to {t[-1]:.6g}, the "
            f"controls' from {c[0]:.6g} to {c[-1]:.6g}; the groups cannot be compared on these covariates"
        )
    return inside


def _nothing_in_reach(t: np.ndarray, c: np.ndarray, spec: MatchingSpec) -> None:
    name, reach = ("bandwidth", spec.bandwidth) if spec.method == "kernel" else ("caliper", spec.caliper)
    raise ValueError(
        f"no treated row has a control within the {name} of {reach:g}: the nearest of all is "
        f"{gap(t, c).min():.6g} away; give a larger {name}"
    )


def _result(
    frame: pd.DataFrame,
    values: np.ndarray,
    rows: tuple[np.ndarray, np.ndarray, np.ndarray],
    matches: Matches,
    att: pd.DataFrame,
    spec: MatchingSpec,
) -> MatchingResult:
    """The result on the frame's index, rows in the frame's order."""
    one, zero, inside = rows
    tried = one[inside]
    matched = tried[matches.counts > 0]
    weights, support = np.zeros(len(frame)), np.ones(len(frame), dtype=bool)
    weights[matched], weights[zero] = 1.0, matches.weights
    support[one], support[matched] = False, True
    counts = _counts(one, inside, matches)
    names = list(att.index)
    variances = np.where(np.eye(len(names), dtype=bool), att["se"].to_numpy() ** 2, np.nan)
    return MatchingResult(
        params=att["att"].rename("coef"),
        cov=pd.DataFrame(variances, index=names, columns=names),
        nobs=len(frame),
        cov_type="psmatch2's, the score taken as known and outcomes apart",
        extra={f"n_{name}": float(value) for name, value in counts.items()},
        notes=_notes(counts, att, spec),
        spec=spec,
        weights=pd.Series(weights, index=frame.index, name="weight"),
        support=pd.Series(support, index=frame.index, name="support"),
        pairs=_pairs(frame, values, rows, matches),
        counterfactual=_counterfactual(frame, rows, matches, names),
        att=att,
        counts=counts,
    )


def _counts(one: np.ndarray, inside: np.ndarray, matches: Matches) -> dict:
    w = matches.weights
    return {
        "treated": len(one),
        "controls": len(w),
        "off_common_support": int((~inside).sum()),
        "without_control": int((matches.counts == 0).sum()),
        "matched": int((matches.counts > 0).sum()),
        "controls_used": int((w > 0).sum()),
        "effective_controls": float(w.sum() ** 2 / (w**2).sum()),
        "largest_weight": float(w.max()),
        "ambiguous": matches.ambiguous,
    }


def _pairs(frame: pd.DataFrame, values: np.ndarray, rows: tuple, matches: Matches) -> pd.DataFrame:
    one, zero, inside = rows
    found = matches.nearest >= 0
    tried, partner = one[inside][found], zero[matches.nearest[found]]
    pairs = pd.DataFrame(
        {
            "nearest": pd.Series(frame.index[partner].to_flat_index(), index=frame.index[tried]),
            "distance": pd.Series(np.abs(values[tried] - values[partner]), index=frame.index[tried]),
            "controls": pd.Series(matches.counts, index=frame.index[one[inside]]),
        }
    ).reindex(frame.index[np.sort(one)])
    return pairs.assign(controls=pairs["controls"].fillna(0).astype(int))


def _counterfactual(frame: pd.DataFrame, rows: tuple, matches: Matches, names: list) -> pd.DataFrame:
    one, _, inside = rows
    found = pd.DataFrame(matches.predicted, index=frame.index[one[inside]], columns=names)
    return found.reindex(frame.index[np.sort(one)])


def _why(counts: dict, spec: MatchingSpec) -> str:
    """Why treated rows have no control: none is near enough, or those that are have been taken."""
    if spec.replacement:
        return "without a control in reach"
    if spec.caliper is None:
        return f"for which none of the {counts['controls']} controls was left (each is taken once)"
    return "without a control in reach that was not taken (each is taken once)"


def _notes(counts: dict, att: pd.DataFrame, spec: MatchingSpec) -> tuple[str, ...]:
    notes = []
    if counts["off_common_support"]:
        notes.append(f"{counts['off_common_support']} treated row(s) off the common support, left out")
    if counts["without_control"]:
        notes.append(f"{counts['without_control']} treated row(s) {_why(counts, spec)}, left out")
    if counts["ambiguous"]:
        notes.append(
            f"{counts['ambiguous']} treated row(s) with more equally near controls than neighbours: the "
            "order of the rows decided; ties=True takes all of them"
        )
    if not spec.replacement:
        how = "psmatch2's walk" if spec.order in WALKS else "greedy matching"
        notes.append(
            f"without replacement the matches depend on the order in which treated rows take turns ({how}, "
            f"{spec.order}), and among equal scores on that of the rows"
        )
    for name, what in (("se", "psmatch2's"), ("se_abadie_imbens", "Abadie and Imbens's")):
        if att[name].isna().any():
            notes.append(f"{what} standard error is missing: a variance needs two rows of each group")
    return tuple(notes)
