# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Design, data and results
#
# Section III of the paper: exports of Chinese cities to foreign destinations, before and after the city signs an agreement with a city there {cite:p}`yang2022twin`. This chapter runs every printed regression of tables 3, 4 and 5, with the printed numbers beside.
#
# :::{admonition} Kind of result
# :class: note
# Track `semi_synthetic`. Exports by city and destination are licensed customs records, which nobody may publish. So that the code can be seen to work at full size, outcomes were *drawn* from the paper's own model, with its printed coefficients planted. That a regression here finds what is printed says that the code and the estimator do what they should. It says nothing about whether the paper is right, and none of these numbers counts in the match rate. With the licensed files in `data/restricted` the same chapter runs on them ({doc}`/how_to_rerun`).
# :::

# %% tags=["parameters"]
track = "semi_synthetic"
seed = 2022
draws = 300  # of the noise, for the recovery table

# %% tags=["hide-input"]

import pandas as pd

from lib import facts, panels
from lib.exhibits import Chapter
from lib.exhibits import twin_cities_results as plots
from lib.exhibits import twin_cities_tables as tables
from lib.panels.twin_cities import (
    CITY_CONTROLS,
    CONTROLS,
    DESTINATION_CONTROLS,
    FIRST_YEAR,
    LAST_YEAR,
    OUTCOMES,
)
from lib.panels.twin_cities_columns import printed_columns
from lib.studies import twin_cities as study
from lib.studies import twin_cities_planted as planted
from lib.studies import twin_cities_printed as record
from lib.studies.twin_cities_implausible import implausible, ranks

chapter = Chapter(
    "twin_cities/03_results", track=track, home="semi_synthetic", varied=(seed, draws) != (2022, 300)
)
panel = panels.load("twin_cities", track)
printed = record.estimates()
glossary = facts.load("glossary").set_index("term")

# %% tags=["remove-cell"]
b = printed["coef"]["table_3"]
moves = {k: b[f"({k + 1})"] / b[f"({k})"] - 1 for k in (1, 3, 5, 7)}
third = printed["coef"]["table_4"]
moves_4 = {k: third[f"({k + 1})"] / third[f"({k})"] - 1 for k in (1, 3)}
chapter.say("largest_move", 100 * max(abs(move) for k, move in moves.items() if k != 5), "{:.0f}")
chapter.say("lines_move", -100 * moves[5], "{:.0f}")
chapter.say("third_quantity_move", -100 * moves_4[1], "{:.0f}")
chapter.say("third_value_move", -100 * moves_4[3], "{:.0f}")
chapter.holds("lines move most in table 3 and fall", -moves[5] == max(abs(one) for one in moves.values()))
chapter.holds("table 4 falls, value by more than lines do", moves_4[1] < 0 and moves_4[3] < moves[5] < 0)

# %% [markdown]
# ## The design
#
# The paper's equation (9) explains exports of city $i$ to destination $j$ in year $t$,
#
# $$
# y_{ijt} = \alpha + \beta\, Treat_{ij} \times Post_{ijt} + X_{it}'\gamma + K_{jt}'\delta + \sigma_i + \varphi_j + \tau_t + \varepsilon_{ijt} .
# $$ (eq-twin-baseline)
#
# $Treat_{ij}$ is one for a pair that has an agreement, $Post_{ijt}$ from the year in which it takes effect: the year of signing if it was signed in the first half of the year, the next year otherwise. A district's agreement counts for its city, a province's for all of its cities. Since $Post_{ijt}$ is particular to the pair already, the product equals $Post_{ijt}$.
#
# Three things about {eq}`eq-twin-baseline` matter for what follows.
#
# - **It has effects of cities, destinations and years, but not of pairs.** Nothing in it knows that two cities traded much before they became twins: whatever sets tied pairs apart at all times is in $\beta$, unless city, destination and controls explain it. So $\beta$ compares tied with untied pairs as much as after with before ({ref}`finding of the audit <finding-twin-cities-treatment-not-differenced-9>`). {doc}`05_modern` sets effects of pairs beside it.
# - **Dates are staggered.** Pairs tied early serve as controls for pairs tied late. If the effect grows with the years, as the paper reads its figure 2, such comparisons subtract a part of it ({doc}`05_modern`).
# - **The twelve controls vary by city and year or by destination and year.** How much they take away from $\beta$ the paper shows by columns without and with them. In table 3 it moves by {glue:text}`largest_move` % at most when they come in, save for the number of lines, where it falls by {glue:text}`lines_move` %; in table 4 it falls by {glue:text}`third_quantity_move` % for quantity and by {glue:text}`third_value_move` % for value.
#
# ## Which data exist
#
# {numref}`twin-cities-tracks` sets the three tracks side by side, and {numref}`twin-cities-origins` counts what of the agreements had to be drawn.

