"""Memory that other packages' fits would hold on to, given back at once."""

import gc
from collections.abc import Callable
from functools import wraps

import pandas as pd

LARGE = 20_000  # rows beyond which it is worth a few milliseconds


def swept(method: Callable) -> Callable:
    """Have a function of a frame collect what it leaves behind when the frame has many rows.

    Parameters
    ----------
    method : function
        Its first argument is a frame.

    Notes
    -----
    Fits of pyfixest and of diff-diff and the tables of formulas refer to themselves, so that their arrays,
    200 MB for a regression on 340,000 rows and 13 regressors, would stay until Python's collector of cycles
    comes by, which counts objects and not bytes. With the collector paused meanwhile all that they leave is
    young, and the young are collected in a few milliseconds.
    """

    @wraps(method)
    def run(frame: pd.DataFrame, *arguments, **options):
        if len(frame) <= LARGE:
            return method(frame, *arguments, **options)
        running = gc.isenabled()
        gc.disable()
        try:
            return method(frame, *arguments, **options)
        finally:
            gc.collect(0)
            if running:
                gc.enable()

    return run
