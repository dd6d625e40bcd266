"""The real part of the agglomeration panel: distances, classes, their distance from the printed counts."""

import numpy as np
import pandas as pd
import pytest

from lib.panels import agglomeration_facts as real
from lib.panels.agglomeration_columns import printed_counts


def test_great_circle():
    assert real.great_circle_km(0, 0, 0, 90) == pytest.approx(np.pi / 2 * real.EARTH_KM)
    assert real.great_circle_km(0, 0, 180, 0) == pytest.approx(np.pi * real.EARTH_KM)
    assert real.great_circle_km(10, 20, 10, 20) == 0
    # Beijing to Tokyo: 2,100 km to two digits, as any atlas has it.
    assert real.great_circle_km(116.41, 39.90, 139.69, 35.69) == pytest.approx(2100, rel=0.01)


def test_the_nearest_port_is_the_nearest_of_all():
    from lib import facts

    places, ports = real.cities(), facts.load("seaports").set_index("port")
    km = pd.DataFrame(
        {
            port: real.great_circle_km(places["lon"], places["lat"], at["lon"], at["lat"])
            for port, at in ports.iterrows()
        }
    )
    np.testing.assert_allclose(places["port_distance_km"], km.min(axis=1), rtol=1e-12)
    assert places["port"].tolist() == km.idxmin(axis=1).tolist()
    near = places.set_index("name_en")["port_distance_km"]
    assert near["Qingdao"] < 20 and near["Ürümqi"] > 2000


def test_cities_are_those_of_the_years_of_the_paper():
    places = real.cities()
    assert len(places) == 286 and places["city_code"].is_monotonic_increasing
    assert not set(places["name_en"]) & {"Sansha", "Bijie", "Tongren", "Danzhou"}  # of 2011 and later
    assert real.population().index.tolist() == places["city_code"].tolist()


def test_regions_follow_their_definition():
    provinces = pd.Series(["110000", "150000", "450000", "540000", "420000"])
    assert real.regions(provinces).tolist() == ["east", "centre", "west", "west", "centre"]
    old = "12 east with Guangxi, 9 centre with Inner Mongolia, 10 west"
    assert real.regions(provinces, old).tolist() == ["east", "centre", "east", "west", "centre"]


def test_the_definition_taken_is_the_nearest_to_the_printed_cities():
    fit = real.region_fit()
    assert fit.groupby("definition")["cities"].sum().unique().tolist() == [286]
    off = fit["difference"].abs().groupby(fit["definition"]).sum()
    assert off.idxmin() == real.REGION_DEFINITION and (off == off.min()).sum() == 1
    # Even so no definition has the 102 cities of the printed east.
    east = fit[(fit["definition"] == real.REGION_DEFINITION) & (fit["region"] == "east")]["cities"].item()
    assert east == printed_counts()["east"][1] - 1


def test_sizes_at_their_limits():
    assert real.sizes(np.array([49.9, 50.0, 99.9, 100.0]), (50, 100)).tolist() == [
        "small", "medium", "medium", "large"]  # fmt: skip


def test_fitted_limits_give_the_counts_wanted():
    people = np.array([5.0, 1.0, 2.0, 4.0, 3.0, 6.0])
    assert real.fitted_limits(people, (2, 3)) == (2.5, 5.5)
    with pytest.raises(ValueError, match=r"no limit has 2 city-years below it: 2.0 stands on both sides"):
        real.fitted_limits(np.array([1.0, 2.0, 2.0, 3.0]), (2, 1))


def test_size_fit_counts_every_city_year_once():
    fit = real.size_fit()
    shares = fit[fit["unit"] == "city-years"].groupby("limits")["share"].sum()
    assert shares.to_numpy() == pytest.approx(1)
    people = real.population().loc[:, 2003:].to_numpy()
    people = people[~np.isnan(people)]
    small = fit[(fit["limits"] == "20 and 50 (law of 1989)") & (fit["size"] == "small")].set_index("unit")
    assert small.loc["city-years", "share"] == pytest.approx((people < 20).mean())
    # The printed memberships are 437 for 280 cities; population, which moves slowly, makes far fewer.
    memberships = fit[fit["unit"] == "cities"].groupby("limits")[["share", "printed_share"]].sum()
    assert (memberships["share"] < memberships["printed_share"]).all()
