"""The rows of a comparison of treated and control countries, checked: who is in it, and from when on.

Any panel of countries and years serves: the counterpart, the paper's own. Nothing is dropped without a count.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib.panels.belt_road import CONTROLS, EVENT_YEAR, KEYS, TREATED, logarithm
from lib.panels.belt_road_columns import level_of


@dataclass(frozen=True)
class Sample:
    """The rows and what was left out.

    Attributes
    ----------
    frame : DataFrame
        The panel's rows with an outcome, with ``y`` (its logarithm, or itself), ``treated`` and ``post`` (0
        or 1) and ``treat_post``, their product.
    zeros : int
        Country-years with an outcome of zero, which has no logarithm.
    missing : int
        Country-years without an outcome, or without a term of `complete`.
    absent : tuple of str
        Countries without any complete row.
    one_sided : tuple of str
        Countries left out before, because what is known of them lies on one side of the event alone.
    """

    frame: pd.DataFrame
    zeros: int
    missing: int
    absent: tuple[str, ...] = ()
    one_sided: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out, in words; empty where nothing was."""
        said = {
            "with an outcome of zero, which has no logarithm": self.zeros,
            "without a figure": self.missing,
        }
        others = "of the others " if self.one_sided else ""
        sides = tuple(f"{one} is seen on one side of the event alone, left out" for one in self.one_sided)
        counts = tuple(
            f"{others}{count} country-years {what}, left out" for what, count in said.items() if count
        )
        return (*sides, *counts, *(f"{country} has no complete row" for country in self.absent))


def sample(
    panel: pd.DataFrame,
    outcome: str,
    *,
    treated: Sequence[str] = TREATED,
    controls: Sequence[str] = CONTROLS,
    event_year: int = EVENT_YEAR,
    log: bool = True,
) -> Sample:
    """Rows of the treated and the control countries with an outcome.

    Parameters
    ----------
    panel : DataFrame
        With ``iso3``, ``year`` and the outcome; one row a country and year, and ``line`` if there is one.
    outcome : str
        Column of a flow, such as ``exports_baci``; with ``log=False`` of anything.
    treated, controls : sequence of str
        ISO 3166-1 codes.
    event_year : int
        First year of the treatment.
    log : bool
        Whether ``y`` is the logarithm.

    Raises
    ------
    KeyError
        The panel lacks a column.
    TypeError
        A list of countries is one string; the outcome or the years are no numbers.
    ValueError
        A country is both treated and control, or twice, or not in the panel; a year that is missing or not
        whole; an infinite outcome; a negative one under a logarithm; a country without an outcome before or
        from the event year on; keys that repeat.
    """
    missing = [name for name in (*KEYS, outcome) if name not in panel]
    if missing:
        raise KeyError(f"the panel has no column {missing[0]!r}; it has {', '.join(map(str, panel.columns))}")
    _check_groups(panel, treated, controls)
    own = panel[panel["iso3"].isin([*treated, *controls])]
    _check_numbers(own, outcome, event_year)
    keys = [*KEYS, "line"] if "line" in own else list(KEYS)
    twice = own[own.duplicated(keys)]
    if len(twice):
        raise ValueError(f"the panel has {len(twice)} duplicate ({', '.join(keys)}) keys, first: "
                         f"{twice['iso3'].iloc[0]} {twice['year'].iloc[0]}; keep one row")  # fmt: skip
    if log and (own[outcome] < 0).any():
        place = own[own[outcome] < 0].iloc[0]
        raise ValueError(f"{outcome} is negative in {place['iso3']} {place['year']}, and has no logarithm; "
                         "correct it, or use log=False")  # fmt: skip
    y = logarithm(own[outcome]) if log else own[outcome].astype(float)
    frame = own.assign(
        y=y,
        treated=own["iso3"].isin(treated).astype("int64"),
        post=(own["year"] >= event_year).astype("int64"),
    )
    frame["treat_post"] = frame["treated"] * frame["post"]
    kept = frame[y.notna()]
    _check_periods(kept, [*treated, *controls], outcome, event_year)
    zeros = int((own[outcome] == 0).sum()) if log else 0
    return Sample(kept, zeros, len(own) - len(kept) - zeros)


