"""The semi-synthetic panel: printed counts, real ties and dates, planted estimands, the law of outcomes."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from lib import facts, paths
from lib.estimators.fixed_effects import estimate
from lib.estimators.fixed_effects_spec import FixedEffectsSpec
from lib.panels import twin_cities, twin_cities_columns, twin_cities_synthetic
from lib.panels import twin_cities_synthetic_agreements as agreements
from lib.panels import twin_cities_synthetic_dates as dates
from lib.panels import twin_cities_synthetic_frame as frames
from lib.panels import twin_cities_synthetic_outcomes as outcomes
from lib.panels import twin_cities_synthetic_presence as presence
from lib.panels.twin_cities_agreements import first_treated_year
from lib.panels.twin_cities_columns import MILLS, OUTCOMES
from lib.panels.twin_cities_facts import match_places
from lib.panels.twin_cities_synthetic_designs import printed
from lib.panels.twin_cities_synthetic_shapes import path_values, shapes

# SHA-256 of the full panel as text with ten significant digits.
FULL_PANEL = "65e0ccd948775b7a363283365518d473006eac639343b4844f1977d51770ae20"
SMALL = {"cities": 40, "destinations": 30}


@cache
def small(**changes):
    """A small panel, drawn once; with changes to the arguments of `draw`."""
    return twin_cities_synthetic.draw(**SMALL | changes)


@cache
def full_frame():
    """The panel at full size without its outcomes, its ties, and its units' sizes."""
    return frames.draw(seed=twin_cities_synthetic.SEED, cities=287, destinations=153, redrawn=0.0)


def fingerprint(panel):
    return hashlib.sha256(pd.util.hash_pandas_object(panel).to_numpy().tobytes()).hexdigest()


def rows_of(frame):
    """Rows of the full panel with a value and with a quantity, named as in `presence.Counts`."""
    no_value, no_quantity = presence.missing(frame, seed=twin_cities_synthetic.SEED, full=True)
    groups = {
        "all": np.ones(len(frame), dtype=bool),
        "untied": frame["treat"].to_numpy() == 0,
        "road": frame["belt_road"].to_numpy() == 1,
        "neighbour": frame["neighbour"].to_numpy() == 1,
    }
    return tuple(
        {name: int((group & ~lacking).sum()) for name, group in groups.items()}
        for lacking in (no_value, no_quantity)
    )


def test_the_full_panel_has_every_printed_number_of_rows():
    frame, counts = full_frame()[0], presence.printed_counts()
    assert (len(frame), frame["pair"].nunique()) == (counts.rows, counts.pairs)
    assert (frame["city_code"].nunique(), frame["iso3"].nunique()) == (287, 153)
    value, quantity = rows_of(frame)
    assert value == counts.value
    assert quantity == counts.quantity
    assert frame.loc[frame["treat"] == 1, "iso3"].nunique() == counts.treated_destinations
    assert frame.groupby("year").size().is_monotonic_increasing


def test_agreements_have_the_printed_numbers_and_peak():
    ties = full_frame()[1]
    years = ties.agreements["date_signed"].str.slice(0, 4).astype(int)
    until = ties.agreements[years <= agreements.LAST_COUNTED]["iso3"].value_counts()
    counts = agreements.printed_counts()
    assert until[counts.index].to_dict() == counts.to_dict()
    assert set(until.head(3).index) == set(counts.index)
    counted = years[years.between(2000, agreements.LAST_COUNTED)].value_counts()
    assert set(counted.head(2).index) == {2015, 2016}
    assert (years.between(2002, 2018).sum() / (years <= 2018).sum()) > 0.5


def test_real_ties_are_listed_and_real_dates_are_theirs():
    ties = full_frame()[1]
    tables = [facts.load(name) for name in ("sister_city_pairs", "sister_city_agreements")]
    cities, aliases = facts.load("cities"), facts.load("city_aliases")
    listed = pd.concat([match_places(table, cities, aliases).rows for table in tables])
    province = listed["level"] == "province"
    capital = listed["province_code"].str.slice(0, 2) + "0100"
    listed["city"] = pd.to_numeric(listed["city_code"].mask(province & (listed["city_code"] == ""), capital))
    known = set(zip(listed["city"], listed["partner_iso3"], strict=True))
    pairs = ties.pairs.set_index(["city_code", "iso3"])
    real = pairs[pairs["tie_origin"] == "real"]
    assert len(real) > 0.8 * len(pairs)
    assert set(real.index) <= known
    dated = listed[listed["date_signed"].notna() & (listed["date_signed"] != "")]
    first = first_treated_year(dated["date_signed"]).groupby([dated["city"], dated["partner_iso3"]]).min()
    own = pairs[pairs["date_origin"] == "real"]
    assert len(own) > 200
    assert own["treatment_year"].to_dict() == first[own.index].to_dict()