# %% tags=["hide-input"]
origins = planted.origins()
chapter.table(
    "tracks",
    tables.tracks(origins, CITY_CONTROLS, DESTINATION_CONTROLS),
    caption="Three tracks of one paper",
    track="public",
)

# %% tags=["hide-input"]
ties = study.tie_origins(panel)
chapter.table("origins", ties, caption="Tied pairs, real and drawn")

# %% tags=["remove-cell"]
last = ties.loc[("all", "")]
chapter.say("pairs_tied", int(last["pairs"]), "{:,}")
chapter.say("pairs_all", panel["pair"].nunique(), "{:,}")
chapter.say("rows_all", len(panel), "{:,}")
chapter.say("real_ties", 100 * ties.loc["real", "pairs"].sum() / last["pairs"], "{:.0f}")
reach = planted.through_provinces(panel) if track == planted.TRACK else None
if reach is not None:
    chapter.holds("the panel's tied pairs are those of the agreements", reach["tied"] == last["pairs"])
    chapter.holds("all cities would add many pairs", reach["all cities"] > 10 * reach["capital only"])
    chapter.say("reach_capital", int(reach["capital only"]))
    chapter.say("reach_more", int(reach["all cities"] - reach["capital only"]))
chapter.say("real_dates", 100 * ties.xs("real", level="date")["pairs"].sum() / last["pairs"], "{:.0f}")

# %% [markdown]
# The semi-synthetic panel has {glue:text}`pairs_all` pairs in {glue:text}`rows_all` rows; {glue:text}`pairs_tied` pairs are tied by the last year. Of these ties {glue:text}`real_ties` % are known from public lists, of the dates {glue:text}`real_dates` %. How the rest is drawn, with hazards that depend on size, income and distance, is described in `lib/panels/twin_cities_synthetic.py`.
#
# In one point the panel departs from the paper's rule: an agreement of a province is given to its *capital* only, not to all of its cities. Given to all, the same agreements would tie {glue:text}`reach_more` pairs more, and the number of rows of tied pairs that follows from the paper's tables 3 and 4 is enough for the {glue:text}`pairs_tied` pairs above, no more: cities' own agreements would have to go. {glue:text}`reach_capital` pairs of the panel are tied through their province alone, so that leaving provinces out, as {doc}`04_robustness` does, can test little here. On the original data the rule is applied as the paper has it.

# %% [markdown]
# ### What the drawn panel is not good for
#
# Each outcome was drawn for itself, so that the printed regressions find in it what is printed. A single row is no customs record, and {numref}`twin-cities-implausible` counts the rows that could not be one. The share of high technology is drawn without looking at the number of lines: in all but {glue:text}`ratio_rows` rows it is no ratio of whole lines, and in {glue:text}`one_line` rows the only line is a part high technology. The tails of the normal noise reach where no trade is: {glue:text}`cheap` rows are worth less than a US$ a line, the largest quantity is {glue:text}`heaviest` million tonnes, and in {glue:text}`above_china` rows one city exports more than China did to that country in that year. The destinations' order is near the real one (a rank correlation of {glue:text}`rank_correlation`) without being it: the United States are China's largest market of these in fact, and number {glue:text}`usa_rank` in the panel. So nothing should be read from single rows, from ratios of two outcomes, such as unit values or the value of a line, or from sums by destination.

# %% tags=["hide-input"]
if track == planted.TRACK:
    exports = facts.load("china_trade")
    odd, order = implausible(panel, exports), ranks(panel, exports)
    formats = {"rows": "{:,.0f}", "share": "{:.2f}"}
else:
    odd, formats = pd.DataFrame({"rows": ["none: the outcomes of this track are not drawn"]}), None
chapter.table(
    "implausible",
    odd,
    caption="Rows that no customs records could give",
    formats=formats,
    note="Share: per cent of all rows. A row may be of several kinds.",
)

