"""Panel of the maritime paper: China's outward FDI to 24 hosts, 2004-2015, with the paper's variables.

`build` gives every variable once, and beside it every variant that the paper leaves open (energy after
2009, the dates of the co-operation dummy). `Choices` names one reading of the paper; `sample` turns the
panel and a reading into the frame that is estimated. No choice is made silently.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from lib import facts, paths

INEFFICIENCY = (
    "road",
    "fta",
    "energy_per_head",
    "market_acceptance",
    "secure_servers",
    "labour_participation",
    "corruption_control",
    "institutional_distance",
    "government_size",
    "legal_system",
    "sound_money",
    "trade_freedom",
    "regulation",
)
GRAVITY = (
    "ln_population",
    "ln_gdp",
    "ln_gdp_per_head",
    "ln_gdp_per_head_china",
    "ln_gdp_china",
    "ln_distance",
)
# ln GDP = ln population + ln GDP per head, so one of the three has to go; the fit is the same whichever.
MAIN_GRAVITY = tuple(name for name in GRAVITY if name != "ln_population")

NON_POSITIVE = ("drop", "million", "bulletin_unit", "small", "shift", "ihs")
ENERGY = ("fossil_growth", "carried", "use", "until_2009")
FTA = {
    "goods_2005": (
        "goods agreement: tariff reduction begins",
        "memorandum on the long-term plan",
        "announced",
    ),
    "framework_2003": ("framework agreement in force", "announced", "announced"),
    "zone_2010": ("zone declared established", "memorandum on the long-term plan", "announced"),
    "staged_2010_2015": ("free trade area complete", "projects launched", None),
    "treaty_only": ("goods agreement: tariff reduction begins", None, None),
}
BULLETIN_UNIT = 0.01  # the bulletin prints units of 10,000 US$
SMALL = 1e-6  # one US dollar, in millions
UNITS = {"million US$": 1.0, "10 thousand US$": 100.0, "100 million US$": 0.01, "US$": 1e6}
EFW = {
    "government_size": "efw_government_size",
    "legal_system": "efw_legal_system",
    "sound_money": "efw_sound_money",
    "trade_freedom": "efw_trade_freedom",
    "regulation": "efw_regulation",
}


@dataclass(frozen=True)
class Choices:
    """One reading of what the paper leaves open.

    Attributes
    ----------
    outcome : {"flow", "stock"}
    non_positive : one of `NON_POSITIVE`
        What stands for the logarithm where investment is zero or negative: the row is dropped; the
        figure is set to one million, to one unit of the bulletin (US$ 10,000) or to US$ 1; the whole
        series is shifted by its minimum plus one unit; or the inverse hyperbolic sine replaces the logarithm.
    unit : one of `UNITS`
        Unit of the outcome: it matters for ``shift`` and ``ihs`` only, and for the intercept.
    energy : one of `ENERGY`
        Energy per head after 2009: extended with the growth of fossil production (carried forward where
        that is missing), carried forward everywhere, replaced by energy use, or cut off in 2009.
    fta : one of `FTA`
        Which events switch the co-operation dummy on.
    gravity : tuple of str
        Regressors of the frontier, without the constant.
    log_levels : bool
        Energy per head and secure servers in logarithms instead of levels.
    rows : {"filled", "complete", "machine"}
        Missing indicators filled as `build` does; rows with a filled cell dropped; or only rows whose
        investment figure comes from a machine-readable source.
    """

    outcome: str = "stock"
    non_positive: str = "drop"
    unit: str = "million US$"
    energy: str = "fossil_growth"
    fta: str = "goods_2005"
    gravity: tuple[str, ...] = MAIN_GRAVITY
    log_levels: bool = False
    rows: str = "filled"

    def __post_init__(self):
        allowed = {
            "outcome": ("flow", "stock"),
            "non_positive": NON_POSITIVE,
            "unit": tuple(UNITS),
            "energy": ENERGY,
            "fta": tuple(FTA),
            "rows": ("filled", "complete", "machine"),
        }
        for name, values in allowed.items():
            if getattr(self, name) not in values:
                raise ValueError(f"{name}={getattr(self, name)!r}: choose one of {', '.join(values)}")

    def but(self, **changes) -> "Choices":
        """The same reading with some choices changed."""
        return replace(self, **changes)


def build(track: str = "public") -> pd.DataFrame:
    """Every variable of the paper with its variants, one row a host and year.

    Parameters
    ----------
    track : {"public", "original"}
        ``original`` reads ``data/restricted/maritime_ofdi.csv``, in the form of the public table, for
        users who have the bulletin and the paper's own vintages.

    Returns
    -------
    DataFrame, 288 rows, sorted by host and year. ``filled`` counts the indicators of the row that are
    not in the source: interpolated between two years of the host (secure servers) or set to the host's
    next observed year (economic freedom).
    """
    raw = _raw(track).sort_values(["iso3", "year"], ignore_index=True)
    panel = raw[["iso3", "year", "region"]].copy()
    panel["flow"], panel["stock"] = raw["ofdi_flow_musd"], raw["ofdi_stock_musd"]
    for name in ("flow", "stock"):
        panel[f"{name}_machine"] = raw[f"{name}_check"] == "machine-readable source"
    panel["flow_rounded_to_zero"] = raw["flow_rounded_to_zero"] == 1
    panel = panel.assign(**_gravity(raw), **_indicators(raw), **_energy(raw))
    panel["road"] = (panel["year"] > 2013).astype(float)
    dates = facts.load("cooperation_dates")
    for name, events in FTA.items():
        panel[f"fta_{name}"] = _in_force(
            panel, dates, dict(zip(("CAFTA", "CPEC", "BCIM"), events, strict=True))
        )
    return panel


def _raw(track: str) -> pd.DataFrame:
    if track == "public":
        return facts.load("maritime_ofdi")
    if track == "original":
        return facts.load_restricted("maritime_ofdi", paths.RESTRICTED / "maritime_ofdi.csv")
    raise ValueError(f"maritime has the tracks public and original, not {track!r}: every variable is public")


def _gravity(raw: pd.DataFrame) -> dict[str, pd.Series]:
    return {
        "gdp": raw["gdp_usd"],
        "population": raw["population"],
        "ln_population": np.log(raw["population"]),
        "ln_gdp": np.log(raw["gdp_usd"]),
        "ln_gdp_per_head": np.log(raw["gdp_usd"] / raw["population"]),
        "ln_gdp_china": np.log(raw["gdp_usd_china"]),
        "ln_gdp_per_head_china": np.log(raw["gdp_usd_china"] / raw["population_china"]),
        "ln_distance": np.log(raw["distance_km"]),
        "ln_distance_capitals": np.log(raw["distance_capitals_km"]),
        "ln_distance_weighted": np.log(raw["distance_weighted_km"]),
    }


def _indicators(raw: pd.DataFrame) -> dict[str, pd.Series]:
    hosts = raw["iso3"]
    servers = raw["secure_servers_per_million"]
    columns = {
        "market_acceptance": raw["imports_from_china_usd"] / raw["gdp_usd"],
        "secure_servers": servers.groupby(hosts).transform(lambda s: s.interpolate(limit_area="inside")),
        "labour_participation": raw["labour_participation_pct"],
        "corruption_control": raw["corruption_control"],
        "institutional_distance": (raw["corruption_control"] - raw["corruption_control_china"]).abs(),
    }
    filled = servers.isna().astype(int)
    for name, source in EFW.items():
        columns[name] = raw[source].groupby(hosts).bfill()
        filled = filled + raw[source].isna()
    columns["filled"] = filled
    return columns


def _energy(raw: pd.DataFrame) -> dict[str, pd.Series]:
    """Energy per head in tonnes of oil equivalent, in the four variants of `ENERGY`."""
    known = raw["energy_production_ktoe"] * 1e3 / raw["population"]
    hosts = raw["iso3"]
    last = raw["energy_production_ktoe"].groupby(hosts).ffill()
    base = raw["fossil_production_ktoe"].where(raw["energy_production_ktoe"].notna()).groupby(hosts).ffill()
    growth = (raw["fossil_production_ktoe"] / base).where(base > 0).fillna(1.0)
    extended = raw["energy_production_ktoe"].fillna(last * growth) * 1e3 / raw["population"]
    return {
        "energy_per_head_until_2009": known,
        "energy_per_head_carried": known.groupby(hosts).ffill(),
        "energy_per_head_fossil_growth": extended,
        "energy_per_head_use": raw["energy_use_kgoe_per_head"] / 1e3,
    }


def _in_force(panel: pd.DataFrame, dates: pd.DataFrame, events: dict[str, str | None]) -> pd.Series:
    """1 from the calendar year in which the named event of a scheme covers the host."""
    dummy = pd.Series(0.0, index=panel.index)
    for agreement, event in events.items():
        rows = dates[(dates["agreement"] == agreement) & (dates["event"] == event)]
        for row in rows.itertuples():
            covered = panel["iso3"].isin(row.hosts.split()) & (panel["year"] >= int(row.date[:4]))
            dummy = dummy.mask(covered, 1.0)
    return dummy


def sample(panel: pd.DataFrame, choices: Choices) -> pd.DataFrame:
    """The frame that one reading of the paper estimates.

    Returns
    -------
    DataFrame with ``iso3``, ``year``, ``region``, ``ofdi`` (million US$), ``ln_ofdi`` (or what stands
    for it), the regressors of `Choices.gravity` and the thirteen variables of `INEFFICIENCY`. Rows that
    the reading drops are absent; `dropped` counts them by reason.
    """
    keep = _reasons(panel, choices).eq("").to_numpy()
    frame = panel.loc[keep, ["iso3", "year", "region", *choices.gravity]].copy()
    chosen = panel[keep]
    frame["ofdi"] = chosen[choices.outcome]
    frame["ln_ofdi"] = _logarithm(panel[choices.outcome], choices)[keep]
    variant = {"fta": f"fta_{choices.fta}", "energy_per_head": f"energy_per_head_{choices.energy}"}
    for name in INEFFICIENCY:
        frame[name] = chosen[variant.get(name, name)]
    if choices.log_levels:
        for name in ("energy_per_head", "secure_servers"):
            frame[name] = np.log(frame[name])
    return frame.reset_index(drop=True)


def rounded(panel: pd.DataFrame, decimals: int = 3) -> pd.DataFrame:
    """The panel with the host's variables rounded as a source prints them, which hides the identity.

    Population in millions, GDP in billions and GDP per head in units of US$, each to ``decimals`` places.
    """
    people = (panel["population"] / 1e6).round(decimals) * 1e6
    gdp = (panel["gdp"] / 1e9).round(decimals) * 1e9
    per_head = (panel["gdp"] / panel["population"]).round(decimals)
    logs = {"ln_population": people, "ln_gdp": gdp, "ln_gdp_per_head": per_head}
    return panel.assign(**{name: np.log(values) for name, values in logs.items()})


def design(panel: pd.DataFrame) -> pd.DataFrame:
    """Counts and ranges of the design, with the keys of the printed record."""
    groups = {
        "strategy": ("road", "fta"),
        "market": ("energy_per_head", "market_acceptance", "secure_servers", "labour_participation"),
        "institutions": ("corruption_control", "institutional_distance"),
        "economic_freedom": tuple(EFW),
    }
    hosts = panel.drop_duplicates("iso3")["region"].value_counts().to_dict()
    rows = [(name, "", "n_hosts", count) for name, count in {"all": panel["iso3"].nunique(), **hosts}.items()]
    rows += [("all", "", "first_year", panel["year"].min()), ("all", "", "last_year", panel["year"].max())]
    rows += [(name, "inefficiency", "n_variables", len(names)) for name, names in groups.items()]
    rows += [("all", "inefficiency", "n_variables", len(INEFFICIENCY))]
    rows += [("all", "frontier", "n_variables", len(GRAVITY))]
    road = panel.groupby("year")["road"].first()
    rows += [("all", f"road_{year}", "value", road[year]) for year in (2013, 2014)]
    rows += [("all", name, how, panel[name].agg(how)) for name in EFW for how in ("min", "max")]
    return pd.DataFrame(rows, columns=["panel", "term", "statistic", "value"])


def dropped(panel: pd.DataFrame, choices: Choices) -> pd.Series:
    """How many rows a reading drops, by reason (a row counts under its first reason)."""
    reasons = _reasons(panel, choices)
    return reasons[reasons != ""].value_counts().rename("rows")


def _reasons(panel: pd.DataFrame, choices: Choices) -> pd.Series:
    reason = pd.Series("", index=panel.index)
    tests = {}
    if choices.non_positive == "drop":
        tests[f"{choices.outcome} not positive"] = panel[choices.outcome] <= 0
    if choices.energy == "until_2009":
        tests["energy production not published after 2009"] = panel["energy_per_head_until_2009"].isna()
    if choices.rows == "complete":
        tests["an indicator was filled"] = panel["filled"] > 0
    if choices.rows == "machine":
        tests["figure entered by hand"] = ~panel[f"{choices.outcome}_machine"]
    for name, hit in tests.items():
        reason = reason.mask(hit & (reason == ""), name)
    return reason


def _logarithm(ofdi: pd.Series, choices: Choices) -> pd.Series:
    scaled = ofdi * UNITS[choices.unit]
    if choices.non_positive == "ihs":
        return np.arcsinh(scaled)
    if choices.non_positive == "shift":
        return np.log(scaled - min(scaled.min(), 0.0) + 1.0)
    floor = {"drop": np.nan, "million": 1.0, "bulletin_unit": BULLETIN_UNIT, "small": SMALL}
    return np.log(scaled.where(ofdi > 0, floor[choices.non_positive] * UNITS[choices.unit]))
