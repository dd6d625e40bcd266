"""Panel of the twin cities paper: a Chinese city's exports to a destination in a year, and their agreements.

`build` gives the same columns whichever track they come from: the user's customs records (``original``) or
the full-size panel with drawn outcomes (``semi_synthetic``). The public track ``counterpart`` is another
panel, of countries and years. No panel leaves this module that breaks the contract in `PANEL`.
"""

import numpy as np
import pandas as pd
import pandera.pandas as pa

from lib.panels import contract
from lib.schemas.iso3166 import ISO_3166

FIRST_YEAR, LAST_YEAR = 2002, 2015
KEYS = ("city_code", "iso3", "year")
OUTCOMES = ("quantity", "value", "lines", "high_tech_share")
LOG_OUTCOMES = ("ln_quantity", "ln_value", "ln_lines")
CITY_CONTROLS = (
    "innovation_index",
    "ln_students",
    "ln_hospitals",
    "ln_gdp_per_head_city",
    "services_share_city",
)
DESTINATION_CONTROLS = (
    "journal_articles",
    "tertiary_enrolment",
    "ln_port_throughput",
    "ln_gdp_per_head",
    "services_share",
    "tariff",
    "exchange_rate",
)
CONTROLS = CITY_CONTROLS + DESTINATION_CONTROLS
GRAVITY = ("ln_distance", "ln_population_city")
GROUPS = ("belt_road", "neighbour")
TREATMENT = (
    "treat",
    "treatment_year",
    "treat_post",
    "city_treatment_year",
    "city_post",
    "tie_origin",
    "date_origin",
    "via_province",
)
TEXTS = ("iso3", "pair", "tie_origin", "date_origin")
TRACKS = ("original", "counterpart", "semi_synthetic")
_SHOWN = "panel twin_cities"


def _text(*checks: pa.Check) -> pa.Column:
    return pa.Column(str, list(checks), nullable=False)


def _finite() -> pa.Check:
    return pa.Check(np.isfinite, name="finite", description="is not a finite number")


def _float(low: float | None = None, high: float | None = None) -> pa.Column:
    limits = [pa.Check.ge(low)] if low is not None else []
    limits += [pa.Check.le(high)] if high is not None else []
    return pa.Column(float, [*limits, _finite()], nullable=True)


def _positive() -> pa.Column:
    return pa.Column(float, [pa.Check.gt(0), _finite()], nullable=True)


def _whole(low: int, high: int) -> pa.Column:
    return pa.Column(int, [pa.Check.ge(low), pa.Check.le(high)], nullable=False)


def _flag() -> pa.Column:
    return pa.Column(int, pa.Check.isin([0, 1]), nullable=False)


def _origin() -> pa.Column:
    return _text(pa.Check.isin(["real", "drawn", ""]))


def _partner() -> pa.Column:
    others = ISO_3166 - {"CHN"}
    is_partner = "is not the ISO 3166-1 alpha-3 code of a partner"
    return _text(pa.Check(lambda cells: cells.isin(others), name="partner", description=is_partner))


PANEL = pa.DataFrameSchema(
    {
        "city_code": _whole(100_000, 899_999),
        "iso3": _partner(),
        "year": _whole(FIRST_YEAR, LAST_YEAR),
        "pair": _text(),
        "quantity": _positive(),
        "value": _positive(),
        "lines": _float(1),
        "high_tech_share": _float(0, 100),
        **{name: _float() for name in LOG_OUTCOMES},
        "treat": _flag(),
        "treatment_year": _float(1973, 2030),
        "treat_post": _flag(),
        "city_treatment_year": _float(1973, 2030),
        "city_post": _flag(),
        "tie_origin": _origin(),
        "date_origin": _origin(),
        "via_province": _flag(),
        **{name: _float() for name in (*CONTROLS, *GRAVITY)},
        **{name: _flag() for name in GROUPS},
    },
    strict=True,
    name="twin_cities",
)