# %% tags=["remove-cell"]
if track == planted.TRACK:
    counted = odd["rows"]
    chapter.say("ratio_rows", int(len(panel) - counted.iloc[0]), "{:,}")
    chapter.say("one_line", int(counted.iloc[1]), "{:,}")
    chapter.say("cheap", int(counted.iloc[2]), "{:,}")
    chapter.say("heaviest", panel["quantity"].max() / 1e9, "{:,.0f}")
    chapter.say("above_china", int(counted.iloc[5]), "{:,}")
    chapter.say("rank_correlation", order.corr(method="spearman").loc["drawn", "real"], "{:.2f}")
    chapter.say("usa_rank", int(order.loc["USA", "drawn"]))
    chapter.holds("the United States are the largest market in fact", order.loc["USA", "real"] == 1)
    chapter.holds("not in the panel", order.loc["USA", "drawn"] > 1)
    chapter.holds("the order is near the real one", order.corr(method="spearman").loc["drawn", "real"] > 0.9)
    chapter.holds("there are rows of each kind", (counted > 0).all())

# %% [markdown]
# ## Table 2: variables
#
# {numref}`twin-cities-table-2` has the paper's variables in our words, {numref}`twin-cities-descriptives` the statistics of those that are real in this panel.

# %% tags=["hide-input"]
of_the_paper = {name: origins[name] for name in (*OUTCOMES, *CONTROLS)}
chapter.table(
    "table_2",
    tables.variables(glossary, of_the_paper),
    caption="Variables and where they come from",
    original="Table 2",
    note="Here: in the semi-synthetic panel.",
)

# %% tags=["hide-input"]
real = [name for name, origin in origins.items() if origin == "real"]
chapter.table(
    "descriptives",
    tables.descriptives(panel, real, glossary),
    caption="Statistics of the real variables",
)

# %% [markdown]
# ## Table 3: the baseline
#
# Eight regressions: quantity and value of exports, the number of HS4 lines exported, and the share of these lines that belongs to sections 16 to 22 of the Harmonised System, each without and with controls ({numref}`twin-cities-table-3`, {numref}`twin-cities-effects`; constants and numbers of observations in {numref}`twin-cities-table-3-sizes`).

# %% tags=["hide-input"]
found_3 = study.estimate_all(panel, printed_columns("table_3"))
table_3 = study.tidy(found_3, track)
effects_3, sizes_3 = tables.effects_and_sizes(
    tables.side_by_side(table_3, printed, study.names(found_3), tables.effect_verdicts(table_3, track))
)
chapter.table(
    "table_3",
    effects_3,
    caption="Baseline and extensive margin",
    tidy=table_3,
    original="Table 3",
    note="In parentheses t, under errors that are independent and of one variance; \\* 10 %, \\*\\* 5 %, \\*\\*\\* 1 %.",
)

# %% tags=["hide-input"]
chapter.table("table_3_sizes", sizes_3, caption="Table 3, constants and observations")

# %% tags=["hide-input"]
recovered = planted.recovered(track, draws, seed)
fig, alt = plots.coefficients(
    study.comparison(found_3, None if recovered is None else recovered["planted"]),
    {"log": "coefficient on the logarithm", "points": "percentage points"},
)
chapter.figure("effects", fig, caption="Table 3, printed, planted, estimated", alt=alt)

# %% tags=["remove-cell"]
cells = study.comparison(found_3)
off = (cells["estimated"] - cells["printed"]).abs()
chapter.say("furthest", (off / cells["estimated_se"]).max(), "{:.1f}")
if recovered is not None:
    spread = recovered.loc["table_3", "mc_sd"].to_numpy()
    away = ((cells["estimated"] - cells["printed"]) / spread).to_numpy()
    logs = (cells["unit"] == "log").to_numpy()
    chapter.say("n_high", int((away[logs] > 1.5).sum()))
    chapter.say("n_baseline", len(away))
    chapter.say("high_low", away[logs].min(), "{:.1f}")
    chapter.say("high_high", away[logs].max(), "{:.1f}")
    chapter.say("share_away", away[~logs].max(), "{:.1f}")
    chapter.holds("the draw is high for all outcomes but the share", away[logs].min() > 1.5)
    chapter.holds("for the share it is not", abs(away[~logs]).max() < 0.5)
    chapter.holds("no estimate of table 3 is three true standard errors off", (off / spread).max() < 3)
    chapter.holds("all lie above what is planted", (cells["estimated"] > cells["printed"]).all())
    chapter.holds("their own errors say less", (off / cells["estimated_se"]).max() > 3)
n = printed["n"]["table_3"]
chapter.say("n_lines", int(n["(5)"]), "{:,}")
chapter.say("n_stated", int(record.stated("design-n")), "{:,}")
chapter.say("n_over", int(n["(5)"] - record.stated("design-n")), "{:,}")
chapter.say("pairs_lines", int(printed["n_units"]["table_3"]["(5)"]), "{:,}")
chapter.say("pairs_stated", int(record.stated("design-n-pairs")), "{:,}")
chapter.say("lost_share", int(n["(7)"] - n["(8)"]), "{:,}")
chapter.holds(
    "the printed numbers are those that the findings are about",
    n["(5)"] > record.stated("design-n")
    and n["(6)"] == n["(5)"] > n["(8)"]
    and printed["n_units"]["table_3"]["(5)"] < record.stated("design-n-pairs"),
)

