"""A panel with one date of treatment, or several, seen as groups whose units are treated together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.estimators.frames import check_columns
from lib.estimators.placebo_panel import NEVER, Panel, build
from lib.estimators.placebo_spec import PlaceboSpec


@dataclass(frozen=True)
class Groups:
    """A panel of N rows and U units, and its G groups.

    Attributes
    ----------
    panel : Panel
    labels : Index, shape (G,)
    of_unit : ndarray of int, shape (U,)
        Group of each unit.
    cohort : ndarray of int, shape (G,)
        Cohort that the units of a group share, `NEVER` without one.
    """

    panel: Panel
    labels: pd.Index
    of_unit: np.ndarray
    cohort: np.ndarray

    @property
    def of_row(self) -> np.ndarray:
        """Group of each row, shape (N,)."""
        return self.of_unit[self.panel.unit]

    @property
    def treated(self) -> np.ndarray:
        """Whether each group has a date, shape (G,), bool."""
        return self.cohort != NEVER

    def places(self, labels: Sequence, what: str) -> np.ndarray:
        """Positions of groups; one that is not in the panel is an error."""
        found = self.labels.get_indexer(pd.Index(list(labels)))
        if (found < 0).any():
            absent = list(labels)[int(np.flatnonzero(found < 0)[0])]
            raise KeyError(f"{what} names {absent}, which is no value of '{self.labels.name}' in the panel")
        if len(set(found)) < len(found):
            raise ValueError(f"{what} names a group twice: keep one of each")
        return found


def grouped(frame: pd.DataFrame, spec: PlaceboSpec, group: str | None) -> Groups:
    """Check a frame and take its panel and groups.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
    spec : PlaceboSpec
    group : str or None
        Column, constant within units, of what is treated as a whole; None takes each unit for itself.

    Raises
    ------
    KeyError, TypeError, ValueError
        As `lib.estimators.placebo.randomise`; a group that changes within a unit, whose units have different
        dates or of which only some have one.
    """
    panel = build(frame, spec)
    if group is None or group == spec.unit:
        return Groups(panel, panel.units, np.arange(len(panel.units)), panel.cohort)
    check_columns(frame, numbers=(), labels=(group,))
    pairs = frame[[spec.unit, group]].drop_duplicates()
    twice = pairs[spec.unit].duplicated()
    if twice.any():
        unit = pairs.loc[twice, spec.unit].iloc[0]
        raise ValueError(f"column '{group}' changes within unit {unit}: give each unit one group")
    own = pairs.set_index(spec.unit)[group].reindex(panel.units)
    of_unit, labels = pd.factorize(own)
    labels = pd.Index(labels, name=group)
    cohort = np.full(len(labels), NEVER)
    cohort[of_unit] = panel.cohort
    mixed = np.flatnonzero(cohort[of_unit] != panel.cohort)
    if len(mixed):
        raise ValueError(
            f"{group} {labels[of_unit[mixed[0]]]} has units with different dates or with and without one, "
            f"such as unit {panel.units[mixed[0]]}: a group is treated as a whole, so give its units one date"
        )
    return Groups(panel, labels, of_unit, cohort)
