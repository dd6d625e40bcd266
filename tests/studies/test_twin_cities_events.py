"""The event study of figure 2: planted paths found exactly, ends by hand, no row lost from sight."""

import numpy as np
import pandas as pd
import pytest
from small_twin_cities import small_panel

from lib.exhibits import files
from lib.panels.twin_cities_columns import printed_columns
from lib.studies import twin_cities_events as events


@pytest.fixture(scope="module")
def panel():
    return small_panel(3, effect=0.0)


@pytest.fixture(scope="module")
def value():
    return printed_columns("table_3")[3]


def planted(panel: pd.DataFrame, size) -> pd.DataFrame:
    """The panel with an effect by relative year added to the value of tied pairs."""
    relative = (panel["year"] - panel["treatment_year"]).where(panel["treat"] == 1)
    return panel.assign(ln_value=panel["ln_value"] + relative.map(size, na_action="ignore").fillna(0.0))


def rising(k: float) -> float:
    """Nil before the agreement, growing by a tenth a year for ten years after it."""
    return 0.1 * min(k + 1, 11) if k >= 0 else 0.0


def test_a_rising_path_is_found_exactly_under_every_design(panel, value):
    found = {name: events.event_study(planted(panel, rising), value, d) for name, d in events.DESIGNS.items()}
    for result in found.values():
        path = events.path(result)
        assert np.allclose(path["coef"], path["relative"].map(rising), atol=1e-8)
        assert (path["se"] < 1e-6).all()


def test_an_effect_before_the_agreement_shows_in_the_leads(panel, value):
    early = planted(panel, lambda k: 0.2 if k == -3 else 0.0)
    path = events.path(events.event_study(early, value)).set_index("relative")["coef"]
    assert path[-3] == pytest.approx(0.2, abs=1e-8)
    assert np.allclose(path.drop(-3), 0, atol=1e-8)


def test_a_level_of_tied_pairs_moves_all_years_unless_pairs_have_effects(panel, value):
    """Without effects of pairs each year is compared with pairs that are never tied."""
    higher = planted(panel, lambda k: 0.3)
    for name, level in (("city + destination + year", 0.3), ("pair + year", 0.0)):
        path = events.path(events.event_study(higher, value, events.DESIGNS[name]))
        assert np.allclose(path["coef"], level, atol=1e-8)


def test_the_reference_year_is_zero_by_construction(panel, value):
    result = events.event_study(panel, value, events.DESIGNS["pair + year"])
    assert "lead_1" not in result.params
    reference = events.path(result).set_index("relative").loc[-1]
    assert (reference["coef"], reference["se"]) == (0, 0)


def test_years_beyond_the_window_are_put_together_or_left_out(panel, value):
    relative = (panel["year"] - panel["treatment_year"]).where(panel["treat"] == 1)
    late = planted(panel, lambda k: 0.5 if k > 10 else 0.0)
    trim = events.Design(("city_code", "iso3", "year"), controls=True, ends="trim")
    trimmed = events.event_study(late, value, trim)
    assert len(panel) - trimmed.nobs == (relative.abs() > 10).sum() > 0
    assert np.allclose(events.path(trimmed)["coef"], 0, atol=1e-8)
    binned = events.event_study(late, value)
    assert binned.nobs == len(panel)
    assert events.path(binned)["coef"].iloc[-1] > 0.01


def test_pairs_tied_after_the_sample_are_untied(panel, value):
    """An effect planted on their years before the agreement is no lead: it belongs to the comparison."""
    later = panel["treatment_year"] > 2015
    assert later.any()
    result = events.event_study(panel, value)
    tied = panel.loc[panel["treat"] == 1, "pair"].nunique()
    assert result.n_treated + result.n_always == tied
    assert result.n_never == panel["pair"].nunique() - tied


def test_the_path_without_noise_stands_beside(panel, value):
    truth = events.event_study(planted(panel, rising), value)
    path = events.path(events.event_study(panel, value), truth, pd.Series({0: 0.1, 10: 1.0}))
    assert np.allclose(path["planted"], path["relative"].map(rising), atol=1e-8)
    assert path.set_index("relative")["true"].dropna().to_dict() == {0: 0.1, 10: 1.0}
    assert events.path(truth)[["planted", "true"]].isna().all(axis=None)


def test_rows_have_the_terms_of_the_record(panel, value):
    rows = events.rows(events.event_study(panel, value), "semi_synthetic")
    files.check_tidy(rows, paper="twin_cities", exhibit="figure_2", track="semi_synthetic")
    assert set(rows["term"]) == {f"lead_{k}" for k in range(1, 11)} | {f"lag_{k}" for k in range(11)}


def test_coverage_counts_every_row_of_tied_pairs_once(panel):
    table = events.coverage(panel)
    tied = panel[panel["treat"] == 1]
    assert table["rows"].sum() == len(tied)
    relative = tied["year"] - tied["treatment_year"]
    assert table.loc["0 to 4", "pairs"] == tied[relative.between(0, 4)]["pair"].nunique()
    assert table.loc["-5 to -1", "rows a year"] == round(relative.between(-5, -1).sum() / 5)
    assert list(table.index) == ["before -10", "-10 to -6", "-5 to -1", "0 to 4", "5 to 9", "10", "after 10"]


def test_power_is_the_level_where_nothing_is_planted_and_grows_with_the_effect():
    path = pd.DataFrame(
        {"relative": [-1, 0, 1, 2], "planted": [0.0, 0.0, 0.196, 10.0], "se": [0.0, 0.1, 0.1, 0.1]}
    )
    found = events.power(path)
    assert np.isnan(found[-1])
    assert found[0] == pytest.approx(0.05)
    assert found[1] == pytest.approx(0.5, abs=1e-4)  # an effect at the critical value, the other tail apart
    assert found[2] == pytest.approx(1.0)