# %% [markdown]
# One draw of noise stands behind the whole table, and it is a high one: all estimates lie above what was planted, {glue:text}`n_high` of the {glue:text}`n_baseline`, those on logarithms, by {glue:text}`high_low` to {glue:text}`high_high` standard deviations of the estimates over fresh draws ({numref}`twin-cities-recovery-errors`), those of the share by {glue:text}`share_away`. The columns are no {glue:text}`n_baseline` independent trials: the two of an outcome have the same noise, and quantity and value were drawn with much of it in common. That the code is not off on average is seen over the draws ({numref}`twin-cities-recovery`) and not in this table. By the standard errors that go with the t in {numref}`twin-cities-table-3` the furthest estimate would be {glue:text}`furthest` away: for value they are too small, as exercise 1 shows.
#
# What no panel can reproduce are some of the printed numbers of observations and pairs. The paper states {glue:text}`n_stated` observations and {glue:text}`pairs_stated` pairs. Columns (5) to (7) print {glue:text}`n_lines` observations, {glue:text}`n_over` more than there are ({ref}`finding <finding-twin-cities-observations-against-statement-table-3>`), from {glue:text}`pairs_lines` pairs, so fewer pairs with more rows than in columns (1) to (4) ({ref}`finding <finding-twin-cities-fewer-units-more-observations-table-3>`). And the same controls cost column (8) {glue:text}`lost_share` observations but column (6) none ({ref}`finding <finding-twin-cities-nested-observations-table-3-uneven>`). The computed lines of {numref}`twin-cities-table-3-sizes` therefore have the stated sample in all columns.
#
# ### Coefficients on logarithms are not per cent
#
# The paper reads a coefficient of {glue:text}`b_quantity` on the logarithm of quantity as a rise by {glue:text}`says_quantity` %. A coefficient $b$ on a logarithm means a change by $100\,(e^b - 1)$ per cent {cite:p}`halvorsen1980interpretation`: close for small coefficients, far off for large ones ({numref}`twin-cities-per-cent`, for tables 4 and 5 {numref}`twin-cities-per-cent-4` and {numref}`twin-cities-per-cent-5`; {ref}`finding <finding-twin-cities-log-points-table-3>`). The share of high-technology lines is in per cent already; there a coefficient of {glue:text}`b_share` is so many percentage points, not {glue:text}`says_share` % ({ref}`finding <finding-twin-cities-percentage-points-t3-share-effect>`).

# %% tags=["hide-input"]
change = study.per_cent(found_3)
chapter.table(
    "per_cent",
    tables.per_cent(change),
    caption="What the text says and what is meant",
    note="Meant: by the printed coefficient. Computed: by our estimate, with its 95 % interval under errors that are independent.",
)

# %% tags=["remove-cell"]
said = change.set_index("column")["says"]
chapter.say("b_quantity", b["(2)"], "{:.3f}")
chapter.say("says_quantity", said["(2) ln quantity, controls"], "{:.1f}")
chapter.say("b_share", b["(8)"], "{:.3f}")
chapter.say("says_share", said["(8) high-technology share, controls"], "{:.1f}")
lines = change.set_index("column").loc["(6) ln lines, controls"]
chapter.say("lines_says", lines["says"], "{:.1f}")
chapter.say("lines_meant", lines["meant"], "{:.1f}")

# %% [markdown]
# For the number of lines the text's {glue:text}`lines_says` % should be {glue:text}`lines_meant` %.
#
# ## Table 4: creation or diversion?
#
# If an agreement with Kobe made Tianjin's exports move from Bangkok to Kobe, it would divert trade and not create any. The paper looks for this in exports to destinations *without* an agreement. There $Treat_{ij}$ is zero by definition, and yet the table has a coefficient ({ref}`finding <finding-twin-cities-treated-excluded-table-4>`); the definition that can be meant is that of the city: one from the year in which it has an agreement with *any* destination. We estimate that, among pairs that are tied in no year ({numref}`twin-cities-table-4`, {numref}`twin-cities-table-4-sizes`).