def test_drawn_dates_can_have_been():
    rows = full_frame()[1].agreements
    drawn = rows[rows["date_origin"] == "drawn"]
    assert (dates.month_of(drawn["date_signed"]) >= dates.earliest(drawn)).all()
    relations = facts.load("diplomatic_relations").set_index("iso3")["date"].str.slice(0, 7)
    for code in ("KOR", "BLR", "LVA"):
        assert drawn.loc[drawn["iso3"] == code, "date_signed"].min() > relations[code]
    public = facts.load("sister_city_agreements").groupby("partner_iso3")["date_signed"].min()
    early = public[public < relations.reindex(public.index)]
    assert set(early.index) <= {"BIH", "HRV", "SVN", "MNE"}, "only Yugoslavia's had ties before relations"


def test_drawn_dates_keep_to_public_counts():
    rows = full_frame()[1].agreements
    for code, ends in dates.totals(agreements.printed_counts()).items():
        months = dates.month_of(rows.loc[rows["iso3"] == code, "date_signed"])
        for month, number in ends:  # two more: public dates may lie above a year's count
            assert 0 <= (months <= month).sum() - number <= 2, (code, month)
    years = rows["date_signed"].str.slice(0, 4).astype(int)
    signed = rows.assign(year=years).groupby(["iso3", "year"]).size().unstack(fill_value=0)
    counts = dates.counted().loc["KOR", 2004:2014]  # between two totals
    assert (signed.loc["KOR", 2004:2014] - counts).abs().max() <= 2
    assert signed.loc["JPN", 2000:2003].sum() == pytest.approx(
        dates.counted().loc["JPN", 2000:2003].sum(), abs=2
    )


def test_the_shortfall_against_published_totals_is_counted():
    ties = full_frame()[1]
    table = agreements.shortfall(ties).set_index(["count", "as_of"])
    assert (table["published"] - table["panel"] == table["short"]).all()
    signed = (dates.month_of(ties.agreements["date_signed"]) < 12 * 2018).sum()
    assert table.loc[("pairs all", "2017-12-31"), "panel"] == signed
    assert table.loc[("pairs all", "2017-12-31"), "short"] > 500
    assert table.loc[("countries, the paper", "2018"), "short"] > 0


def test_impossible_totals_are_named():
    months, nothing = np.arange(12 * 1980, 12 * 1981), np.zeros(12)
    with pytest.raises(ValueError, match="no month from 1980-01 to 1980-12 is possible for 3 agreements"):
        dates._spread(months, nothing, 3, np.random.default_rng(0))


def test_selection_into_agreements_is_real():
    frame, _, base = full_frame()
    size = base["city"] + base["destination"] - 0.5 * frame["ln_distance"].to_numpy()
    tied = frame["treat"].to_numpy() == 1
    assert size[tied].mean() > size[~tied].mean() + size.std()
    drawn = tied & (frame["date_origin"] == "drawn").to_numpy()
    assert np.corrcoef(size[drawn], frame["treatment_year"].to_numpy()[drawn])[0, 1] < -0.1


def test_what_is_called_real_is_the_facts():
    frame = full_frame()[0]
    table = facts.load("country_year").set_index(["iso3", "year"])
    own = frame.drop_duplicates(["iso3", "year"]).set_index(["iso3", "year"])
    income = np.log(table["gdp_per_head_2015usd"]).reindex(own.index)
    known = income.notna()
    assert known.mean() > 0.98
    assert np.allclose(own["ln_gdp_per_head"][known], income[known], atol=1e-12)
    articles = table["journal_articles"].reindex(own.index)
    assert np.allclose(own["journal_articles"][articles.notna()], articles.dropna(), atol=1e-9)
    road = facts.load("destinations").set_index("iso3")["belt_road"]
    assert (frame["belt_road"] == frame["iso3"].map(road)).all()
    assert set(frame.loc[frame["neighbour"] == 1, "iso3"]) == set(facts.load("china_neighbours")["iso3"])
    beijing = frame[(frame["city_code"] == 110000) & (frame["iso3"] == "JPN")]["ln_distance"].iloc[0]
    assert abs(np.exp(beijing) - 2090) < 30  # kilometres from Beijing to Tokyo


