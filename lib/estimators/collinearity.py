"""Exact linear relations among columns, found and put into words."""

import numpy as np
import pandas as pd

_ROUNDING = 1e-13  # of a column's size: what double precision leaves of an exact relation
_VARIATION = 1e-8  # of a column's variation around the columns before it
_ZERO_WEIGHT = 1e-6  # of the largest contribution to a relation
_ILL_CONDITIONED = 1e6  # beyond, the columns differ in their seventh digit, where data are rounded
_TAKES_PART = 0.1  # of the largest weight in the direction in which columns hardly vary

Relation = dict[str, float]


def collinear_relations(frame: pd.DataFrame, columns: list[str], *, intercept: bool = True) -> list[str]:
    """Exact linear relations among columns of a frame, in words.

    Parameters
    ----------
    frame : DataFrame, shape (N, ...)
    columns : list of str
        Numeric columns without missing values.
    intercept : bool
        Whether a constant stands beside them.

    Returns
    -------
    list of str
        One entry a redundant column, such as ``"ln_gdp = ln_population + ln_gdp_per_head"``; empty when
        the columns are linearly independent.

    Raises
    ------
    KeyError
        A column is not in the frame.
    ValueError
        A column has a missing or infinite value.
    """
    absent = [name for name in columns if name not in frame.columns]
    if absent:
        raise KeyError(
            f"column '{absent[0]}' is not in the frame; it has {', '.join(map(str, frame.columns))}"
        )
    values = frame[list(columns)].to_numpy(dtype=float)
    if not np.isfinite(values).all():
        row, column = np.argwhere(~np.isfinite(values))[0]
        raise ValueError(
            f"column '{columns[column]}' is missing or infinite in row {frame.index[row]}: drop it"
        )
    names = ("const",) * intercept + tuple(columns)
    matrix = np.column_stack([np.ones(len(values)), values]) if intercept else values
    return [describe(relation) for relation in relations(matrix, names)]


def relations(matrix: np.ndarray, names: tuple[str, ...]) -> list[Relation]:
    """Relations, from left to right, of each redundant column with the independent ones before it.

    Parameters
    ----------
    matrix : ndarray, shape (N, K)
    names : tuple of str, length K

    Returns
    -------
    list of dict
        Weights by column name, the redundant column last; the weighted columns add up to zero.
    """
    kept: list[int] = []
    basis = np.empty((len(matrix), 0))
    found = []
    for j, name in enumerate(names):
        column = matrix[:, j]
        rest = column - basis @ (basis.T @ column)
        rest = rest - basis @ (basis.T @ rest)
        around = np.linalg.norm(column - column.mean()) if "const" in names[:j] else np.linalg.norm(column)
        size = np.linalg.norm(rest)
        if size > max(_ROUNDING * np.linalg.norm(column), _VARIATION * around):
            kept.append(j)
            basis = np.column_stack([basis, rest / size])
        else:
            found.append(_weights(matrix, names, kept, j, name))
    return found


def _weights(matrix: np.ndarray, names: tuple[str, ...], kept: list[int], j: int, name: str) -> Relation:
    """Weights of column `j` on the kept ones, negligible contributions set aside."""
    size = np.linalg.norm(matrix[:, kept], axis=0)
    weights = np.linalg.lstsq(matrix[:, kept] / size, matrix[:, j], rcond=None)[0]
    large = np.abs(weights) > _ZERO_WEIGHT * max(np.abs(weights).max(initial=0.0), 1e-300)
    relation = {names[i]: float(-w / s) for i, w, s, ok in zip(kept, weights, size, large, strict=True) if ok}
    return {**relation, name: 1.0}


def describe(relation: Relation) -> str:
    """A relation as an equation, solved for the column that needs no minus sign where there is one."""
    if len(relation) == 1:
        return f"{next(iter(relation))} = 0"
    left = _left_side(relation)
    right = {name: -weight / relation[left] for name, weight in relation.items() if name != left}
    if list(right) == ["const"]:
        return f"{left} = {_number(right['const'])} (a constant)"
    text = ""
    for name, weight in right.items():
        sign = " - " if weight < 0 else " + "
        size = _number(abs(weight))
        term = size if name == "const" else name if size == "1" else f"{size} {name}"
        text += (sign if text or weight < 0 else "") + term
    return f"{left} = {text.removeprefix(' ')}"


def _left_side(relation: Relation) -> str:
    *before, redundant = (name for name in relation if name != "const")
    for name in (redundant, *before):
        others = [relation[other] / relation[name] for other in (*before, redundant) if other != name]
        if all(weight < 0 for weight in others) and abs(relation[name]) >= 1 - 1e-6:
            return name
    return redundant


def _number(value: float) -> str:
    return f"{value:.6g}"


def near_collinearity(matrix: np.ndarray, names: tuple[str, ...], role: str) -> str:
    """A sentence on columns that are nearly linearly dependent; empty below a condition number of 1e6.

    Parameters
    ----------
    matrix : ndarray, shape (N, K)
    names : tuple of str, length K
        A constant is named ``const``.
    role : str
        What the columns are, in the plural.

    Notes
    -----
    The condition number is the ratio of the largest to the smallest singular value of the columns scaled to
    unit length, and centred before where there is a constant. It grows like the square root of the largest
    variance inflation factor.

    References
    ----------
    Belsley, Kuh and Welsch (1980), chapter 3.
    """
    varying = [j for j, name in enumerate(names) if name != "const"]
    if len(varying) < 2:
        return ""
    columns = matrix[:, varying]
    columns = columns - columns.mean(axis=0) * ("const" in names)
    _, values, directions = np.linalg.svd(columns / np.linalg.norm(columns, axis=0), full_matrices=False)
    if values[0] <= _ILL_CONDITIONED * values[-1]:
        return ""
    weights = np.abs(directions[-1])
    near = ", ".join(
        names[j] for j, w in zip(varying, weights, strict=True) if w > _TAKES_PART * max(weights)
    )
    return (
        f"{role} are nearly collinear: the condition number of the standardised columns is "
        f"{values[0] / values[-1]:.1e} (above {_ILL_CONDITIONED:.0e}), from {near}; their separate "
        "coefficients rest on digits in which data are rounded"
    )