# %% tags=["hide-input"]
found_4 = study.estimate_all(panel, printed_columns("table_4"))
table_4 = study.tidy(found_4, track)
effects_4, sizes_4 = tables.effects_and_sizes(
    tables.side_by_side(table_4, printed, study.names(found_4), tables.effect_verdicts(table_4, track))
)
chapter.table(
    "table_4",
    effects_4,
    caption="Exports to destinations without agreement",
    tidy=table_4,
    original="Table 4",
    note="In parentheses t, under errors that are independent and of one variance.",
)

# %% tags=["hide-input"]
chapter.table("table_4_sizes", sizes_4, caption="Table 4, constants and observations")

# %% tags=["hide-input"]
change_4 = study.per_cent(found_4)
chapter.table(
    "per_cent_4",
    tables.per_cent(change_4),
    caption="Table 4 in per cent",
    note="Meant: by the printed coefficient. Computed: by our estimate, with its 95 % interval under errors that are independent.",
)

# %% tags=["remove-cell"]
read_4 = change_4.dropna(subset="says").set_index("column")
for key, words in {"quantity": "(2) ln quantity, controls", "value": "(4) ln value, controls"}.items():
    chapter.say(f"third_{key}_says", read_4.loc[words, "says"], "{:.1f}")
    chapter.say(f"third_{key}_meant", read_4.loc[words, "meant"], "{:.1f}")
chapter.holds("both readings of table 4 are below what is meant", (read_4["says"] < read_4["meant"]).all())

# %% [markdown]
# In per cent ({numref}`twin-cities-per-cent-4`) the text's {glue:text}`third_quantity_says` % for quantity should be {glue:text}`third_quantity_meant` %, and its {glue:text}`third_value_says` % for value {glue:text}`third_value_meant` %: coefficients this small are nearly per cent.
#
# The estimand is the mean change in exports to third destinations when a city gets its first agreement, relative to cities that have none yet or had one all along. Two things follow that the table does not show.
#
# The treatment has one value a city and year, so it does not vary over the destinations of a city: what identifies it are the cities that get their first agreement within the sample ({numref}`twin-cities-switching`). And errors that the destinations of a city share in a year, an export boom of the city say, are no noise that averages out over the destinations. Errors clustered by city allow for that; in {numref}`twin-cities-errors-4` they differ little, because no such booms were drawn here.

# %% tags=["hide-input"]
by_city = panel.drop_duplicates("city_code").set_index("city_code")["city_treatment_year"]
fig, alt = plots.switching(by_city, FIRST_YEAR, LAST_YEAR)
chapter.figure("switching", fig, caption="Cities by their first agreement", alt=alt)

# %% tags=["hide-input"]
kinds = {
    "independent": "iid",
    "clustered by pair": {"clustered": ["pair"]},
    "clustered by city": {"clustered": ["city_code"]},
}
by_kind = study.covariances(panel, printed_columns("table_4")[2], kinds)
spread = by_kind["se"].max() / by_kind["se"].min()
chapter.holds("the three errors differ little", spread < 1.25)
chapter.table(
    "errors_4",
    by_kind.drop(columns="clusters").join(by_kind["clusters"].map("{:,.0f}".format)),
    caption="Table 4 (3) with three kinds of errors",
    formats={"coef": "{:.3f}", "se": "{:.3f}", "t": "{:.2f}", "p": "{:.3f}"},
)

# %% tags=["remove-cell"]
left = record.rows_left_out(LAST_YEAR - FIRST_YEAR + 1).loc["(2)"]
chapter.say("left_out", int(left["left_out"]), "{:,}")
chapter.say("fewest_pairs", int(left["fewest_pairs"]), "{:,}")
chapter.holds("as many pairs are printed as before", left["pairs_less"] == 0)
two = study.exclusions(panel)
chapter.say("ours_tied", int(two["rows_left_out"].iloc[0]), "{:,}")
chapter.say("ours_tied_pairs", int(two["pairs_left_out"].iloc[0]), "{:,}")
chapter.say("ours_force", int(two["rows_left_out"].iloc[1]), "{:,}")
chapter.say("ours_force_pairs", int(two["pairs_left_out"].iloc[1]), "{:,}")

# %% [markdown]
# What was left out? Table 4 has {glue:text}`left_out` observations fewer than table 3, and our panel was drawn to have as many rows of tied pairs. If whole pairs had gone, it would take {glue:text}`fewest_pairs` of them at least, yet the printed number of pairs is the same ({ref}`finding <finding-twin-cities-excluded-units-table-4>`). {numref}`twin-cities-exclusions` counts both readings in our panel: leaving out tied pairs altogether, and leaving out only their years with an agreement in force, which keeps the earlier years of pairs tied later. The second keeps most pairs but not those tied before the sample begins. The number of pairs may simply not have been counted again.

