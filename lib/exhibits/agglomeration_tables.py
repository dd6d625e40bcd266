"""Tables of the agglomeration chapters: variables and their sources, cities by size."""

import pandas as pd

OUTCOMES = ("ln_value", "ln_varieties", "ln_destinations")
CORE = (
    "ln_agglomeration",
    "ln_resilience",
    "ln_unemployment",
    "ln_resilience_moving_average",
    "ln_productivity",
)
CONTROLS = ("ln_human_capital", "ln_research", "ln_port_distance", "ln_fdi", "ln_roads", "development_zone")
VARIABLES = (*OUTCOMES, *CORE, *CONTROLS, "ln_land_area")


def kinds(glossary: pd.DataFrame) -> pd.DataFrame:
    """The paper's variables: what the semi-synthetic panel has of each, and where the original is.

    Parameters
    ----------
    glossary : DataFrame
        The table ``glossary``, indexed by term; ``source`` ends in "drawn" where the panel draws it.
    """
    listed = glossary.loc[list(VARIABLES)]
    drawn = listed["source"].str.endswith("drawn")
    original = listed["source"].str.replace("; drawn", "", regex=False)
    return pd.DataFrame(
        {
            "variable": listed["name_en"],
            "中文": listed["name_zh"],
            "here": drawn.map({True: "drawn", False: "real"}),
            "source": original,
        }
    ).reset_index(drop=True)


def sizes(n: pd.Series, cities: pd.Series, ours: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """City-years and cities of each class of size, printed and counted in public figures.

    Parameters
    ----------
    n, cities : Series
        Printed observations and cities, indexed by class.
    ours : dict of str to DataFrame
        Lines of division -> as `lib.studies.agglomeration_population.class_counts` returns it.
    """
    printed = pd.DataFrame({"n": n, "share": n / n.sum(), "cities": cities})
    every = pd.concat({"printed": printed} | ours, names=["lines", "size"])
    shown = {
        "city-years": every["n"].map("{:,.0f}".format),
        "share, %": (100 * every["share"]).map("{:.0f}".format),
        "cities": every["cities"].map("{:.0f}".format),
    }
    return pd.DataFrame(shown).reset_index()
