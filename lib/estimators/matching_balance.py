"""Balance of covariates before and after a matching: pstest's table."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from lib.estimators.frames import check_binary, check_columns
from lib.estimators.matching_probit import weighted_probit
from lib.estimators.matching_spec import check_covariates
from lib.estimators.matching_weights import aligned

SAMPLES = ("before", "after")
_SHOWN = "{:.4g}".format
_CONSTANT = 1e-20  # a variance of the index that is nothing but rounding


@dataclass(frozen=True, repr=False)
class BalanceResult:
    """Whether treated rows and controls are alike.

    Attributes
    ----------
    table : DataFrame, index (``covariate``, ``sample``)
        ``mean_treated``, ``mean_control``, ``bias`` (standardised, per cent), ``bias_reduction`` (per cent of
        the absolute bias, after), ``t``, ``p``, ``variance_ratio`` (missing for a column of 0 and 1) and
        ``outside`` (whether the ratio is outside its limits).
    summary : DataFrame, index ``sample``
        ``pseudo_r2``, ``lr_chi2``, ``df``, ``p_chi2`` of a probit of the treatment on the covariates,
        ``mean_bias``, ``median_bias`` (absolute), ``rubin_b`` (per cent), ``rubin_r``, ``share_outside`` (per
        cent of the covariates that are not 0 or 1), ``ratio_low``, ``ratio_high`` (limits of the variance
        ratio), ``n_treated``, ``n_control``.
    notes : tuple of str
        What could not be computed, and why.
    """

    table: pd.DataFrame
    summary: pd.DataFrame
    notes: tuple[str, ...] = ()

    def rows(self) -> pd.DataFrame:
        """One row a statistic for `lib.results.tidy_rows`: ``panel`` the sample, ``term`` the covariate."""
        inner = self.table.drop(columns="outside").reset_index()
        inner = inner.rename(columns={"covariate": "term", "sample": "panel"})
        inner = inner.melt(["panel", "term"], var_name="statistic")
        outer = self.summary.reset_index().rename(columns={"sample": "panel"})
        outer = outer.melt(["panel"], var_name="statistic").assign(term="")
        return pd.concat([inner, outer], ignore_index=True).dropna(subset=["value"])

    def __repr__(self) -> str:
        parts = [frame.to_string(float_format=_SHOWN) for frame in (self.table, self.summary)]
        return "\n\n".join([*parts, *(f"note: {note}" for note in self.notes)])

    def _repr_html_(self) -> str:
        tables = "".join(frame.to_html(float_format=_SHOWN) for frame in (self.table, self.summary))
        return tables + "".join(f"<p>note: {note}</p>" for note in self.notes)


def balance(
    frame: pd.DataFrame, treatment: str, covariates: tuple[str, ...], weights: pd.Series
) -> BalanceResult:
    r"""Compare covariates of treated rows and controls, before and after a matching.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
        The frame that was matched, with a unique index.
    treatment : str
        Column of 0 and 1.
    covariates : tuple of str
    weights : Series, shape (N,)
        ``MatchingResult.weights``: 0 for rows that are not matched.

    Returns
    -------
    BalanceResult
        A probit that cannot be estimated, because covariates separate the groups, leaves its statistics
        missing and a note.

    Raises
    ------
    KeyError, TypeError, ValueError
        Absent, non-numeric or incomplete columns, a treatment that is not 0 or 1, fewer than two rows of a
        group, a covariate that does not vary, weights of other rows.

    Notes
    -----
    pstest 4.2.2's conventions. The bias of a covariate is
    :math:`100 (\bar x_1 - \bar x_0) / \sqrt{(s_1^2 + s_0^2) / 2}` with both variances from the sample before
    matching. After matching, sums over rows are weighted and variances divide by the sum of the weights less
    1 (Stata's iweights); the t-test is that of a weighted regression of the covariate on the treatment, with
    the sum of the weights less 2 degrees of freedom. The limits of a variance ratio are the 2.5th and 97.5th
    percentiles of F with the number of treated rows less 1 as both degrees of freedom. Rubin's B is the bias
    of the probit's index, standardised by the variances of the same sample, and R the ratio of its variances;
    B under 25 and R between .5 and 2 count as balanced.

    References
    ----------
    Leuven and Sianesi (2003); Rosenbaum and Rubin (1985); Rubin (2001).
    """
    covariates = (covariates,) if isinstance(covariates, str) else tuple(covariates)
    check_covariates(treatment, covariates)
    check_columns(frame, numbers=(treatment, *covariates))
    treated = check_binary(frame[treatment], treatment)
    after = aligned(weights, frame)
    x = frame[list(covariates)].to_numpy(dtype=float)
    _check_groups(x, covariates, treated, after)
    scale = np.sqrt(sum(x[group].var(axis=0, ddof=1) for group in (treated, ~treated)) / 2)
    compared = {
        name: _compare(x, treated, w, scale)
        for name, w in zip(SAMPLES, (np.ones(len(x)), after), strict=True)
    }
    before, matched = (compared[name]["bias"].abs() for name in SAMPLES)
    compared["after"]["bias_reduction"] = 100 * (before - matched) / before.where(before > 0)
    table = pd.concat({name: part.set_axis(covariates) for name, part in compared.items()})
    table = table.rename_axis(["sample", "covariate"]).swaplevel().sort_index(level=0, sort_remaining=False)
    table = table.loc[[(name, sample) for name in covariates for sample in SAMPLES]]
    summary, notes = {}, []
    for name, w in zip(SAMPLES, (np.ones(len(x)), after), strict=True):
        summary[name], note = _overall(x, covariates, treated, w, compared[name])
        notes += [f"{name} matching: {note}"] if note else []
    return BalanceResult(
        table=table,
        summary=pd.DataFrame.from_dict(summary, orient="index").rename_axis("sample"),
        notes=tuple(notes),
    )


def _check_groups(x: np.ndarray, names: tuple[str, ...], treated: np.ndarray, w: np.ndarray) -> None:
    for group, what in ((treated, "treated rows"), (~treated, "controls")):
        for rows, when in ((group, "in the frame"), (group & (w > 0), "with a positive weight")):
            if rows.sum() < 2:
                raise ValueError(f"{int(rows.sum())} {what} {when}: variances need two; match more rows")
    constant = np.flatnonzero((x == x[0]).all(axis=0))
    if len(constant):
        raise ValueError(f"covariate '{names[constant[0]]}' does not vary: leave it out")


def _compare(x: np.ndarray, treated: np.ndarray, w: np.ndarray, scale: np.ndarray) -> pd.DataFrame:
    """The table's rows of one sample, one a covariate."""
    moments = [_moments(x[group], w[group]) for group in (treated, ~treated)]
    (mean1, squares1, w1), (mean0, squares0, w0) = moments
    difference = mean1 - mean0
    df = w1 + w0 - 2
    with np.errstate(divide="ignore", invalid="ignore"):
        t = difference / np.sqrt((squares1 + squares0) / df * (1 / w1 + 1 / w0))
        ratio = (squares1 / (w1 - 1)) / (squares0 / (w0 - 1))
        bias = 100 * difference / scale
    ratio = np.where(((x == 0) | (x == 1)).all(axis=0), np.nan, ratio)
    low, high = _limits(treated, w)
    return pd.DataFrame(
        {
            "mean_treated": mean1,
            "mean_control": mean0,
            "bias": bias,
            "bias_reduction": np.nan,
            "t": t,
            "p": 2 * stats.t.sf(np.abs(t), df),
            "variance_ratio": ratio,
            "outside": (ratio < low) | (ratio > high),
        }
    )


def _moments(x: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Weighted means, weighted sums of squares around them, and the sum of the weights."""
    mean = w @ x / w.sum()
    return mean, w @ (x - mean) ** 2, w.sum()


def _limits(treated: np.ndarray, w: np.ndarray) -> tuple[float, float]:
    n1 = int((treated & (w > 0)).sum())
    low, high = stats.f.ppf([0.025, 0.975], n1 - 1, n1 - 1)
    return float(low), float(high)


def _overall(
    x: np.ndarray, names: tuple[str, ...], treated: np.ndarray, w: np.ndarray, compared: pd.DataFrame
) -> tuple[dict, str]:
    """Statistics of one sample, and why some are missing."""
    absolute = compared["bias"].abs()
    varying = compared["variance_ratio"].notna()
    low, high = _limits(treated, w)
    kept = w > 0
    found = dict.fromkeys(("pseudo_r2", "lr_chi2", "df", "p_chi2"), np.nan)
    rubin = {"rubin_b": np.nan, "rubin_r": np.nan}
    note = ""
    try:
        fit = weighted_probit(x[kept], names, treated[kept], w[kept])
    except ValueError as error:
        note = f"no probit of the treatment, and no B and R: {error}"
    else:
        found = {"pseudo_r2": fit.pseudo_r2, "lr_chi2": fit.lr, "df": float(len(names))}
        found["p_chi2"] = float(stats.chi2.sf(fit.lr, len(names)))
        (mean1, squares1, w1), (mean0, squares0, w0) = (
            _moments(fit.index[group, None], w[kept][group]) for group in (treated[kept], ~treated[kept])
        )
        v1, v0 = squares1[0] / (w1 - 1), squares0[0] / (w0 - 1)
        if v1 + v0 > _CONSTANT:
            rubin = {"rubin_b": 100 * (mean1 - mean0)[0] / np.sqrt((v1 + v0) / 2), "rubin_r": v1 / v0}
        else:
            note = "no B and R: the probit's index does not vary"
    return {
        **found,
        "mean_bias": absolute.mean(),
        "median_bias": absolute.median(),
        **rubin,
        "share_outside": 100 * compared["outside"].sum() / varying.sum() if varying.any() else np.nan,
        "ratio_low": low,
        "ratio_high": high,
        "n_treated": float((treated & kept).sum()),
        "n_control": float((~treated & kept).sum()),
    }, note