# %% tags=["hide-input"]
two.columns = [name.replace("_", " ") for name in two.columns]
chapter.table("exclusions", two.map("{:,}".format), caption="What leaving the partners out can mean")

# %% [markdown]
# There is a catch in the logic, whichever sample is meant. If agreements raise exports to third destinations too, as table 4 says, then the untied pairs of tied cities, which are part of the controls of table 3, are affected by the treatment. The baseline then measures how much *more* exports rise to the partner than elsewhere, not how much they rise.
#
# ## Table 5: SARS and the financial crisis
#
# Did exports to partners hold up better in 2003 and in 2008? The regressor is an agreement in force, times the year of the shock. The row of effects and the text's "two-way" point to effects of pairs and years ({numref}`twin-cities-table-5`, {numref}`twin-cities-table-5-sizes`).

# %% tags=["hide-input"]
found_5 = study.estimate_all(panel, printed_columns("table_5"))
table_5 = study.tidy(found_5, track)
effects_5, sizes_5 = tables.effects_and_sizes(
    tables.side_by_side(table_5, printed, study.names(found_5), tables.effect_verdicts(table_5, track))
)
chapter.table(
    "table_5",
    effects_5,
    caption="Resistance to two shocks",
    tidy=table_5,
    original="Table 5",
    note="In parentheses t, under errors that are independent and of one variance. The share is a fraction here, as its printed constants say, and per cent in table 3.",
)

# %% tags=["hide-input"]
chapter.table("table_5_sizes", sizes_5, caption="Table 5, constants and observations")

# %% tags=["hide-input"]
change_5 = study.per_cent(found_5)
chapter.table(
    "per_cent_5",
    tables.per_cent(change_5),
    caption="Table 5 in per cent",
    note="The outcomes that are logarithms. Meant: by the printed coefficient. Computed: by our estimate, with its 95 % interval under errors that are independent.",
)

# %% tags=["remove-cell"]
crisis_lines = change_5.set_index("column").loc["(7) ln lines, crisis"]
chapter.say("b_crisis_lines", printed["coef"]["table_5", "(7)"], "{:.3f}")
chapter.say("crisis_lines_meant", crisis_lines["meant"], "{:.0f}")
chapter.holds("the text gives no per cent of table 5", change_5["says"].isna().all())
chapter.holds("lines in the crisis is the largest effect", crisis_lines["meant"] == change_5["meant"].max())
t_5 = printed["t"]["table_5"].abs()
chapter.say("significant_5", int((t_5 > 1.645).sum()))
chapter.say("of_5", len(t_5))
chapter.holds(
    "significant are quantity in the crisis and lines in both shocks",
    set(t_5.index[t_5 > 1.645]) == {"(3)", "(5)", "(7)"},
)
chapter.say("negative_5", int((printed["coef"]["table_5"] < 0).sum()))
two_shocks = {"quantity": ("(5)", "(1)"), "value": ("(6)", "(2)"), "lines": ("(7)", "(3)")}
apart = study.printed_differences("table_5", two_shocks | {"high-technology share": ("(8)", "(4)")})
z = apart["z"]
for words in two_shocks:
    chapter.say(f"z_{words}", z[words], "{:.1f}")
chapter.holds(
    "of the ranking of the shocks only that of lines is significant, and the share runs the other way",
    z["lines"] > 2.576 and max(z["quantity"], z["value"]) < 1.645 and z["high-technology share"] < 0,
)
in_2003 = panel[(panel["year"] == 2003) & (panel["treat_post"] == 1)]
chapter.say("rows_2003", len(in_2003), "{:,}")
chapter.say("share_2003", 100 * len(in_2003) / len(panel), "{:.2f}")

# %% [markdown]
# {glue:text}`significant_5` of the {glue:text}`of_5` printed coefficients differ from zero at 10 %: those on quantity in the crisis and on lines in both shocks. None of the four on value and on the share does, so resistance is not a finding about the value of exports. The text gives no per cent here; {numref}`twin-cities-per-cent-5` does: the largest coefficient, {glue:text}`b_crisis_lines` on the logarithm of lines in the crisis, means {glue:text}`crisis_lines_meant` % more lines. The paper's hypothesis 3, that agreements make exports more resistant to shocks, names no measure; read for all {glue:text}`of_5` columns it fails, since {glue:text}`negative_5` of the printed coefficients are negative ({ref}`finding <finding-twin-cities-hypothesis-against-table-h3-risk>`).
#
# The text adds a ranking: resistance was stronger in the financial crisis than in the SARS epidemic. {numref}`twin-cities-shocks-apart` tests it on the printed numbers. It holds clearly for lines, with a z of {glue:text}`z_lines`; for quantity the difference has a z of {glue:text}`z_quantity` and for value one of {glue:text}`z_value`, neither of them significant at 10 %; the share runs the other way ({ref}`finding <finding-twin-cities-text-against-table-t5-crisis-above-sars-share>`).

