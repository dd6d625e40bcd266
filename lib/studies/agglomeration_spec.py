"""The model of a printed column of the agglomeration paper, as its two sentences on instruments are read."""

from lib.estimators import gmm
from lib.panels.agglomeration import CONTROLS, EXTERNAL
from lib.panels.agglomeration_columns import Column

# The first lag that an endogenous variable admits, and no other: "the first lag of the core variables as
# instruments of themselves" (section 3.2) is read so, since the first lag itself is invalid in differences.
MAIN_LAGS = (2, 2)


def main_spec(column: Column, **options) -> gmm.Spec:
    """The model of the main reading.

    Parameters
    ----------
    column : Column
    **options
        Fields of `lib.estimators.gmm.Spec` to change.

    Notes
    -----
    A reading, not the paper's words: the lag of the outcome and the core variables have their second lag as
    instrument in differences and the lagged difference in levels, collapsed; the controls and the land area
    stand for themselves in both equations; no time effects, of which none are printed; two steps with
    Windmeijer's correction.
    """
    own = tuple(gmm.endogenous(name, lags=MAIN_LAGS) for name in ("y", *column.core))
    controls = tuple(term for term in column.regressors if term in CONTROLS)
    fields = {
        "y": "y",
        "x": ("L.y", *column.regressors),
        "gmm": own,
        "iv": (gmm.exogenous(*controls, EXTERNAL),),
        "collapse": True,
    }
    return gmm.Spec(**{**fields, **options})
