"""Urban population, its rank-size law and its classes of size."""

import numpy as np
import pandas as pd
import pytest

from lib import facts
from lib.studies import agglomeration_population as study


@pytest.fixture(scope="module")
def rows():
    return study.city_years(facts.load("city_population"), facts.load("cities"))


@pytest.fixture
def invented():
    """Three cities over two years: one large, one that grows out of the small ones, one small."""
    return pd.DataFrame(
        {
            "city_code": ["a", "a", "b", "b", "c", "c"],
            "year": [2003, 2004] * 3,
            study.POPULATION: [80.0, 90.0, 15.0, 25.0, 5.0, 6.0],
        }
    )


def test_city_years_are_of_the_period_and_have_a_figure_and_a_name(rows):
    assert rows["year"].min() == study.FIRST_YEAR and rows["year"].max() == study.LAST_YEAR
    assert rows[study.POPULATION].notna().all() and rows["name_en"].notna().all()
    assert not rows.duplicated(["city_code", "year"]).any()


def test_the_definition_of_later_years_is_refused():
    population = facts.load("city_population")
    later = population.loc[population["year"] == 2014, "definition"].unique().item()
    assert later != population.loc[population["year"] == 2013, "definition"].unique().item()
    population.loc[population["year"] == 2005, "definition"] = later
    with pytest.raises(ValueError, match="2005: not the non-agricultural"):
        study.city_years(population, facts.load("cities"))


def test_a_city_without_a_name_is_an_error():
    cities = facts.load("cities")
    with pytest.raises(ValueError, match="110000; add it"):
        study.city_years(facts.load("city_population"), cities[cities["city_code"] != "110000"])


def test_growth_of_a_city_is_its_log_difference_a_year(rows):
    ends = study.by_city(rows)
    shanghai = rows[rows["city_code"] == "310000"].set_index("year")[study.POPULATION]
    assert ends.loc["310000", "growth"] == pytest.approx(np.log(shanghai[2011] / shanghai[2003]) / 8)
    assert ((ends["growth"] < 0) == (ends["kind"] == study.GROWTH[0])).all()


@pytest.mark.parametrize("exponent", [0.8, 1.0, 1.5])
def test_an_exact_power_law_gives_its_exponent(exponent):
    ranks = np.arange(1, 61)
    sizes = pd.Series(1000 * (ranks - 0.5) ** (-1 / exponent)).sample(frac=1, random_state=1)
    found = study.rank_size(sizes, 0)
    assert found.exponent == pytest.approx(exponent)
    assert found.std_error == pytest.approx(exponent * np.sqrt(2 / 60))
    assert found.sizes.is_monotonic_decreasing and found.n == 60


def test_the_cutoff_leaves_the_small_ones_out():
    sizes = pd.Series(np.arange(1.0, 101.0))
    assert study.rank_size(sizes, 51).n == 50
    with pytest.raises(ValueError, match="ten are the least"):
        study.rank_size(sizes, 99)
    with pytest.raises(ValueError, match="not positive"):
        study.rank_size(pd.Series([0.0, *range(1, 30)]), 1)


def test_a_city_that_changes_its_class_counts_in_both(invented):
    counts = study.class_counts(invented, (20, 50))
    assert counts["n"].to_dict() == {"large": 2, "medium": 1, "small": 3}
    assert counts["cities"].to_dict() == {"large": 1, "medium": 1, "small": 2}
    assert counts["always"].to_dict() == {"large": 1, "medium": 0, "small": 1}
    assert counts["share"].sum() == pytest.approx(1)


def test_bounds_give_the_shares_that_they_are_made_for(rows):
    counts = pd.Series({"large": 619, "medium": 723, "small": 995})
    found = study.class_counts(rows, study.bounds_for(rows[study.POPULATION], counts))["share"]
    assert (found - counts / counts.sum()).abs().max() < 1 / len(rows) * 3  # ties at the bounds


def test_persistence_of_what_never_moves_and_of_noise():
    rng = np.random.default_rng(1)
    keys = pd.MultiIndex.from_product([range(200), range(2003, 2012)], names=["city_code", "year"])
    level = np.repeat(rng.standard_normal(200), 9)
    still = pd.DataFrame({study.POPULATION: np.exp(level)}, index=keys).reset_index()
    assert study.persistence(still)["within"] == pytest.approx(0, abs=1e-12)
    noise = still.assign(**{study.POPULATION: np.exp(rng.standard_normal(len(still)))})
    found = study.persistence(noise)
    assert found["within"] == pytest.approx(8 / 9, abs=0.03)  # of independent years, up to noise
    assert abs(found["year_to_year"]) < 0.1


def test_the_change_of_definition_shows():
    found = study.other_definition(facts.load("city_population"))
    assert found["median"] > 1.3 and found["p90"] > found["median"] and found["n"] > 250