def test_provenance_speaks_of_every_column():
    table = twin_cities_synthetic.provenance()
    assert list(table["column"]) == list(twin_cities.PANEL.columns)
    assert set(table["origin"]) == {"real", "drawn", "real and drawn"}
    assert table["how"].str.len().gt(5).all()


def test_the_same_seed_gives_the_same_panel_and_another_another():
    first = small().panel
    again = twin_cities_synthetic.draw(**SMALL).panel
    assert fingerprint(first) == fingerprint(again)
    other = small(seed=7).panel
    assert fingerprint(first) != fingerprint(other)


def dummies(frame, effects):
    return [pd.get_dummies(frame[name].astype(str), dtype=float).to_numpy() for name in effects]


def least_squares(frame, column):
    """Coefficient of the treatment by dummies; pairs are taken out by their means, which is exact."""
    x = frame[list(column.regressors)].to_numpy(dtype=float)
    x = np.column_stack(
        [x / np.abs(x).max(axis=0), *dummies(frame, [e for e in column.fixed_effects if e != "pair"])]
    )
    both = pd.DataFrame(np.column_stack([frame[column.y], x]), index=frame.index)
    if "pair" in column.fixed_effects:
        both -= both.groupby(frame["pair"]).transform("mean")
    coefficients = np.linalg.lstsq(both.iloc[:, 1:].to_numpy(), both[0].to_numpy(), rcond=1e-12)[0]
    return coefficients[0]


@pytest.mark.parametrize("path", ["rising", "constant", "fading"])
def test_without_noise_every_printed_regression_finds_the_printed_coefficient(path):
    drawn = small(effect_path=path)
    free = drawn.without_noise().assign(**{MILLS: drawn.planting.shapes[MILLS]})
    designs = {d.column.name: d for ds in drawn.planting.designs.values() for d in ds}
    wanted = twin_cities_columns.printed_columns() + twin_cities_columns.printed_columns("heckman")
    assert {c.name for c in wanted} == set(designs)
    for column in wanted if path == "rising" else wanted[:3]:
        found = least_squares(column.frame(free), column)
        assert found == pytest.approx(designs[column.name].printed, abs=1e-8), column.name


@pytest.mark.parametrize("number", [f"({k})" for k in range(1, 9)])
def test_without_noise_table_3_has_the_printed_constants(number):
    column = next(c for c in twin_cities_columns.printed_columns("table_3") if c.column == number)
    spec = FixedEffectsSpec(column.y, column.regressors, column.fixed_effects, keep_singletons=True)
    found = estimate(column.frame(small().without_noise()), spec)
    constant = printed("coef", "constant")["table_3", number]
    assert found.params["constant"] == pytest.approx(constant, abs=1e-8)


def test_without_noise_only_the_outcomes_change():
    panel, free = small().panel, small().without_noise()
    outcomes_ = [*twin_cities.OUTCOMES, *twin_cities.LOG_OUTCOMES]
    pd.testing.assert_frame_equal(panel.drop(columns=outcomes_), free.drop(columns=outcomes_))
    assert (free["ln_value"].isna() == panel["ln_value"].isna()).all()
    assert free["ln_value"].std() < panel["ln_value"].std()
    twin_cities.validate(free)


def test_a_wrong_effect_is_not_the_printed_coefficient():
    planted = small().planting
    wrong = planted.coefficients["value"].copy()
    wrong["path:neither"] += 0.05
    off = replace(planted, coefficients=planted.coefficients.assign(value=wrong))
    design = next(d for d in planted.designs["value"] if d.column.column == "(4)")
    assert abs(design.weights @ planted.mean("value") - design.printed) < 1e-8
    assert abs(design.weights @ off.mean("value") - design.printed) > 0.005


def test_effects_rise_after_the_agreement_and_nothing_comes_before():
    drawn = small()
    path = drawn.true_path("lines")
    assert path[path.index < 0].abs().max() == 0
    assert path[10] > path[5] > path[0] > 0
    untied = drawn.effects("value")["own"][drawn.panel["treat_post"] == 0]
    assert untied.abs().max() == 0
    spill = drawn.effects("value")["spillover"]
    assert spill[drawn.panel["city_post"] == 0].abs().max() == 0