# %% tags=["hide-input"]
chapter.table(
    "shocks_apart",
    apart,
    caption="Crisis less SARS, printed coefficients",
    formats={"difference": "{:.3f}", "s.e.": "{:.3f}", "z": "{:.2f}"},
    track="public",
    note="As if the two estimates were independent: the regressions share their rows but not the years of the interaction.",
)

# %% [markdown]
# The regression has the interaction but, as printed, not the agreement itself. Then tied pairs in 2003 are compared with everything else, their own other years included, and the coefficient may take up the effect of the agreement at any time as well (exercise 2 shows how much). And it rests on few rows: in 2003 agreements are in force in {glue:text}`rows_2003` of our rows, {glue:text}`share_2003` % of the panel.
#
# The printed R² and constants of table 5 do not go with those of table 3, though outcomes and controls are said to be the same ({ref}`finding <finding-twin-cities-constants-apart-table-3-table-5>`).
#
# ## Recovery
#
# {numref}`twin-cities-recovery` is the check of the code over tables 3 to 6. *Planted* is what the regression gives on the outcomes without noise; the panel is made so that this equals the printed coefficient. *Estimated* is on the panel as drawn, the *mean* over fresh draws of the noise. {numref}`twin-cities-recovery-errors` has the standard errors.

# %% tags=["hide-input"]
every = study.names([*printed_columns(), *printed_columns("heckman")])
coefficients, standard_errors = tables.recovery(recovered, every)
chapter.table(
    "recovery",
    coefficients,
    caption="Planted and recovered, tables 3 to 6",
    tidy=planted.recovery_rows(recovered),
    formats={"deviation": "{:.1f}"} if recovered is not None else None,
    note="Columns as in the paper's tables; Text: the two-step estimates of section 4.1.2. Deviation: of the mean from what is planted, in Monte Carlo errors.",
)

# %% tags=["hide-input"]
chapter.table(
    "recovery_errors",
    standard_errors,
    caption="Spread of the draws and printed errors",
    note="Its error: the Monte Carlo error of the s.d., as for normal estimates. Printed s.e.: the coefficient over the printed t; the two-step estimates have none.",
)

# %% tags=["remove-cell"]
if recovered is not None:
    chapter.say("n_columns", len(recovered))
    chapter.say("worst_planted", (recovered["planted"] - recovered["printed"]).abs().max(), "{:.0e}")
    chapter.say("worst_z", recovered["z"].abs().max(), "{:.1f}")
    chapter.say("n_draws", draws)
    chapter.holds(
        "what is planted is what is printed", (recovered["planted"] - recovered["printed"]).abs().max() < 1e-8
    )
    chapter.holds("no mean is off by four Monte Carlo errors", recovered["z"].abs().max() < 4)

# %% [markdown]
# In all {glue:text}`n_columns` regressions what is planted equals the printed coefficient to {glue:text}`worst_planted`, and the mean over {glue:text}`n_draws` draws comes back to it: the largest deviation is {glue:text}`worst_z` Monte Carlo errors. The effects by group of destinations, of shocks, of selection and of controls were solved for so that all printed coefficients hold at once; that this is possible says that the coefficients do not contradict each other, and no more.
#
# ## Exercises
#
# :::{admonition} Exercise 1: other errors
# :class: exercise
# The printed t of table 3 can be matched with errors that are independent and have one variance. Estimate column (3) with robust errors, clustered by pair, by city, and by city and destination. What becomes of t, and which kind would you defend?
# :::
#
# :::{dropdown} Solution
# {numref}`twin-cities-errors-exercise` has the five. Independence gives a t of {glue:text}`t_iid`, clusters by pair {glue:text}`t_pair`, by city and destination {glue:text}`t_two_way`. The noise of value was drawn with a part that lasts for a pair, as large as the printed R² of the regressions with effects of pairs asks for; {numref}`twin-cities-recovery-errors` shows the same: over {glue:text}`n_draws` draws the estimate of column (4) varies with a standard deviation of {glue:text}`sd_value` (Monte Carlo error {glue:text}`sd_value_error`), and the printed t implies {glue:text}`se_value`. Exports of one pair in successive years are not independent {cite:p}`bertrand2004how`, and a printed t that takes them to be is too large. Agreements are signed by pairs, so clusters of pairs are the least to ask for; agreements of a city come in waves, so clusters of cities and of destinations are safer {cite:p}`cameron2015practitioner`.
# :::