def complete(
    panel: pd.DataFrame,
    outcome: str,
    terms: Sequence[str] = (),
    *,
    treated: Sequence[str] = TREATED,
    controls: Sequence[str] = CONTROLS,
    event_year: int = EVENT_YEAR,
) -> Sample:
    """Rows of a regression: with the outcome and every term, of countries seen before and after the event.

    Parameters
    ----------
    panel : DataFrame
        With ``iso3``, ``year``, the outcome and the terms; one row a country and year, and ``line`` if there
        is one.
    outcome : str
        As it stands in the regression: ``ln_exports_baci``.
    terms : sequence of str
    treated, controls, event_year
        As in `sample`; a country of which nothing is complete is left out and stands in `Sample.absent`.

    Returns
    -------
    Sample
        Its frame has the panel's columns; ``attrs["notes"]`` says what was left out.

    Raises
    ------
    KeyError, TypeError, ValueError
        As in `sample`; in particular a country that is complete only before the event, or only from it on.

    Warns
    -----
    UserWarning
        The outcome is the logarithm of a flow that is zero somewhere.
    """
    missing = [name for name in (*KEYS, outcome, *terms) if name not in panel]
    if missing:
        raise KeyError(f"the panel has no column {missing[0]!r}; it has {', '.join(map(str, panel.columns))}")
    own = panel[panel["iso3"].isin([*treated, *controls])]
    whole = own[[outcome, *terms]].notna().all(axis=1)
    kept = own[whole].reset_index(drop=True)
    there = set(kept["iso3"])
    groups = {"treated": treated, "controls": controls}
    seen = {name: [country for country in group if country in there] for name, group in groups.items()}
    sample(kept, outcome, **seen, event_year=event_year, log=False)
    flow = level_of(outcome)
    lost = own[~whole]
    zeros = lost[lost[flow] == 0] if flow in own else lost[:0]
    if len(zeros):
        warnings.warn(
            f"{flow} is zero in {len(zeros)} country-years (first: {zeros['iso3'].iloc[0]} "
            f"{zeros['year'].iloc[0]}), which have no logarithm and are left out; Poisson pseudo maximum "
            "likelihood keeps them",
            stacklevel=3,
        )
    absent = tuple(country for country in (*treated, *controls) if country not in there)
    found = Sample(kept, len(zeros), len(lost) - len(zeros), absent)
    kept.attrs["notes"] = found.notes
    return found


def both_periods(panel: pd.DataFrame, outcome: str, event_year: int = EVENT_YEAR) -> tuple[str, ...]:
    """Countries of the panel with an outcome before the event year and from it on, sorted.

    Parameters
    ----------
    panel : DataFrame
        With ``iso3``, ``year`` and the outcome.
    outcome : str
    event_year : int
    """
    known = panel[panel[outcome].notna()]
    late = known["year"] >= event_year
    return tuple(sorted(set(known.loc[late, "iso3"]) & set(known.loc[~late, "iso3"])))


def one_sided(panel: pd.DataFrame, outcome: str, event_year: int = EVENT_YEAR) -> tuple[str, ...]:
    """Countries of the panel with an outcome before the event year alone, or from it on alone, sorted."""
    known = set(panel.loc[panel[outcome].notna(), "iso3"])
    return tuple(sorted(known - set(both_periods(panel, outcome, event_year))))


def _check_numbers(own: pd.DataFrame, outcome: str, event_year: int) -> None:
    """Whole years, and an outcome of finite numbers or missing."""
    for name in ("year", outcome):
        if not pd.api.types.is_numeric_dtype(own[name]):
            first = own[name].dropna().iloc[:1].tolist()
            raise TypeError(f"column {name!r} holds no numbers ({own[name].dtype}, first: "
                            f"{', '.join(map(repr, first))}); convert it with pandas.to_numeric")  # fmt: skip
    if not float(event_year).is_integer():
        raise ValueError(f"event_year={event_year}: give a whole year")
    year = own["year"].astype(float)
    wrong = ~np.isfinite(year) | (year % 1 != 0)
    if wrong.any():
        place = own[wrong].iloc[0]
        raise ValueError(f"the year of {place['iso3']} in row {own.index[wrong][0]} is {place['year']} "
                         f"({wrong.sum()} such rows): before or after is not known; give a whole year or "
                         "drop the row")  # fmt: skip
    infinite = np.isinf(own[outcome].astype(float))
    if infinite.any():
        place = own[infinite].iloc[0]
        raise ValueError(f"{outcome} is {place[outcome]} in {place['iso3']} {place['year']} "
                         f"({infinite.sum()} such rows); correct it, or set it to missing")  # fmt: skip


def _check_groups(panel: pd.DataFrame, treated: Sequence[str], controls: Sequence[str]) -> None:
    for name, group in (("treated", treated), ("controls", controls)):
        if isinstance(group, str):
            raise TypeError(f"{name}={group!r} is one string; give a tuple of codes: ({group!r},)")
    both = sorted(set(treated) & set(controls))
    if both:
        raise ValueError(f"{both[0]} is among the treated and among the controls ({len(both)} such "
                         "countries); a control is never treated: take it out of one list")  # fmt: skip
    for name, group in (("treated", treated), ("controls", controls)):
        if not len(group):
            raise ValueError(f"no country among the {name}; name at least one")
        if len(set(group)) < len(group):
            raise ValueError(f"a country stands twice among the {name}: {', '.join(group)}")
        unknown = sorted(set(group) - set(panel["iso3"]))
        if unknown:
            raise ValueError(f"{unknown[0]}, among the {name}, is not in the panel ({len(unknown)} such "
                             "countries); correct the code")  # fmt: skip


def _check_periods(kept: pd.DataFrame, countries: list[str], outcome: str, event_year: int) -> None:
    for words, rows in (("before", kept["post"] == 0), ("from", kept["post"] == 1)):
        there = set(kept.loc[rows, "iso3"])
        lacking = [country for country in countries if country not in there]
        if lacking:
            when = f"before {event_year}" if words == "before" else f"from {event_year} on"
            raise ValueError(f"{lacking[0]} has no {outcome} {when} ({len(lacking)} such countries): a "
                             "change is not known without both periods; leave it out, or take another "
                             "outcome")  # fmt: skip