def test_paths():
    years = np.array([-2.0, 0, 5, 10, 40, np.nan])
    assert np.allclose(path_values("rising", years), [0, 1 / 11, 6 / 11, 1, 1, 0])
    assert np.allclose(path_values("constant", years), [0, 1, 1, 1, 1, 0])
    assert np.allclose(path_values("fading", years), [0, 1, 6 / 11, 1 / 11, 0, 0])
    assert np.allclose(path_values(lambda since: 2 * since, years), [0, 0, 10, 20, 80, 0])
    with pytest.raises(ValueError, match="no effect path 'falling'"):
        path_values("falling", years)
    with pytest.raises(ValueError, match="one finite number a year"):
        path_values(lambda since: 1.0, years)


def test_lines_are_whole_and_their_logs_are_right_on_average():
    rng = np.random.default_rng(0)
    latent = rng.uniform(0, 6, 200_000)
    drawn = outcomes._whole(latent, rng)
    assert np.allclose(np.exp(drawn), np.round(np.exp(drawn)), atol=1e-9)
    error = drawn - latent
    assert abs(error.mean()) < 4 * error.std() / np.sqrt(len(error))
    small_ones = latent < 1.5  # where rounding on a fixed side would bias most
    assert abs(error[small_ones].mean()) < 4 * error[small_ones].std() / np.sqrt(small_ones.sum())
    panel = small().panel
    assert (panel["lines"] == panel["lines"].round()).all()
    assert panel["lines"].between(1, outcomes.HEADINGS).all()


def test_means_of_bounded_outcomes_are_moved_inside():
    rng = np.random.default_rng(5)
    scores = (rng.standard_normal(30), rng.standard_normal(20))
    rows = (rng.integers(0, 30, 4000), rng.integers(0, 20, 4000))
    units = outcomes._Units(scores, rows, np.zeros(4000))
    rest = rng.normal(0, 0.4, 4000)
    mean = outcomes._inside(units, rest, 2.0, 2.6, 7.1)
    assert 0 < mean.min() < mean.max() < 7.1
    assert mean.mean() == pytest.approx(2.6)
    assert 1.0 < mean.var() <= 2.0 + 1e-9
    left = pd.Series(mean - rest)  # what is left are effects of the two units alone
    for _ in range(200):
        for codes in rows:
            left = left - left.groupby(codes).transform("mean")
    assert left.abs().max() < 1e-9
    with pytest.raises(ValueError, match="draw another seed"):
        outcomes._inside(units, 40 * rest, 2.0, 2.6, 7.1)


def test_noise_has_the_law_it_is_said_to_have():
    law = small().outcomes
    draws = [law.draw(np.random.default_rng([3, r])) for r in range(40)]
    for name in OUTCOMES:
        noise = np.stack([draw[name] for draw in draws]) - law.means[name].to_numpy()
        assert abs(noise.mean()) < 4 * noise.std() / np.sqrt(noise[0].size), name
        assert noise.std() == pytest.approx(law.sigma[name], rel=0.02), name  # 2 %: 40 draws, lasting part
    share = np.stack([draw["high_tech_share"] for draw in draws])
    assert share.min() >= 0
    assert share.max() <= 100


def test_noise_lasts_for_a_pair_as_asked():
    law = small(persistence=0.5).outcomes
    drawn = law.draw(np.random.default_rng(0), ("quantity",))["quantity"]
    noise = pd.Series((drawn - law.means["quantity"].to_numpy()) / law.sigma["quantity"])
    pairs = noise.groupby(law.pair)
    within = pairs.var(ddof=1).mul(pairs.size() - 1).sum() / (len(noise) - pairs.ngroups)
    assert within == pytest.approx(0.5, abs=0.02)  # 16,000 rows within pairs: sd of the estimate 0.006
    asked = outcomes.printed_persistence()
    assert asked["quantity"] == 0
    assert 0.1 < asked["value"] < 0.3


