"""The maritime panel: identities of its variables, its readings, and what it refuses."""

import numpy as np
import pandas as pd
import pytest

from lib import facts, panels, paths
from lib.panels import maritime
from lib.panels.maritime import Choices


@pytest.fixture(scope="module")
def panel():
    return maritime.build("public")


def cell(panel, host, year, column):
    return panel.set_index(["iso3", "year"]).loc[(host, year), column]


def test_grid_and_identities(panel):
    assert panel.shape[0] == 288 and not panel.duplicated(["iso3", "year"]).any()
    np.testing.assert_allclose(panel["ln_gdp"], panel["ln_population"] + panel["ln_gdp_per_head"], rtol=1e-14)
    assert (panel.groupby("iso3")["ln_distance"].agg(np.ptp) == 0).all()
    assert (panel["institutional_distance"] >= 0).all()
    assert set(panel.loc[panel["road"] == 1, "year"]) == {2014, 2015}


def test_totals_of_the_table_are_those_the_paper_prints(panel):
    totals = panel.groupby("year")[["flow", "stock"]].sum()
    printed = {(2004, "flow"): 238, (2004, "stock"): 1215, (2015, "flow"): 18101, (2015, "stock"): 83514}
    for (year, name), value in printed.items():
        assert round(totals.loc[year, name]) == value


def test_energy_variants_agree_until_2009_and_extend_as_said(panel):
    raw = facts.load("maritime_ofdi").set_index(["iso3", "year"])
    early = panel[panel["year"] <= 2009]
    for name in ("carried", "fossil_growth"):
        np.testing.assert_allclose(early[f"energy_per_head_{name}"], early["energy_per_head_until_2009"])
    fossil = raw["fossil_production_ktoe"]
    expected = raw.loc[("ARE", 2009), "energy_production_ktoe"] * fossil["ARE", 2015] / fossil["ARE", 2009]
    expected *= 1e3 / raw.loc[("ARE", 2015), "population"]
    assert cell(panel, "ARE", 2015, "energy_per_head_fossil_growth") == pytest.approx(expected, rel=1e-12)
    total = raw.loc[("KEN", 2009), "energy_production_ktoe"] * 1e3 / raw.loc[("KEN", 2014), "population"]
    assert cell(panel, "KEN", 2014, "energy_per_head_fossil_growth") == pytest.approx(total, rel=1e-12)


def test_filled_cells_are_counted_and_only_those(panel):
    raw = facts.load("maritime_ofdi")
    columns = ["secure_servers_per_million", *maritime.EFW.values()]
    assert panel["filled"].sum() == raw[columns].isna().sum().sum()
    middle = raw.set_index(["iso3", "year"])["secure_servers_per_million"]["MMR"]
    assert cell(panel, "MMR", 2008, "secure_servers") == pytest.approx((middle[2007] + middle[2009]) / 2)


def test_cooperation_dummy_follows_the_dates(panel):
    assert cell(panel, "MYS", 2004, "fta_goods_2005") == 0 and cell(panel, "MYS", 2005, "fta_goods_2005") == 1
    assert cell(panel, "PAK", 2012, "fta_goods_2005") == 0 and cell(panel, "PAK", 2013, "fta_goods_2005") == 1
    assert (
        cell(panel, "VNM", 2014, "fta_staged_2010_2015") == 0
        and cell(panel, "VNM", 2015, "fta_staged_2010_2015") == 1
    )
    assert (
        panel.loc[panel["region"] == "Gulf", [f"fta_{name}" for name in maritime.FTA]].to_numpy().sum() == 0
    )
    assert panel.loc[panel["iso3"] == "IND", "fta_treaty_only"].sum() == 0
    events = set(facts.load("cooperation_dates")["event"])
    assert {event for choice in maritime.FTA.values() for event in choice if event} <= events


@pytest.mark.parametrize("outcome, lost", [("flow", 30), ("stock", 2)])
def test_non_positive_rows_are_dropped_with_a_count(panel, outcome, lost):
    choices = Choices(outcome=outcome)
    assert maritime.dropped(panel, choices).to_dict() == {f"{outcome} not positive": lost}
    assert len(maritime.sample(panel, choices)) == 288 - lost


@pytest.mark.parametrize("rule", [rule for rule in maritime.NON_POSITIVE if rule != "drop"])
@pytest.mark.parametrize("outcome", ["flow", "stock"])
def test_other_rules_keep_every_row_and_the_order(panel, rule, outcome):
    frame = maritime.sample(panel, Choices(outcome=outcome, non_positive=rule))
    assert len(frame) == 288 and np.isfinite(frame["ln_ofdi"]).all()
    positive = frame[frame["ofdi"] > 0].sort_values("ofdi")["ln_ofdi"]
    assert positive.is_monotonic_increasing
    if rule != "million":  # some positive flows are below one million
        assert frame.loc[frame["ofdi"] <= 0, "ln_ofdi"].max() <= positive.min()


