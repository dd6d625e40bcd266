"""From a data frame and a specification to the rows and columns that a regression runs on."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lib.estimators.fixed_effects_spec import FixedEffectsSpec, parts
from lib.estimators.frames import check_columns, check_present


@dataclass(frozen=True)
class Sample:
    """The rows that are used, columns named so that no formula can misread them.

    Attributes
    ----------
    data : DataFrame, shape (N, ...)
        ``y``; ``x0``, ``x1``, ... standardised; ``f0``, ... the effects and ``c0``, ... the clusters as whole
        numbers; ``w`` the weights and ``u`` the unit where there are any; ``k0``, ... further keys. A range
        as index.
    rows : Index, shape (N,)
        Labels of the rows in the frame.
    regressors : tuple of str, length K
        Names of ``x0``, ``x1``, ...
    centre, scale : ndarray, shape (K,)
        Subtracted from and divided into the regressors: their weighted means and standard deviations.
    levels : dict of str to int
        Number of levels of each effect, in the order of ``f0``, ``f1``, ...
    notes : tuple of str
        Rows left out and why.
    """

    data: pd.DataFrame
    rows: pd.Index
    regressors: tuple[str, ...]
    centre: np.ndarray
    scale: np.ndarray
    levels: dict
    notes: tuple[str, ...]

    @property
    def formula(self) -> str:
        """The regression in the words of pyfixest."""
        left = "y ~ " + " + ".join(f"x{j}" for j in range(len(self.regressors)))
        effects = " + ".join(f"f{k}" for k in range(len(self.levels)))
        return f"{left} | {effects}" if effects else left

    @property
    def n_units(self) -> int | None:
        """Different values of the unit, or of the first cluster column; None without either."""
        name = next((name for name in ("u", "c0") if name in self.data), None)
        return None if name is None else int(self.data[name].nunique())

    def subset(self, places: np.ndarray, notes: tuple[str, ...]) -> "Sample":
        """Some of the rows, for counting: effects that lost all of theirs have fewer levels."""
        data = self.data.iloc[places].reset_index(drop=True)
        levels = {name: int(data[f"f{k}"].nunique()) for k, name in enumerate(self.levels)}
        return replace(self, data=data, rows=self.rows[places], levels=levels, notes=notes)


def prepare(frame: pd.DataFrame, spec: FixedEffectsSpec, keys: tuple[str, ...] = ()) -> Sample:
    """Check a frame and take from it what a specification needs.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
    spec : FixedEffectsSpec
    keys : tuple of str
        Further columns or interactions that are wanted as whole numbers.

    Returns
    -------
    Sample
        Rows with missing values and singletons are left out, with their numbers in ``notes``.

    Raises
    ------
    KeyError, TypeError, ValueError
        Absent or non-numeric columns, infinite values, weights that are not positive, no row left, one
        cluster.
    """
    if not isinstance(spec, FixedEffectsSpec):
        raise TypeError(f"spec is a {type(spec).__name__}: pass a FixedEffectsSpec")
    kept, notes = _complete(frame, spec, keys)
    effects = [codes(kept, name) for name in spec.fixed_effects]
    kept, effects, alone = _without_singletons(kept, effects, spec)
    kept, effects, levels, single = _varying(kept, effects, spec.fixed_effects)
    clusters = [codes(kept, name) for name in spec.clusters]
    for name, code in zip(spec.clusters, clusters, strict=True):
        if code.max() == 0:
            raise ValueError(f"column '{name}' has one cluster in {len(kept)} rows: two at least are needed")
    weights = _weights(kept, spec)
    x = kept[list(spec.regressors)].to_numpy(dtype=float)
    centre = np.average(x, axis=0, weights=weights)
    scale = np.sqrt(np.average((x - centre) ** 2, axis=0, weights=weights))
    scale = np.where(scale > 0, scale, 1.0)
    columns = {"y": kept[spec.outcome].to_numpy(dtype=float)}
    columns |= {f"x{j}": column for j, column in enumerate(((x - centre) / scale).T)}
    columns |= {f"f{k}": code for k, code in enumerate(effects)}
    columns |= {f"c{k}": code for k, code in enumerate(clusters)}
    columns |= {f"k{k}": codes(kept, name) for k, name in enumerate(keys)}
    columns |= {} if weights is None else {"w": weights}
    columns |= {"u": codes(kept, spec.unit)} if spec.unit else {}
    return Sample(
        data=pd.DataFrame(columns),
        rows=kept.index,
        regressors=spec.regressors,
        centre=centre,
        scale=scale,
        levels=levels,
        notes=(*notes, *alone, *single),
    )


def codes(frame: pd.DataFrame, effect: str) -> np.ndarray:
    """Levels 0, 1, ... of an effect or an interaction of columns, shape (N,), none missing."""
    total = np.zeros(len(frame), dtype=np.int64)
    for name in parts(effect):
        own, labels = pd.factorize(frame[name])
        total = pd.factorize(total * len(labels) + own)[0]
    return total


def _complete(
    frame: pd.DataFrame, spec: FixedEffectsSpec, keys: tuple[str, ...]
) -> tuple[pd.DataFrame, list[str]]:
    """Rows without a missing value, and how many others there were, by column."""
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"frame is a {type(frame).__name__}: pass a pandas DataFrame")
    labels = (*spec.label_columns, *(part for key in keys for part in parts(key)))
    names = tuple(dict.fromkeys((*spec.numeric_columns, *labels)))
    for name in names:
        check_present(frame, name)
    missing = frame[list(names)].isna()
    bad = missing.to_numpy().any(axis=1)
    listed = ", ".join(f"{name} {n}" for name, n in missing.sum().items() if n)
    kept = frame.loc[~bad] if bad.any() else frame
    if len(frame) and kept.empty:
        raise ValueError(f"all {len(frame)} rows have a missing value ({listed}): nothing to estimate")
    check_columns(kept, numbers=spec.numeric_columns, labels=labels)
    return kept, [f"{bad.sum()} rows with missing values left out ({listed})"] if bad.any() else []


def _without_singletons(
    kept: pd.DataFrame, effects: list[np.ndarray], spec: FixedEffectsSpec
) -> tuple[pd.DataFrame, list[np.ndarray], list[str]]:
    """Rows that share every effect with another row; leaving one out can make another a singleton."""
    use = np.ones(len(kept), dtype=bool)
    while effects and not spec.keep_singletons:
        rows = np.flatnonzero(use)
        alone = np.zeros(len(rows), dtype=bool)
        for code in effects:
            alone |= np.bincount(code[rows])[code[rows]] == 1
        if not alone.any():
            break
        use[rows[alone]] = False
    left_out = int((~use).sum())
    if not left_out:
        return kept, effects, []
    if left_out == len(kept):
        raise ValueError(f"all {left_out} rows are alone in a level of {', '.join(spec.fixed_effects)}")
    note = f"{left_out} singletons left out (rows alone in a level of an effect)"
    return kept.loc[use], [pd.factorize(code[use])[0] for code in effects], [note]


def _varying(
    kept: pd.DataFrame, effects: list[np.ndarray], names: tuple[str, ...]
) -> tuple[pd.DataFrame, list[np.ndarray], dict, list[str]]:
    """Effects with two levels or more: one level is the constant."""
    levels = {name: int(code.max()) + 1 for name, code in zip(names, effects, strict=True)}
    notes = [f"effect '{name}' has one level and is left out" for name, n in levels.items() if n == 1]
    effects = [code for code, n in zip(effects, levels.values(), strict=True) if n > 1]
    return kept, effects, {name: n for name, n in levels.items() if n > 1}, notes


def _weights(kept: pd.DataFrame, spec: FixedEffectsSpec) -> np.ndarray | None:
    if spec.weights is None:
        return None
    weights = kept[spec.weights].to_numpy(dtype=float)
    bad = np.flatnonzero(weights <= 0)
    if len(bad):
        raise ValueError(
            f"weights '{spec.weights}' are {weights[bad[0]]:g} in row {kept.index[bad[0]]} ({len(bad)} rows "
            "are not positive): drop these rows"
        )
    return weights