def test_outcomes_stay_missing_where_they_are():
    frame = small().panel[["ln_quantity", "ln_value", "ln_lines", "high_tech_share"]].head(3).copy()
    frame.loc[frame.index[1], ["ln_quantity", "ln_value"]] = np.nan
    drawn = {"quantity": np.full(3, 2.0), "value": np.full(3, 3.0), "lines": np.log([1, 2, 3]),
             "high_tech_share": np.array([-0.0000001, 50, 101])}  # fmt: skip
    found = outcomes.levels(frame, drawn)
    assert found["quantity"].isna().tolist() == [False, True, False]
    assert found["value"].isna().tolist() == [False, True, False]
    assert found["lines"].tolist() == [1, 2, 3]
    assert found["high_tech_share"].tolist() == [0, 50, 100]


def test_redrawn_agreements_are_flagged():
    before, after = (
        frames.draw(seed=1, redrawn=share, **SMALL)[0].drop_duplicates("pair").query("treat == 1")
        for share in (0.0, 0.5)
    )
    assert (before["tie_origin"] == "drawn").mean() < 0.1
    assert (after["tie_origin"] == "drawn").mean() > 0.3


def test_provinces_agreements_reach_all_their_cities_if_asked():
    capital, everyone = (
        frames.draw(seed=1, redrawn=0.0, provinces=x, **SMALL)[0] for x in ("capital", "all")
    )
    few, many = (twin_cities_synthetic.rows_of_tied_pairs(frame) for frame in (capital, everyone))
    assert many["via_province"] > few["via_province"]
    assert many["pairs"] > few["pairs"]
    tied = everyone.query("treat == 1").drop_duplicates("pair")
    assert tied["tie_origin"].isin(["real", "drawn"]).all()
    assert (tied.query("via_province == 1")["city_code"] // 100 % 100 != 1).any()


# Draws the full panel in a process of its own and says, as JSON, what is compared below.
DRAW_FULL_PANEL = """
import hashlib, json, time
from lib import kernel
from lib.panels import twin_cities_synthetic
begin = time.perf_counter()
drawn = twin_cities_synthetic.draw()
seconds, peak = time.perf_counter() - begin, kernel.peak_bytes()
text = drawn.panel.to_csv(index=False, float_format="%.10g", lineterminator="\\n")
print(json.dumps({
    "seconds": seconds,
    "peak": peak,
    "sha256": hashlib.sha256(text.encode()).hexdigest(),
    "off": float(drawn.planting.columns["off"].abs().max()),
    "value": drawn.panel.groupby("year")["value"].sum().to_dict(),
}))
"""


@pytest.mark.slow
@pytest.mark.skipif("FULL_PANEL" not in os.environ, reason="FULL_PANEL=1 draws the full panel; .ci/run does")
def test_the_full_panel_is_the_recorded_one_within_two_gibibytes():
    environment = os.environ | {"PYTHONPATH": str(paths.ROOT)}
    command = [sys.executable, "-c", DRAW_FULL_PANEL]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    print(f"\nThe full panel: {found['seconds']:.0f} s, at most {found['peak'] / 2**30:.2f} GiB.")
    assert found["off"] < 1e-8
    real = facts.load("china_trade").groupby("year")["exports_baci_usd"].sum()
    ratio = pd.Series(found["value"]).rename(int) / real.loc[2002:2015]
    assert ratio.between(0.5, 3).all()
    assert found["sha256"] == FULL_PANEL
    assert found["peak"] < 2 * 2**30


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"redrawn": 1.5}, "redrawn=1.5 is no share"),
        ({"persistence": 1.0}, "persistence=1.0"),
        ({"provinces": "none"}, "provinces='none': give capital or all"),
        ({"effect_path": "falling"}, "no effect path 'falling'"),
        ({"cities": 400}, "400 cities asked for, but there are 287"),
        ({"destinations": 0}, "destinations=0 is too few"),
        ({"cities": 5, "destinations": 3}, "cities=5 is too few .* give at least 10 cities"),
        ({"cities": 20, "destinations": 20}, r"table_4 \(\d\): effects and controls explain the treatment"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        twin_cities_synthetic.draw(**SMALL | arguments)


def test_shapes_switch_on_with_the_agreement():
    panel = small().panel
    found = shapes(panel, "constant")
    groups = found[[name for name in found if name.startswith("path")]].sum(axis=1)
    assert (groups == panel["treat_post"]).all()
    assert (found["spillover"] == panel["city_post"]).all()
    assert found["post_sars"].sum() == (panel["treat_post"] & (panel["year"] == 2003)).sum()