def build(track: str) -> pd.DataFrame:
    """The panel of a track, validated.

    Parameters
    ----------
    track : {"original", "counterpart", "semi_synthetic"}
        ``original`` reads the user's files in ``data/restricted``; ``counterpart`` has other columns.

    Returns
    -------
    DataFrame with the columns of `PANEL`, sorted by `KEYS`; for ``counterpart`` one row a country and year.

    Raises
    ------
    ValueError
        The paper has no such track, or the panel breaks the contract.
    """
    # Imported here: the builders import this module's columns.
    if track == "original":
        from lib.panels import twin_cities_original

        return validate(twin_cities_original.build(), shown=f"{_SHOWN}, track original")
    if track == "semi_synthetic":
        from lib.panels import twin_cities_synthetic

        panel = validate(twin_cities_synthetic.build(), shown=f"{_SHOWN}, track semi_synthetic")
        panel.attrs["track"] = track  # the restricted folder refuses it by this mark
        return panel
    if track == "counterpart":
        from lib.panels import twin_cities_counterpart

        return twin_cities_counterpart.build()
    raise ValueError(f"twin_cities has the tracks {', '.join(TRACKS)}, not {track!r}: "
                     "customs records by city are licensed")  # fmt: skip


def validate(frame: pd.DataFrame, *, shown: str = _SHOWN) -> pd.DataFrame:
    """The panel in the order of `PANEL`, sorted by `KEYS`, after every rule has been checked.

    Parameters
    ----------
    frame : DataFrame
        One row a (city_code, iso3, year), in any order.
    shown : str
        Its name in messages.

    Raises
    ------
    DataError
        Naming the first row and column that break a rule, how many do, and the remedy.
    """
    return contract.validate(
        frame,
        PANEL,
        keys=KEYS,
        twice="a city, destination and year stand there twice; add up or remove the rows",
        shown=shown,
        contract="lib.panels.twin_cities.PANEL",
        rules=_rules,
    )


def _rules(frame: pd.DataFrame):
    """Rows that break a rule between columns, and what the rule is; the frame is sorted by its keys."""
    year, pair = frame["year"], [frame["city_code"], frame["iso3"]]
    yield (
        frame["pair"] != frame["city_code"].astype("str") + "_" + frame["iso3"],
        "pair is not city_code, underscore, iso3",
    )
    falls = frame.groupby(pair)["treat_post"].diff() < 0
    yield (
        falls,
        "the treatment switches off: an agreement is in force from its first year on; correct its year",
    )
    for keys, name, of in ((pair, "treatment_year", "pair"), ("city_code", "city_treatment_year", "city")):
        yield contract.varies(frame, keys, name), f"{name} is not the same in every row of the {of}"
    yield (
        frame["treat"] != (frame["treatment_year"] <= LAST_YEAR),
        f"treat is not 1 exactly where treatment_year is {LAST_YEAR} or before",
    )
    yield (
        frame["treat_post"] != (year >= frame["treatment_year"]),
        "treat_post is not 1 exactly from treatment_year on",
    )
    yield (
        frame["city_post"] != (year >= frame["city_treatment_year"]),
        "city_post is not 1 exactly from city_treatment_year on",
    )
    tied = frame["treatment_year"].notna()
    yield (
        tied & ~(frame["city_treatment_year"] <= frame["treatment_year"]),
        "city_treatment_year is later than an agreement of the city",
    )
    for name in ("tie_origin", "date_origin"):
        yield (frame[name] != "") != tied, f"{name} is not filled exactly where the pair has an agreement"
    yield (frame["via_province"] == 1) & ~tied, "via_province is 1 where the pair has no agreement"
    for name in LOG_OUTCOMES:
        level = frame[name.removeprefix("ln_")]
        off = (np.log(level) - frame[name]).abs() > 1e-9
        yield off | (level.isna() != frame[name].isna()), f"{name} is not the logarithm of the outcome"
    for name in GROUPS:
        yield contract.varies(frame, "iso3", name), f"{name} is not the same in every row of the destination"
