"""English words for the keys of the printed record: regressors, statistics, places in a panel."""

import re
from collections.abc import Collection, Mapping

STATISTICS = {
    "coef": "coefficient",
    "abs_coef": "size of the coefficient",
    "se": "standard error",
    "t": "t value",
    "p": "p-value",
    "n": "observations",
    "n_units": "number of units",
    "r2": "R²",
    "lr": "likelihood ratio",
    "lr_critical_1pct": "critical value at 1 %",
    "min_coef": "smallest coefficient",
    "max_coef": "largest coefficient",
    "mean_coef": "mean coefficient",
    "q95": "95 % quantile",
    "value_100musd": "100 million US dollars",
    "value_100m_yuan": "100 million yuan",
    "mean_trade_10kusd": "mean trade, 10,000 US dollars",
    "trade_10kusd": "trade, 10,000 US dollars",
    "sitc": "SITC code",
    "mean_share": "mean share",
    "growth_2003_2012": "growth 2003-2012",
    "growth_2013_2023": "growth 2013-2023",
    "mean_treated": "mean of the treated",
    "mean_control": "mean of the controls",
    "bias": "standardised bias",
    "bias_reduction": "reduction of the bias",
}
TERMS = {
    "treat_post": "twin city after the agreement",
    "post_shock": "twin city in a crisis",
    "inverse_mills": "inverse Mills ratio",
    "lag_outcome": "outcome of the year before",
    "ln_agglomeration": "agglomeration (ln)",
    "ln_resilience": "resilience (ln)",
    "ln_resilience_moving_average": "resilience, moving average (ln)",
    "ln_unemployment": "unemployment (ln)",
    "ln_productivity": "productivity (ln)",
    "agglomeration_x_resilience": "agglomeration × resilience",
    "agglomeration_x_resilience_moving_average": "agglomeration × resilience, moving average",
    "agglomeration_x_unemployment": "agglomeration × unemployment",
    "agglomeration_x_productivity": "agglomeration × productivity",
    "ln_human_capital": "human capital (ln)",
    "ln_research": "research (ln)",
    "ln_port_distance": "distance to the port (ln)",
    "ln_fdi": "foreign investment (ln)",
    "ln_roads": "roads per head (ln)",
    "development_zone": "development zone",
    "ar2": "test of second-order autocorrelation",
    "hansen": "Hansen test",
    "bri": "Belt and Road Initiative",
    "bri_x_inequality": "Belt and Road Initiative × inequality",
    "ln_population": "population (ln)",
    "ln_gdp": "GDP (ln)",
    "ln_gdp_per_head": "GDP per head (ln)",
    "ln_road_density": "road density (ln)",
    "ln_exports": "exports (ln)",
    "growth": "economic growth",
    "policy": "policy co-ordination",
    "technology_cooperation": "co-operation in technology",
    "no_inefficiency": "no inefficiency",
}
WHOLE = {"*": "", "all": "all together"}
EXHIBIT = re.compile(r"(table|figure)_(\d+)")
_RAW = re.compile(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b")
_FORMULA = re.compile(r"[-+*/(^] ?[a-z]+_[a-z_]*|[a-z]*_[a-z_]+ ?[-+*/^]")


def term(key: str, more: Mapping[str, str] = TERMS) -> str:
    """A regressor or another term in words; of one without a name, the key without its underscores.

    Parameters
    ----------
    key : str
    more : mapping of str to str, optional
        Names that `TERMS` does not have, such as those of the glossary.
    """
    known = WHOLE | dict(more) | TERMS
    return known.get(key, key.replace("_", " "))


def statistic(key: str) -> str:
    """A statistic in words."""
    known = WHOLE | STATISTICS
    return known.get(key, re.sub(r"^n ", "number of ", key.replace("_", " ")))


def words(panel: str, name: str, kind: str, more: Mapping[str, str] = TERMS) -> str:
    """Panel, term and statistic of a cell in words: ``resilience (ln), standard error``."""
    parts = (term(panel, more), term(name, more), statistic(kind))
    return ", ".join(dict.fromkeys(filter(None, parts)))


def readable(text: str, known: Collection[str] = ()) -> str:
    """A sentence or a step of arithmetic in which names of variables and of exhibits stand in words.

    Parameters
    ----------
    text : str
        A formula in such names is left alone, since in words it would be none.
    known : collection of str, optional
        Terms and exhibits of the record, which lose their underscores even if they have no words here; any
        other name stays as it is.
    """
    if _FORMULA.search(text):
        return text
    return _RAW.sub(lambda found: _named(found[0], known), text)


def _named(key: str, known: Collection[str]) -> str:
    exhibit = EXHIBIT.fullmatch(key)
    if exhibit:
        return f"{exhibit[1].capitalize()} {exhibit[2]}"
    return term(key) if key in TERMS or key in known else key
