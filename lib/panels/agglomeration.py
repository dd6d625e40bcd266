"""Panel of the agglomeration paper: a Chinese city's exports, size, resilience and productivity in a year.

`build` gives the same columns whichever track they come from: the user's yearbooks and customs records
(``original``) or real cities with simulated regressors and drawn outcomes (``semi_synthetic``), which has
beside its outcomes one for every printed table of other coefficients. No panel leaves this module that breaks
the contract in `PANEL`.

There is no public counterpart: exports by city come from licensed customs records, no public table of them
for 2003-2011 is at hand, and none is made up.
"""

import numpy as np
import pandas as pd
import pandera.pandas as pa

from lib.facts import DataError
from lib.panels import contract

FIRST_YEAR, LAST_YEAR = 2003, 2011
BASE_YEAR = 2008
KEYS = ("city_code", "year")
OUTCOMES = {"value": "ln_value", "varieties": "ln_varieties", "destinations": "ln_destinations"}
AGGLOMERATION, PRODUCTIVITY = "ln_agglomeration", "ln_productivity"
RESILIENCE = ("ln_resilience", "ln_unemployment", "ln_resilience_moving_average")
CONTROLS = (
    "ln_human_capital",
    "ln_research",
    "ln_port_distance",
    "ln_fdi",
    "ln_roads",
    "development_zone",
)
EXTERNAL = "ln_land_area"
NUMBERS = (AGGLOMERATION, *RESILIENCE, PRODUCTIVITY, *CONTROLS, EXTERNAL)
SIZES = ("large", "medium", "small")
REGIONS = ("east", "centre", "west")
TRACKS = ("original", "semi_synthetic")
# An outcome of its own: ``ln_value__table_4``.
OWN = "__"
_SHOWN = "panel agglomeration"


def _float(*checks: pa.Check) -> pa.Column:
    return pa.Column(float, list(checks), nullable=True)


def _text(*allowed: str) -> pa.Column:
    return pa.Column(str, pa.Check.isin(allowed), nullable=False)


PANEL = pa.DataFrameSchema(
    {
        "city_code": pa.Column(int, [pa.Check.ge(100_000), pa.Check.le(899_999)]),
        "year": pa.Column(int, [pa.Check.ge(FIRST_YEAR), pa.Check.le(LAST_YEAR)]),
        **{name: _float() for name in OUTCOMES.values()},
        **{name: _float() for name in NUMBERS},
        "development_zone": _float(pa.Check.isin([0.0, 1.0])),
        "ln_port_distance": _float(pa.Check.ge(0)),
        "size": _text(*SIZES),
        "region": _text(*REGIONS),
    },
    strict=True,
    name="agglomeration",
)


def build(track: str, **readings) -> pd.DataFrame:
    """The panel of a track, validated.

    Parameters
    ----------
    track : {"original", "semi_synthetic"}
        ``original`` reads the user's files in ``data/restricted``.
    **readings
        Of ``original`` alone: ``index`` and ``limits`` of `agglomeration_original.assemble`, what the paper
        leaves open. `lib.panels.load` and the chapters have the first reading of each.

    Returns
    -------
    DataFrame
        The columns of `PANEL`, for ``semi_synthetic`` followed by the outcomes of single tables
        (``ln_value__table_4``); one row a city and year, sorted by `KEYS`.

    Raises
    ------
    ValueError
        The paper has no such track, the track no such reading, or the panel breaks the contract.
    """
    # Imported here: the builders import this module's columns.
    if track == "original":
        from lib.panels import agglomeration_original

        return validate(agglomeration_original.build(**readings), shown=f"{_SHOWN}, track original")
    if readings:
        raise ValueError(f"{', '.join(readings)}: only the track original has readings to choose")
    if track == "semi_synthetic":
        from lib.panels import agglomeration_synthetic

        return validate(agglomeration_synthetic.build(), track=track, shown=f"{_SHOWN}, track {track}")
    raise ValueError(f"agglomeration has the tracks {', '.join(TRACKS)}, not {track!r}: customs records by "
                     "city are licensed, and no public table of exports by city is at hand")  # fmt: skip


def validate(frame: pd.DataFrame, *, track: str = "original", shown: str = _SHOWN) -> pd.DataFrame:
    """The panel in the order of `PANEL`, sorted by `KEYS`, after every rule has been checked.

    Parameters
    ----------
    frame : DataFrame
        One row a (city_code, year), in any order.
    track : {"original", "semi_synthetic"}
        Only the second has outcomes of single tables; they follow the others.
    shown : str
        Its name in messages.

    Raises
    ------
    DataError
        Naming the first row and column that break a rule, how many do, and the remedy.
    """
    own = [name for name in frame.columns if OWN in name and name.partition(OWN)[0] in OUTCOMES.values()]
    if own and track != "semi_synthetic":
        raise DataError(f"{shown}: column {own[0]!r}: an outcome of a single table is on the track "
                        "semi_synthetic alone, where it is drawn; a panel with one is not what was observed, "
                        "so put the observed panel in its place")  # fmt: skip
    return contract.validate(
        frame,
        PANEL.add_columns({name: _float() for name in own}),
        keys=KEYS,
        twice="a city and year stand there twice; add up or remove the rows",
        shown=shown,
        contract="lib.panels.agglomeration.PANEL",
        rules=_rules,
    )


def _rules(frame: pd.DataFrame):
    """Rows that break a rule between columns, or between rows, and what the rule is."""
    for name in ("region", "ln_port_distance"):
        yield (
            contract.varies(frame, "city_code", name),
            f"{name} is not the same in every row of the city; a place does not move",
        )
    numbers = frame.select_dtypes("float")
    yield (
        np.isinf(numbers).any(axis=1),
        "a logarithm is infinite; leave the cell empty where the figure is zero",
    )
