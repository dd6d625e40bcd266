"""The estimators that the simulated panels compare, each from a panel to one number.

A panel is balanced and has the columns ``unit, year, cohort, treated, y``, with ``cohort`` missing for units
that are never treated.
"""

import numpy as np
import pandas as pd

from lib.estimators import did

SPEC = did.DidSpec("y", "unit", "year", cohort="cohort")


def two_way_residual(frame: pd.DataFrame, column: str) -> np.ndarray:
    """A column less its means by unit and year; exact because the panel is balanced."""
    by_unit = frame.groupby("unit")[column].transform("mean")
    by_year = frame.groupby("year")[column].transform("mean")
    return (frame[column] - by_unit - by_year + frame[column].mean()).to_numpy()


def two_way(frame: pd.DataFrame) -> float:
    """Two-way fixed effects: the coefficient of ``treated`` with effects of unit and year."""
    rest = two_way_residual(frame, "treated")
    return float(rest @ frame["y"] / (rest @ rest))


def callaway_santanna(frame: pd.DataFrame) -> float:
    """Callaway and Sant'Anna: mean of the group-time effects, against the never treated."""
    return float(did.callaway_santanna(frame, SPEC).params["overall"])


def imputation(frame: pd.DataFrame) -> float:
    """Borusyak, Jaravel and Spiess: mean of treated outcomes less those imputed from untreated rows."""
    return float(did.imputation(frame, SPEC, path=False).params["overall"])


ESTIMATORS = {
    "two-way fixed effects": two_way,
    "Callaway-Sant'Anna": callaway_santanna,
    "imputation": imputation,
}
