"""An estimate without each unit in turn."""

import html
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.estimators.frames import check_columns
from lib.results import EstimationResult, tidy_rows

_SHOWN = "{:.4g}".format
_STATISTICS = ["coef", "se", "p", "nobs", "change"]


@dataclass(frozen=True, repr=False)
class LeaveOneOutResult:
    """How much an estimate rests on single units.

    Attributes
    ----------
    term : str
    table : DataFrame, index left_out
        First row ``none``, the whole sample. ``coef``, ``se``, ``p``, ``nobs``; ``change`` of the coefficient
        against the whole sample; ``treated`` where a treatment was named; ``problem``, empty or why there is
        no estimate or no standard error.
    notes : tuple of str
    """

    term: str
    table: pd.DataFrame
    notes: tuple[str, ...] = ()

    def tidy(self, *, paper: str, exhibit: str, track: str) -> pd.DataFrame:
        """Statistics as rows with the keys of the printed record, the unit left out as column."""
        long = (
            self.table[_STATISTICS].rename_axis("column").reset_index().melt("column", var_name="statistic")
        )
        return tidy_rows(long.assign(term=self.term), paper=paper, exhibit=exhibit, track=track)

    def footnotes(self) -> list[str]:
        """Lines below the printed table."""
        found = self.table["coef"].iloc[1:].dropna()
        span = (
            "none"
            if found.empty
            else f"{found.min():.4g} ({found.idxmin()}) to {found.max():.4g} ({found.idxmax()})"
        )
        return [f"'{self.term}' without one unit: {span}", *(f"note: {note}" for note in self.notes)]

    def __repr__(self) -> str:
        return "\n".join([self.table.to_string(float_format=_SHOWN), "", *self.footnotes()])

    def _repr_html_(self) -> str:
        lines = "<br>".join(html.escape(line) for line in self.footnotes())
        return f"{self.table.to_html(float_format=_SHOWN)}<p>{lines}</p>"


def leave_one_out(
    frame: pd.DataFrame,
    estimate: Callable[[pd.DataFrame], object],
    unit: str,
    *,
    term: str | None = None,
    units: Sequence | None = None,
    treatment: str | None = None,
) -> LeaveOneOutResult:
    """Estimate again without each unit.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
    estimate : callable
        From a frame to an `EstimationResult`, or to a result with ``term``, ``coef`` and ``pvalue`` (those of
        this package's placebo tests and methods for few treated units).
    unit : str
        Column whose values are left out.
    term : str or None
        The coefficient looked at; needed for an `EstimationResult`.
    units : sequence or None
        Values to leave out; None: each.
    treatment : str or None
        Column that is not zero in some row of a treated unit, to mark them.

    Returns
    -------
    LeaveOneOutResult
        A sample without an estimate (a `ValueError` of `estimate`) has missing values and the reason, one
        without a standard error the reason too. What `estimate` notes of the term is in the notes.

    Raises
    ------
    KeyError, TypeError, ValueError
        Absent columns, a unit that is not in the frame, a term that the whole sample has no estimate of,
        fewer than two units; whatever `estimate` raises on the whole sample.
    """
    check_columns(frame, numbers=(treatment,) if treatment else (), labels=(unit,))
    known = pd.unique(frame[unit])
    if len(known) < 2:
        raise ValueError(f"column '{unit}' has one value: leaving it out leaves nothing")
    chosen = list(known if units is None else units)
    absent = [name for name in chosen if name not in set(known)]
    if absent:
        raise KeyError(f"unit {absent[0]} is not in column '{unit}'")
    whole = estimate(frame)
    name, first = _read(whole, term)
    rows = {"none": {**first, "change": 0.0, **_said(whole, name, first)}}
    for value in chosen:
        rows[value] = _without(frame[frame[unit] != value], estimate, name, first["coef"])
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("left_out")
    if treatment:
        marked = frame.groupby(unit)[treatment].agg(lambda column: bool((column != 0).any()))
        table.insert(0, "treated", [None, *(marked[value] for value in chosen)])
    return LeaveOneOutResult(name, table.drop(columns="note"), tuple(_notes(table)))


def _notes(table: pd.DataFrame) -> Iterator[str]:
    """Samples without an estimate or an error, and what was said of the term, each once."""
    failed = table["problem"] != ""
    for what, which in (("estimate", table["coef"].isna()), ("standard error", table["coef"].notna())):
        if (failed & which).any():
            units = ", ".join(map(str, table.index[failed & which]))
            yield f"no {what} without {units}: see the column 'problem'"
    for note, part in table[table["note"] != ""].groupby("note", sort=False):
        yield f"left out {', '.join(map(str, part.index))}: {note}"


def _without(
    frame: pd.DataFrame, estimate: Callable[[pd.DataFrame], object], term: str, whole: float
) -> dict[str, object]:
    missing = {"coef": np.nan, "se": np.nan, "p": np.nan, "nobs": np.nan, "change": np.nan, "note": ""}
    try:
        result = estimate(frame)
        if isinstance(result, EstimationResult) and term not in result.params.index:
            return {**missing, "problem": "; ".join(result.notes) or f"'{term}' is left out"}
        found = _read(result, term)[1]
    except ValueError as error:
        return {**missing, "problem": str(error)}
    return {**found, "change": found["coef"] - whole, **_said(result, term, found)}


def _said(result: object, term: str, found: dict[str, float]) -> dict[str, str]:
    """Why a term has no standard error, and what else is noted of it."""
    if not isinstance(result, EstimationResult):
        return {"problem": "", "note": ""}
    lost = np.isnan(found["se"])
    own = [note for note in result.notes if note.startswith(f"'{term}'")]
    problem = "; ".join(result.notes) or "there is no standard error"
    return {"problem": problem if lost else "", "note": "; ".join(own)}


def _read(result: object, term: str | None) -> tuple[str, dict[str, float]]:
    """Name of the term and its coefficient, standard error, p-value and rows."""
    if isinstance(result, EstimationResult):
        if term is None:
            raise ValueError(f"name the term to look at: one of {', '.join(result.params.index)}")
        if term not in result.params.index:
            raise ValueError(f"the whole sample has no estimate of '{term}': {'; '.join(result.notes)}")
        own = {"coef": result.params[term], "se": result.std_errors[term], "p": result.pvalues[term]}
        return term, {key: float(value) for key, value in own.items()} | {"nobs": float(result.nobs)}
    if not all(hasattr(result, name) for name in ("term", "coef", "pvalue", "nobs")):
        raise TypeError(
            f"estimate returned a {type(result).__name__}: have it return a result of an estimator"
        )
    own = {"coef": result.coef, "se": getattr(result, "std_error", np.nan), "p": result.pvalue}
    return result.term, {key: float(value) for key, value in own.items()} | {"nobs": float(result.nobs)}
