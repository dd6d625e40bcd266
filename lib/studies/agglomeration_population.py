"""What is public of the agglomeration paper: people in the urban districts of China's cities, 2003 to 2011.

The table ``city_population`` has the paper's measure of agglomeration, the non-agricultural population of the
urban districts; nothing else of the paper is public city by city and year by year.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

FIRST_YEAR, LAST_YEAR = 2003, 2011
POPULATION = "urban_population_10k"
SIZES = ("large", "medium", "small")
GROWTH = ("fell", "rose, up to 2 % a year", "rose, over 2 % a year")
FAST = 0.02  # log points a year: the bound between the last two classes of `GROWTH`


def city_years(population: pd.DataFrame, cities: pd.DataFrame) -> pd.DataFrame:
    """City-years of the paper's period that have a figure, with the city's name and place.

    Parameters
    ----------
    population, cities : DataFrame
        The tables ``city_population`` and ``cities``.

    Returns
    -------
    DataFrame, one row a city and year, sorted: ``city_code``, ``year``, `POPULATION` (10,000 persons),
    ``flag``, ``name_en``, ``city_name`` (Chinese), ``lon``, ``lat`` (degrees; missing for Sansha).

    Raises
    ------
    ValueError
        A figure is of another definition, or of a city that ``cities`` does not have.
    """
    rows = population[population["year"].between(FIRST_YEAR, LAST_YEAR)].dropna(subset=POPULATION)
    other = rows.loc[~rows["definition"].str.startswith("non-agricultural"), "year"]
    if len(other):
        raise ValueError(f"city_population, {other.iloc[0]}: not the non-agricultural population; leave out")
    places = cities[["city_code", "city_name", "name_en", "lon", "lat"]]
    kept = rows[["city_code", "year", POPULATION, "flag"]].merge(places, on="city_code", how="left")
    unknown = kept.loc[kept["name_en"].isna(), "city_code"]
    if len(unknown):
        raise ValueError(f"city_population has the code {unknown.iloc[0]}; add it to cities.csv")
    return kept.sort_values(["city_code", "year"], ignore_index=True)


def by_city(rows: pd.DataFrame) -> pd.DataFrame:
    r"""First and last figure of every city that has both, and its growth.

    Returns
    -------
    DataFrame indexed by city_code: ``first``, ``last`` (10,000 persons), ``growth`` (log points a year,
    :math:`\ln(P_{2011}/P_{2003})/8`), ``kind`` (one of `GROWTH`), ``jump`` (a year-to-year change is flagged
    as too large to be growth), name and place.
    """
    wide = rows.pivot(index="city_code", columns="year", values=POPULATION)
    ends = wide[[FIRST_YEAR, LAST_YEAR]].dropna().set_axis(["first", "last"], axis=1)
    growth = np.log(ends["last"] / ends["first"]) / (LAST_YEAR - FIRST_YEAR)
    kind = np.select([growth < 0, growth <= FAST], GROWTH[:2], GROWTH[2])
    jumped = rows.loc[(rows["flag"] == "jump") & (rows["year"] > FIRST_YEAR), "city_code"].unique()
    places = rows.drop_duplicates("city_code").set_index("city_code")[["name_en", "city_name", "lon", "lat"]]
    return ends.assign(growth=growth, kind=kind, jump=ends.index.isin(jumped)).join(places)


@dataclass(frozen=True)
class RankSize:
    """A power law of city sizes.

    Attributes
    ----------
    sizes : Series, shape (n,)
        All sizes, falling, indexed by rank from 1.
    exponent, std_error : float
        Of the cities at or above ``cutoff``.
    constant, cutoff : float
        Of the fitted line ln(rank - 1/2) = constant - exponent ln(size), and where it begins.
    n : int
        Cities at or above the cutoff.
    """

    sizes: pd.Series
    exponent: float
    std_error: float
    constant: float
    cutoff: float
    n: int


def rank_size(sizes: pd.Series, cutoff: float) -> RankSize:
    r"""Regression of the log of rank less one half on the log of size.

    Parameters
    ----------
    sizes : Series
        Positive.
    cutoff : float
        Smaller sizes are left out of the regression.

    Raises
    ------
    ValueError
        Fewer than ten sizes are left, or one is not positive.

    Notes
    -----
    :math:`\ln(r - 1/2) = a - \zeta \ln P_r`, with standard error :math:`\hat\zeta\sqrt{2/n}`, since ranks are
    not independent and the usual one is too small. Zipf's law is :math:`\zeta = 1`.

    References
    ----------
    Gabaix and Ibragimov (2011), equations 1 and 2.
    """
    falling = sizes.sort_values(ascending=False)
    if not falling.iloc[-1] > 0:
        raise ValueError(f"size {falling.iloc[-1]:g} of {falling.index[-1]} is not positive")
    falling = pd.Series(falling.to_numpy(float), index=pd.RangeIndex(1, len(falling) + 1, name="rank"))
    tail = falling[falling >= cutoff]
    if len(tail) < 10:
        raise ValueError(f"{len(tail)} sizes are {cutoff:g} or more; lower the cutoff, ten are the least")
    slope, constant = np.polyfit(np.log(tail), np.log(tail.index - 0.5), 1)
    return RankSize(falling, -slope, -slope * np.sqrt(2 / len(tail)), constant, cutoff, len(tail))


def size_class(population: pd.Series, bounds: tuple[float, float]) -> pd.Series:
    """`SIZES` of each figure: large from the upper bound on, small below the lower."""
    low, high = bounds
    return pd.Series(
        np.select([population >= high, population >= low], SIZES[:2], SIZES[2]), index=population.index
    )


def bounds_for(population: pd.Series, counts: pd.Series) -> tuple[float, float]:
    """Bounds at which the classes have the shares of ``counts`` (indexed by `SIZES`) in the rows."""
    shares = counts / counts.sum()
    low, high = population.quantile([shares["small"], 1 - shares["large"]])
    return float(low), float(high)


def class_counts(rows: pd.DataFrame, bounds: tuple[float, float]) -> pd.DataFrame:
    """City-years and cities in each class of size, where a city may change its class from year to year.

    Returns
    -------
    DataFrame indexed by `SIZES`: ``n`` (city-years), ``share`` (of all city-years), ``cities`` (ever in the
    class), ``always`` (in it in all their years).
    """
    labelled = rows.assign(size=size_class(rows[POPULATION], bounds))
    n = labelled["size"].value_counts().reindex(SIZES, fill_value=0)
    ever = labelled.groupby(["city_code", "size"]).size().unstack(fill_value=0).reindex(columns=SIZES) > 0
    only = ever[ever.sum(axis=1) == 1].sum()
    cities = ever.sum()
    return pd.DataFrame({"n": n, "share": n / n.sum(), "cities": cities, "always": only})


def persistence(rows: pd.DataFrame) -> dict[str, float]:
    """How little log population moves within cities, from the cities seen in every year.

    Returns
    -------
    dict: ``n`` (cities), ``within`` (share of the variance that lies within cities), ``year_to_year`` and
    ``first_to_last`` (correlations over cities).
    """
    logs = np.log(rows.pivot(index="city_code", columns="year", values=POPULATION)).dropna()
    values = logs.to_numpy()
    around = values - values.mean(axis=1, keepdims=True)
    return {
        "n": len(logs),
        "within": float((around**2).sum() / ((values - values.mean()) ** 2).sum()),
        "year_to_year": float(np.corrcoef(values[:, :-1].ravel(), values[:, 1:].ravel())[0, 1]),
        "first_to_last": float(np.corrcoef(values[:, 0], values[:, -1])[0, 1]),
    }


def other_definition(population: pd.DataFrame) -> dict[str, float]:
    """Non-agricultural people against all who are registered, at the year in which the table changes over.

    Returns
    -------
    dict: ``n`` (cities with both), ``median`` and ``p90`` (of the ratio of the registered population
    in 2014 to the non-agricultural one in 2013), ``rank_correlation`` (Spearman's, over cities).
    """
    wide = population.pivot(index="city_code", columns="year", values=POPULATION)[[2013, 2014]].dropna()
    ratio = wide[2014] / wide[2013]
    return {
        "n": len(wide),
        "median": float(ratio.median()),
        "p90": float(ratio.quantile(0.9)),
        "rank_correlation": float(wide.corr("spearman").loc[2013, 2014]),
    }