# %% tags=["hide-cell"]
five = {
    "independent": "iid",
    "robust": "robust",
    "by pair": {"clustered": ["pair"]},
    "by city": {"clustered": ["city_code"]},
    "by city and destination": {"clustered": ["city_code", "iso3"]},
}
errors = study.covariances(panel, printed_columns("table_3")[2], five)
for key, words in {
    "t_iid": "independent",
    "t_pair": "by pair",
    "t_two_way": "by city and destination",
}.items():
    chapter.say(key, errors.loc[words, "t"], "{:.2f}")
chapter.holds(
    "clusters lower the t of value", errors.loc["by pair", "t"] < 0.8 * errors.loc["independent", "t"]
)
if recovered is not None:
    chapter.say("sd_value", recovered.loc[("table_3", "(4)"), "mc_sd"], "{:.3f}")
    chapter.say("sd_value_error", recovered.loc[("table_3", "(4)"), "mc_sd_error"], "{:.4f}")
    chapter.say("se_value", recovered.loc[("table_3", "(4)"), "printed_se"], "{:.3f}")
    excess = recovered["mc_sd"] - recovered["printed_se"]
    chapter.holds(
        "the spread of value exceeds the printed error by far more than its Monte Carlo error",
        (excess / recovered["mc_sd_error"])["table_3", "(4)"] > 4,
    )
chapter.table(
    "errors_exercise",
    errors,
    caption="Table 3 (3) with five kinds of errors",
    formats={"coef": "{:.3f}", "se": "{:.4f}", "t": "{:.2f}", "p": "{:.1g}", "clusters": "{:,.0f}"},
)

# %% [markdown]
# :::{admonition} Exercise 2: the agreement beside the shock
# :class: exercise
# Add $Treat \times Post$ itself to the regressions of table 5 on quantity and on lines. What does the coefficient of the interaction mean then, and how far does it move?
# :::
#
# :::{dropdown} Solution
# With the agreement in the regression the interaction is the *difference* between the effect in the year of the shock and that in other years, which is what resistance means; without it, it is the difference between the partners' exports in that year and everything else that the effects of pairs and years leave. {numref}`twin-cities-shock-exercise` has both. The coefficients move by up to {glue:text}`shock_move`.
# :::

# %% tags=["hide-cell"]
shocks = study.with_agreement(panel, dict(list(found_5.items())[::2]))
chapter.say("shock_move", (shocks["with"] - shocks["without"]).abs().max(), "{:.3f}")
chapter.table(
    "shock_exercise",
    shocks,
    caption="Table 5 with the agreement itself",
    note="Coefficients of the interaction without and with the agreement among the regressors, their standard errors, and the coefficient of the agreement.",
)

# %% [markdown]
# :::{admonition} Exercise 3: other agreements
# :class: exercise
# Draw the panel again with agreements that have nothing to do with the real ones, several times, smaller to save time, and estimate column (4) of table 3: `planted.redrawn(printed_columns("table_3")[3], seeds=range(seed, seed + 4))`, where `planted` is `lib.studies.twin_cities_planted`; options are `effect_path`, `cities` and `destinations`. Does the regression find what was planted? Does it find the mean effect of an agreement?
# :::
#
# :::{dropdown} Solution
# Whoever is tied, the panel is drawn so that without noise the regression finds the printed {glue:text}`b_printed`; the estimates of {numref}`twin-cities-redrawn` scatter around it. The true mean effect of an agreement in the rows where one is in force is another number, from {glue:text}`true_low` to {glue:text}`true_high` in these draws, because the regression also takes up what else sets tied pairs apart: lasting bents of cities with many agreements for groups of destinations, selection, and a spillover, none of which effects of cities, destinations and years remove. How it weighs the years of a rising path and the groups of destinations comes on top; {doc}`04_robustness` takes the coefficient of the full panel apart term by term. The printed coefficient pins down what the regression finds, and leaves the effect open.
# :::

# %% tags=["hide-cell"]
again = planted.redrawn(printed_columns("table_3")[3], seeds=range(seed, seed + 4))
chapter.say("b_printed", printed["coef"]["table_3"]["(4)"], "{:.3f}")
chapter.say("true_low", again["true mean"].min(), "{:.3f}")
chapter.say("true_high", again["true mean"].max(), "{:.3f}")
chapter.table("redrawn", again, caption="Table 3 (4), agreements drawn anew", track="semi_synthetic")