def test_unit_moves_a_plain_logarithm_by_a_constant_only(panel):
    a = maritime.sample(panel, Choices(non_positive="bulletin_unit"))["ln_ofdi"]
    b = maritime.sample(panel, Choices(non_positive="bulletin_unit", unit="10 thousand US$"))["ln_ofdi"]
    np.testing.assert_allclose(b - a, np.log(100))
    assert a.min() == pytest.approx(np.log(0.01))


def test_sample_has_no_missing_cell_whatever_the_reading(panel):
    for energy in maritime.ENERGY:
        for rows in ("filled", "complete", "machine"):
            frame = maritime.sample(panel, Choices(energy=energy, rows=rows))
            assert not frame.isna().to_numpy().any()
            assert len(frame) + maritime.dropped(panel, Choices(energy=energy, rows=rows)).sum() == 288


def test_unknown_choice_and_track_are_refused():
    with pytest.raises(ValueError, match="energy='wood': choose one of fossil_growth"):
        Choices(energy="wood")
    with pytest.raises(ValueError, match="tracks public and original"):
        maritime.build("semi_synthetic")
    with pytest.raises(ValueError, match="no panel for 'elsewhere'"):
        panels.load("elsewhere", "public")
    with pytest.raises(ValueError, match="no track 'guess'"):
        panels.load("maritime", "guess")


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Panels are written below ``tmp_path``; the data stay where they are."""
    monkeypatch.setattr(paths, "PANELS", tmp_path)
    return tmp_path


def test_saved_panel_is_read_back_the_same_and_names_its_sources(panel, elsewhere):
    first = panels.load("maritime", "public")
    second = panels.load("maritime", "public")
    pd.testing.assert_frame_equal(first, second)
    pd.testing.assert_frame_equal(first, panel, check_dtype=False)
    stamp = panels._read_stamp(elsewhere / "maritime_public.parquet")
    assert set(stamp["sources"]) == {"data/facts/maritime_ofdi.csv", "data/facts/cooperation_dates.csv"}


def test_stale_or_broken_panel_is_built_again(elsewhere, monkeypatch):
    path = panels.save("maritime", "public")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert len(panels.load("maritime", "public")) == 288
    assert path.read_bytes() == content
    monkeypatch.setattr(panels, "_builder_digest", lambda paper: "another builder")
    panels.load("maritime", "public")
    assert panels._read_stamp(path)["builder"] == "another builder"


def test_a_panel_with_garbled_metadata_is_built_again(elsewhere):
    """The footer is there but says nothing, which Arrow reports as an error of the operating system."""
    path = panels.save("maritime", "public")
    content = path.read_bytes()
    length = int.from_bytes(content[-8:-4], "little")
    path.write_bytes(content[: -8 - length] + bytes(length) + content[-8:])
    assert panels._read_stamp(path) is None
    assert len(panels.load("maritime", "public")) == 288
    assert path.read_bytes() == content


def test_users_own_file_is_validated_and_used(tmp_path, monkeypatch):
    with pytest.raises(
        facts.DataError, match=r"restricted/maritime_ofdi.csv is missing: the track `original`"
    ):
        maritime.build("original")
    own = paths.ROOT / "results" / "test_restricted"
    own.mkdir(parents=True, exist_ok=True)
    text = (paths.FACTS / "maritime_ofdi.csv").read_text(encoding="utf-8").replace("8.12", "9.99", 1)
    (own / "maritime_ofdi.csv").write_text(text, encoding="utf-8")
    monkeypatch.setattr(paths, "RESTRICTED", own)
    try:
        frame = maritime.build("original")
    finally:
        (own / "maritime_ofdi.csv").unlink()
        own.rmdir()
    assert cell(frame, "MYS", 2004, "flow") == 9.99


def test_rounding_breaks_the_identity_by_no_more_than_the_last_place(panel):
    rounded = maritime.rounded(panel)
    gap = rounded["ln_gdp"] - rounded["ln_population"] - rounded["ln_gdp_per_head"]
    assert 1e-9 < gap.abs().max() < 2e-3  # 0.5 in the last of three places of Brunei's 0.35 million people
    # Half a unit of the third place, of the smallest GDP: 0.0005 in 5.3 billion.
    np.testing.assert_allclose(rounded["ln_gdp"], panel["ln_gdp"], rtol=0, atol=1e-4)


def test_the_builder_is_the_module_and_all_that_it_imports(monkeypatch):
    before = panels._builder_digest("maritime")
    whole = facts.sha256
    changed = paths.ROOT / "lib" / "facts.py"
    monkeypatch.setattr(facts, "sha256", lambda path: "other" if path == changed else whole(path))
    assert panels._builder_digest("maritime") != before
