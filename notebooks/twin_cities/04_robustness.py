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
# # Robustness and heterogeneity
#
# Section IV of the paper: are tied and untied pairs on parallel paths before the agreement (figure 2), is the choice of partners the cause (two-step estimates), do agreements of provinces drive the result, and where is the effect larger (table 6)?
#
# :::{admonition} Kind of result
# :class: note
# Track `semi_synthetic`, as in {doc}`03_results`: real places, real agreements where they are public, outcomes *drawn* from the paper's model with its printed coefficients planted. The figures below show what the paper's methods can and cannot see when the truth is known. None of the numbers counts in the match rate.
# :::

# %% tags=["parameters"]
track = "semi_synthetic"
seed = 2022

# %% tags=["hide-input"]
import pandas as pd

from lib import facts, panels
from lib.exhibits import Chapter
from lib.exhibits import twin_cities_results as plots
from lib.exhibits import twin_cities_tables as tables
from lib.panels.twin_cities_columns import MILLS, printed_columns
from lib.studies import twin_cities as study
from lib.studies import twin_cities_events as events
from lib.studies import twin_cities_planted as planted
from lib.studies import twin_cities_printed as record
from lib.studies import twin_cities_robustness as robustness

chapter = Chapter("twin_cities/04_robustness", track=track, home="semi_synthetic", varied=seed != 2022)
panel = panels.load("twin_cities", track)
printed = record.estimates()
glossary = facts.load("glossary").set_index("term")
quantity, value = (column for column in printed_columns("table_3") if column.column in ("(2)", "(4)"))
baseline = {column.outcome: study.estimate(panel, column) for column in (quantity, value)}

# %% [markdown]
# ## Figure 2: before and after
#
# The paper's equation (10) replaces the agreement by indicators of the years before and after it, from ten years before to ten after. As printed it cannot be estimated: its effects of city-years and destination-years absorb a treatment that carries the indices of city and year only ({ref}`finding <finding-twin-cities-absorbed-equation-10>`), and its sum runs over years before the agreement alone ({ref}`finding <finding-twin-cities-sum-against-report-10>`). The text says that it is otherwise equation (9). So the main reading is
#
# $$
# y_{ijt} = \sum_{k=-10}^{10} \beta_k\, 1\{t - T_{ij} = k\} + X_{it}'\gamma + K_{jt}'\delta + \sigma_i + \varphi_j + \tau_t + \varepsilon_{ijt},
# $$ (eq-twin-events)
#
# with $T_{ij}$ the first year of the pair's agreement. Four choices are ours, and each matters.
#
# - **The outcome.** The paper does not say whether figure 2 is on quantity or value; we draw value.
# - **The ends.** A pair is in the sample for fourteen years at most, so no pair is seen over all twenty-one of the window ({ref}`finding <finding-twin-cities-event-window-figure-2>`); years beyond ten are put together with the tenth (exercise 1 leaves them out).
# - **The reference.** Without effects of pairs no year needs to be left out: pairs that are never tied are what each year is compared with. Leaving out the year before, as is usual, would only put it together with these pairs. Leads near zero then mean that tied pairs trade *as much as* untied ones before the agreement, which is more than parallel trends.
# - **Pairs tied before the sample begins** have lags only. They are kept.

# %% tags=["hide-input"]
main = events.event_study(panel, value)
known = planted.planted(panel, track)
exact = None if known is None else planted.without_noise(panel, known, value)
truth = None if known is None else events.event_study(exact, value)
true = None if known is None else planted.true_path(panel, known, "value", events.WINDOW)
figure_2 = events.path(main, truth, true)
fig, alt = plots.event_path(figure_2, "ln value, difference to untied pairs")
chapter.figure(
    "figure_2",
    fig,
    caption="Exports by years since the agreement",
    alt=alt,
    tidy=events.rows(main, track),
    original="Figure 2",
    note="95 % intervals, errors clustered by pair; the first and last point have all years beyond.",
)

# %% tags=["remove-cell"]
by_year = figure_2.set_index("relative")
t_path = (by_year["coef"] / by_year["se"]).abs()
chapter.say("leads_significant", int((t_path.loc[-10:-1] > 1.96).sum()))
chapter.say("lags_significant", int((t_path.loc[0:10] > 1.96).sum()))
for key, column in {"noiseless": "planted", "true": "true"}.items():
    chapter.say(f"{key}_first", by_year[column][0], "{:.3f}")
    chapter.say(f"{key}_last", by_year[column][10], "{:.3f}")
exact_leads = by_year["planted"].loc[-10:-1]
chapter.say("leads_low", exact_leads.min(), "{:.3f}")
chapter.say("leads_high", exact_leads.max(), "{:.3f}")
chapter.say("printed_value", printed["coef"]["table_3"]["(4)"], "{:.3f}")
chapter.say("se_lag", by_year["se"].loc[0:9].mean(), "{:.3f}")
chapter.say("se_last", by_year["se"][10], "{:.3f}")
chapter.say("expected_lags", events.power(figure_2).loc[0:10].sum(), "{:.1f}")
chapter.say("expected_leads", events.power(figure_2).loc[-10:-1].sum(), "{:.1f}")
in_force = panel[panel["treat_post"] == 1]
late = (in_force["year"] - in_force["treatment_year"] >= 10).mean()
chapter.say("share_late", 100 * late, "{:.0f}")
chapter.holds("the path without noise rises", by_year["planted"][10] > by_year["planted"][0] + 0.05)
chapter.holds("most rows in force are ten years old", late > 0.5)
chapter.holds(
    "without noise the last point lies below the true effect",
    by_year["planted"][10] < 0.8 * by_year["true"][10],
)
chapter.holds(
    "single years are estimated much less precisely than the last bin",
    by_year["se"].loc[0:9].mean() > 2 * by_year["se"][10],
)

# %% [markdown]
# {numref}`twin-cities-figure-2` has two lines beside the estimates. The solid one is the *true* mean effect that was planted: nil before the agreement, then growing by steps from {glue:text}`true_first` in the first year to {glue:text}`true_last` in the tenth and later. The dashed one is what this regression finds when there is no noise at all: between {glue:text}`leads_low` and {glue:text}`leads_high` in the years before, where the truth is nil, and from {glue:text}`noiseless_first` to {glue:text}`noiseless_last` after. They differ because tied pairs were planted apart from others at all times, in ways that effects of cities, destinations and years do not take out; {numref}`twin-cities-planted-selection` below lists them. Everything was scaled so that the one coefficient of table 3 comes out as printed, {glue:text}`printed_value`; that number is the effect in hardly any year.
#
# Can such a figure show a rising path? Of ten leads {glue:text}`leads_significant` differ from zero at 5 %, of eleven lags {glue:text}`lags_significant`; given the dashed line and the standard errors, {glue:text}`expected_leads` and {glue:text}`expected_lags` are to be expected. The single years have a standard error of {glue:text}`se_lag`, because few pairs are seen in each ({numref}`twin-cities-event-rows`); the last point, with all later years, one of {glue:text}`se_last`, since {glue:text}`share_late` % of all rows with an agreement in force are that late. The pooled coefficient of table 3 owes its precision to pairs tied long before the sample, where it compares tied with untied pairs and not after with before. If the paper's agreements are spread over the years as ours are, its table 3 and its sentence that most lags are significant do not go together easily.

# %% tags=["hide-input"]
if known is None:
    terms = None
    shown = pd.DataFrame({"planted": ["nothing: the outcomes of this track are not drawn"]})
else:
    terms = planted.selection_terms(panel, known, (quantity, value))
    shown = tables.selection_terms(terms)
chapter.table(
    "planted_selection",
    shown,
    caption="What is planted beside the effect",
    note="Planted: the term's own coefficient. Adds: its part of the coefficient of table 3, (2) and (4), without noise; the lines from the second to the last but one make up the last.",
)

# %% tags=["remove-cell"]
if terms is not None:
    added = terms["value", "adds"]
    lam, road, near_bent = (
        added[planted.TERMS[name]] for name in ("inverse_mills", "bent_road", "bent_neighbour")
    )
    chapter.say("true_value", added.iloc[0], "{:.3f}")
    chapter.say("weighed_value", added.iloc[1], "{:.3f}")
    chapter.say("true_quantity", terms["quantity", "adds"].iloc[0], "{:.3f}")
    chapter.say("adds_lambda", lam, "{:+.3f}")
    chapter.say("adds_bents", road + near_bent, "{:+.3f}")
    planted_b = terms.loc[planted.TERMS["inverse_mills"], [("quantity", "planted"), ("value", "planted")]]
    chapter.say("lambda_quantity", planted_b.iloc[0], "{:+.3f}")
    chapter.say("lambda_value", planted_b.iloc[1], "{:+.3f}")
    chapter.holds("the ratio has a positive coefficient on both outcomes", planted_b.min() > 0)
    chapter.holds("its part of the coefficient is small and positive", 0 < lam < -(road + near_bent) / 5)
    chapter.holds("the bents pull the coefficient down", max(road, near_bent) < 0)
    chapter.holds("the coefficient lies below the true mean effect", added.iloc[-1] < 0.7 * added.iloc[0])

# %% [markdown]
# Which way does the bias go? The worry about agreements is that friendship follows trade: pairs that trade much sign, and the regression then finds too *much*. What had to be planted here, for all printed coefficients to hold at once, goes the other way ({numref}`twin-cities-planted-selection`). The ratio $\lambda$ of the two-step estimates has coefficients of {glue:text}`lambda_quantity` on quantity and {glue:text}`lambda_value` on value; $\lambda$ falls in the chance of a tie, so likelier pairs trade *less*. In the regression this adds only {glue:text}`adds_lambda` to the coefficient on value, for $\lambda$ is nearly a sum of terms of city and destination, and what the effects leave of it is its bend. The lasting bents of cities with many agreements add {glue:text}`adds_bents`: table 6's groups need large effects, and the one coefficient of table 3 is smaller than these average to. So the bias here is *downward*: the true mean effect on value is {glue:text}`true_value` (on quantity {glue:text}`true_quantity`), and the regression finds {glue:text}`printed_value`. Nothing of this says which way it goes in the real data.

# %% tags=["hide-input"]
chapter.table("event_rows", events.coverage(panel), caption="Rows behind each point of figure 2")

# %% [markdown]
# {numref}`twin-cities-event-designs` draws the path under three sets of effects: those of equation (9), those printed in equation (10) with the treatment of the pair, and effects of pairs and years with the year before as reference. Only the third comes near the true effect: what sets tied pairs apart at all times is gone.

# %% tags=["hide-input"]
paths_of = {}
for words, design in events.DESIGNS.items():
    found = main if design == events.BASELINE else events.event_study(panel, value, design)
    truth = None if known is None else events.event_study(exact, value, design)
    paths_of[words] = events.path(found, truth, true).assign(design=words)
fig, alt = plots.event_designs(pd.concat(paths_of.values()), "ln value")
base, pairs = (
    paths_of[words].set_index("relative") for words in ("city + destination + year", "pair + year")
)
off = {
    name: (one["planted"] - one["true"]).abs().loc[0:10].mean()
    for name, one in (("base", base), ("pairs", pairs))
}
chapter.holds(
    "with effects of pairs the path without noise is nearer to the truth", off["pairs"] < off["base"] / 2
)
chapter.figure("event_designs", fig, caption="Figure 2 under three designs", alt=alt)

# %% [markdown]
# ## Two-step estimates
#
# City and destination may sign *because* they trade. The paper estimates a probit of being a twin city, takes the inverse Mills ratio $\lambda = \phi/\Phi$ from it, adds it to the controls, and reports the effects {glue:text}`printed_h_quantity` % and {glue:text}`printed_h_value` %, with $\lambda$ significant. Neither the probit's variables nor its unit are given. We take the twelve controls with distance and the city's population, an agreement in force as outcome, and all rows ({numref}`twin-cities-heckman`).

# %% tags=["hide-input"]
first, mills = robustness.first_stage(panel, robustness.SELECTIONS["pair-year, ratio"])
two_steps = robustness.two_step(panel, printed_columns("heckman"), mills)
heckman = robustness.heckman_rows(first, two_steps, track)
chapter.table(
    "heckman",
    tables.heckman(heckman, glossary),
    caption="Two-step estimates",
    tidy=heckman,
    original="Section 4.1.2",
    note="Standard errors in parentheses; those of the second step take the ratio as data.",
)

# %% tags=["hide-input"]
clustered = robustness.two_step(panel, printed_columns("heckman"), mills, covariance={"clustered": ["pair"]})
second_errors = robustness.two_step_errors(two_steps, clustered)
chapter.table(
    "heckman_errors",
    second_errors,
    caption="Second step with two kinds of errors",
    formats={"coef": "{:.3f}", "independent": "{:.3f}", "by pair": "{:.3f}", "t": "{:.2f}"},
    note="t: with errors clustered by pair.",
)

# %% tags=["remove-cell"]
lam_q, lam_v = second_errors.loc[("quantity", "λ")], second_errors.loc[("value", "λ")]
for key, row in {"q": lam_q, "v": lam_v}.items():
    chapter.say(f"lam_{key}", row["coef"], "{:.3f}")
    chapter.say(f"lam_{key}_se", row["independent"], "{:.3f}")
    chapter.say(f"lam_{key}_pair", row["by pair"], "{:.3f}")
    chapter.say(f"lam_{key}_t", abs(row["coef"]) / row["independent"], "{:.2f}")
    chapter.say(f"lam_{key}_t_pair", abs(row["t"]), "{:.2f}")
if known is not None:
    on_quantity = printed_columns("heckman")[0]
    noiseless = planted.without_noise(panel, known, on_quantity)
    found = robustness.two_step(noiseless, [on_quantity], mills)["quantity"]
    chapter.say("lam_exact", found.params[MILLS], "{:.3f}")
agreement_v = second_errors.loc[("value", "agreement")]
chapter.say("agree_v_se", agreement_v["independent"], "{:.3f}")
chapter.say("agree_v_pair", agreement_v["by pair"], "{:.3f}")
chapter.holds(
    "the ratio is significant for quantity at 10 %, not at 5 %",
    1.645 < abs(lam_q["coef"]) / lam_q["independent"] < 1.96,
)
chapter.holds(
    "the ratio is significant for value at 5 % with independent errors",
    abs(lam_v["coef"]) / lam_v["independent"] > 1.96,
)
chapter.holds(
    "with clusters by pair the ratio is significant at 5 % on neither outcome, on both at 10 %",
    1.645 < min(abs(lam_q["t"]), abs(lam_v["t"])) <= max(abs(lam_q["t"]), abs(lam_v["t"])) < 1.96,
)
chapter.holds("clusters by pair widen the errors on value", lam_v["by pair"] > 1.3 * lam_v["independent"])

# %% tags=["remove-cell"]
claimed = record.percent_readings().set_index(["exhibit", "column"])["says"]
for outcome in ("quantity", "value"):
    chapter.say(f"printed_h_{outcome}", claimed["heckman", outcome], "{:.1f}")

# %% [markdown]
# The paper says that $\lambda$ is significant. With errors that take the rows as independent, which the printed t of table 3 can be matched with, it is at 5 % for value here ({glue:text}`lam_v`, |t| {glue:text}`lam_v_t`) and at 10 % only for quantity ({glue:text}`lam_q`, |t| {glue:text}`lam_q_t`). With errors clustered by pair it is significant at 5 % on neither outcome (|t| {glue:text}`lam_v_t_pair` and {glue:text}`lam_q_t_pair`). The planting does not ask for it: the paper prints no number for $\lambda$, so none was set; without noise this regression finds {glue:text}`lam_exact` on quantity and not the planted {glue:text}`lambda_quantity`, because the bents of {numref}`twin-cities-planted-selection` and the differences between groups of destinations are left out of it. Nor are independent errors the right ones: the noise of value was drawn with a part that lasts for a pair. Clustered by pair ({numref}`twin-cities-heckman-errors`), the error of $\lambda$ on value goes from {glue:text}`lam_v_se` to {glue:text}`lam_v_pair`, that of the agreement from {glue:text}`agree_v_se` to {glue:text}`agree_v_pair`; these take $\lambda$ as known and leave out that the probit is estimated too. A bootstrap that draws pairs and runs both steps each time would allow for both; we have not run it. The corrected covariance of `lib.estimators.selection.heckman` does not apply: it is that of an outcome seen only for the selected, with the ratio's variance formula for these rows, whereas here all rows have an outcome, the ratio is put into all of them, and effects of cities, destinations and years come on top.
#
# Three remarks on the method.
#
# - The ratio $\phi/\Phi$ corrects an outcome that is *seen* only where the choice was made {cite:p}`heckman1979sample`. Here exports are seen in all rows, and the choice is a regressor. The correction for that case is the generalised residual, $\phi/\Phi$ where there is an agreement and $-\phi/(1-\Phi)$ where there is none {cite:p}`heckman1978dummy`.
# - The correction lives on what the probit has and the regression lacks. Here that is distance, which certainly moves exports itself. Without such a variable the ratio is a bent function of the controls, and only the assumed normal curve tells the two apart.
# - A small change of the coefficient, on which the paper rests its case, does not show that selection is harmless: a correction that corrects nothing leaves the coefficient where it was.
#
# {numref}`twin-cities-heckman-readings` shows the estimate without a correction and with each of {glue:text}`n_selections` readings of the paper's sentence.

# %% tags=["hide-input"]
second = printed_columns("heckman")[1:]
readings = {
    name: {"value": found["value"]}
    for name, found in (("no correction", baseline), ("pair-year, ratio", two_steps))
}
for words, reading in robustness.SELECTIONS.items():
    if words not in readings:
        correction = robustness.first_stage(panel, reading)[1]
        readings[words] = robustness.two_step(panel, second, correction)
effects_of = robustness.effects(readings)
chapter.table(
    "heckman_readings",
    tables.effects(effects_of, "reading"),
    caption="Readings of the two-step estimate",
    note="Effects of an agreement on ln value; standard errors in parentheses.",
)

# %% tags=["remove-cell"]
b, se = effects_of["value", "coef"], effects_of["value", "se"]
chapter.say("b_residual", b["pair-year, residual"], "{:.3f}")
chapter.say("se_residual", se["pair-year, residual"], "{:.3f}")
chapter.say("b_ratio", b["pair-year, ratio"], "{:.3f}")
chapter.say("se_ratio", se["pair-year, ratio"], "{:.3f}")
chapter.say("n_selections", {4: "four"}.get(len(readings) - 1, len(readings) - 1))
moved = abs(b["pair-year, ratio"] - b["no correction"])
chapter.say("ratio_moves", moved, "{:.3f}")
chapter.holds(
    "the planted ratio moves the coefficient by less than half its error", moved < se["no correction"] / 2
)
chapter.holds(
    "the residual widens the error, the ratio does not",
    se["pair-year, residual"] > 1.5 * se["no correction"] > 1.4 * se["pair-year, ratio"],
)

# %% [markdown]
# In this panel the ratio is what was planted, so the reading `pair-year, ratio` is right by construction, and it moves the coefficient by {glue:text}`ratio_moves` only. The generalised residual nearly takes up the agreement itself: with it the effect is {glue:text}`b_residual` with a standard error of {glue:text}`se_residual`, against {glue:text}`b_ratio` and {glue:text}`se_ratio`. That is the price of an honest correction when nothing but a curve and the distance identifies it.
#
# ## Agreements of provinces, and special regions
#
# A footnote reports, without numbers, that the result stands without agreements that provinces signed and without those with special regions. By the paper's rule a province's agreement is given to each of its cities, so such a tie says little about a city. The semi-synthetic panel gives it to the capital only, because the rows of tied pairs that the paper's numbers allow leave no room for the others ({doc}`03_results`). So {glue:text}`n_province` pairs are tied through their province alone, and the check of {numref}`twin-cities-robustness-without-provinces`, which leaves them out or treats them as untied, moves these pairs and no others: that little changes is bound to be so and tests next to nothing. On the original data the rule runs as the footnote has it. Hong Kong, Macao and Taiwan are no destinations of this panel, because the public series of journal articles, a control, leave them out; so there is nothing to exclude; on the original data the table gets a line for them.

# %% tags=["hide-input"]
chapter.say("n_province", int((panel.drop_duplicates("pair")["via_province"] == 1).sum()), "{:,}")
on_samples = robustness.on_samples(robustness.samples(panel), (quantity, value))
chapter.table(
    "robustness_without_provinces",
    tables.effects(robustness.effects({"all rows": baseline, **on_samples})),
    caption="Without some agreements",
    tidy=robustness.robustness_rows(on_samples["without provinces"], "robustness_without_provinces", track),
    original="Footnote to section 4.1.2",
    note="Effects of an agreement; standard errors in parentheses.",
)

# %% tags=["remove-cell"]
chapter.holds("no special region is in the panel", "without special regions" not in on_samples)

# %% [markdown]
# ## Table 6: where the effect is larger
#
# The paper splits the destinations twice: on the Belt and Road or not, neighbours of China or not ({numref}`twin-cities-table-6`, {numref}`twin-cities-table-6-sizes`).

# %% tags=["hide-input"]
found_6 = study.estimate_all(panel, printed_columns("table_6"))
table_6 = study.tidy(found_6, track)
effects_6, sizes_6 = tables.effects_and_sizes(
    tables.side_by_side(table_6, printed, study.names(found_6), tables.effect_verdicts(table_6, track))
)
chapter.table(
    "table_6",
    effects_6,
    caption="Effects by group of destinations",
    tidy=table_6,
    original="Table 6",
    note="In parentheses t, under errors that are independent and of one variance.",
)

# %% tags=["hide-input"]
chapter.table("table_6_sizes", sizes_6, caption="Table 6, constants and observations")

# %% tags=["remove-cell"]
b_6 = printed["coef"]["table_6"]
for key, column in {"road_q": "(1)", "road_v": "(2)", "off_q": "(3)", "off_v": "(4)"}.items():
    chapter.say(f"b_{key}", b_6[column], "{:.3f}")
chapter.holds(
    "in print Belt and Road has the smaller effects, neighbours the larger ones",
    b_6["(1)"] < b_6["(3)"]
    and b_6["(2)"] < b_6["(4)"]
    and b_6["(7)"] > b_6["(5)"]
    and b_6["(8)"] > b_6["(6)"],
)

# %% [markdown]
# The paper's hypothesis 2 says that the effect is stronger for countries of the Belt and Road and for neighbours. Table 6 prints the opposite for the Belt and Road, on both outcomes: {glue:text}`b_road_q` there against {glue:text}`b_off_q` elsewhere for quantity ({ref}`finding <finding-twin-cities-hypothesis-against-table-h2-road-quantity>`), {glue:text}`b_road_v` against {glue:text}`b_off_v` for value ({ref}`finding <finding-twin-cities-hypothesis-against-table-h2-road-value>`). For neighbours the printed order is that of the hypothesis.
#
# The text compares the groups by looking at two coefficients and their stars. The difference between a significant and an insignificant coefficient need not be significant {cite:p}`gelman2006difference`; what counts is the difference and its standard error ({numref}`twin-cities-differences`, and on the panel {numref}`twin-cities-differences-computed`). No pair is in both groups, so with errors that are independent the variances add up.

# %% tags=["hide-input"]
comparisons = {
    "road − others, quantity": ("(1)", "(3)"),
    "road − others, value": ("(2)", "(4)"),
    "neighbours − others, quantity": ("(7)", "(5)"),
    "neighbours − others, value": ("(8)", "(6)"),
}
in_print = study.printed_differences("table_6", comparisons)
chapter.table(
    "differences",
    in_print,
    caption="Differences between groups, printed coefficients",
    formats="{:.3f}",
    track="public",
    note="From the printed coefficients and t, under errors that are independent.",
)

# %% tags=["hide-input"]
differences = robustness.differences(found_6, comparisons)
chapter.table(
    "differences_computed",
    differences,
    caption="Differences between groups, computed",
    formats="{:.3f}",
    note="Under errors that are independent.",
)

# %% tags=["remove-cell"]
z = in_print["z"].abs()
chapter.say("z_road_quantity", z.iloc[0], "{:.1f}")
chapter.say("z_road_value", z.iloc[1], "{:.1f}")
chapter.say("z_near_quantity", z.iloc[2], "{:.1f}")
chapter.say("z_near_value", z.iloc[3], "{:.1f}")
chapter.holds(
    "in print, Belt and Road differs at 10 % for quantity alone, neighbours differ for both",
    z.iloc[0] > 1.645 > z.iloc[1] and z.iloc[2:].min() > 2.576,
)
columns_6 = {column.column: column for column in found_6}
apart = robustness.stacked(panel, columns_6["(8)"], columns_6["(6)"], "city_code")
chapter.say("se_apart", differences["s.e."].iloc[3], "{:.3f}")
chapter.say("se_city", apart[1], "{:.3f}")

# %% [markdown]
# From the printed numbers, quantity differs between Belt and Road and other destinations with |z| of {glue:text}`z_road_quantity`, value with {glue:text}`z_road_value`: for value the text ranks two coefficients that cannot be told apart ({ref}`finding <finding-twin-cities-ranking-not-distinguishable-table-6>`). The difference between neighbours and others is clear for both ({glue:text}`z_near_quantity` and {glue:text}`z_near_value`). A city is in both groups, though. One regression with everything interacted lets the errors of a city hang together across the groups; for value and neighbours its standard error of the difference is {glue:text}`se_city`, against {glue:text}`se_apart` under independence.
#
# ### Who is a neighbour?
#
# The footnote calls {glue:text}`n_list` countries neighbours, by land or across the sea. {numref}`twin-cities-nearest` holds the list against the map: the destinations that lie as near to the panel's cities as the farthest country on it.

# %% tags=["hide-input"]
borders = facts.load("china_neighbours")
cities, capitals = facts.load("cities"), facts.load("destinations")
cities = cities[cities["city_code"].astype(int).isin(panel["city_code"])]
near = robustness.neighbours(cities, capitals[capitals["iso3"].isin(panel["iso3"])], borders)
names_en = capitals.set_index("iso3")["name_en"]
listed = near[near["kind"] != "not on the list"]
count = int((near["distance"] <= listed["distance"].max()).sum())
fig, alt = plots.nearest(near.rename(index=names_en), count)
chapter.figure(
    "nearest",
    fig,
    caption="Nearest destinations and the footnote",
    alt=alt,
    note="Mean over all cities of the great-circle distance to the destination's capital; nothing here is drawn.",
    track="public",
)

# %% tags=["remove-cell"]
twenty = near.nsmallest(len(borders), "distance")
chapter.say("n_list", len(borders))
chapter.say("n_listed", len(listed))
chapter.say("n_both", int((twenty["kind"] != "not on the list").sum()))
chapter.say("farthest", names_en[listed["distance"].idxmax()])
chapter.say("farthest_km", listed["distance"].max(), "{:,.0f}")
others = near[near["kind"] == "not on the list"]["distance"].nsmallest(5).index
chapter.say("left_off", ", ".join(names_en[others]))
chapter.holds("distance and list disagree on some destinations", (twenty["kind"] == "not on the list").any())

# %% [markdown]
# {glue:text}`n_listed` of the {glue:text}`n_list` countries on the list are in the panel. Of the {glue:text}`n_list` nearest destinations {glue:text}`n_both` are on the list. Not on it are, among the nearest, {glue:text}`left_off`; on it, with {glue:text}`farthest_km` km from the average city to its capital, is {glue:text}`farthest`. {numref}`twin-cities-land-sea` splits the list by the kind of border.

# %% tags=["hide-input"]
kinds = {
    kind: panel[panel["iso3"].isin(near.index[near["kind"] == kind])]
    for kind in ("by land", "across the sea")
}
by_kind = robustness.on_samples(kinds, (quantity, value))
others = {
    column.outcome: result for column, result in found_6.items() if column.sample == "other than neighbours"
}
chapter.table(
    "land_sea",
    tables.effects(robustness.effects({**by_kind, "not on the list": others}), "destinations"),
    caption="Effects by kind of border",
    note="Effects of an agreement; standard errors in parentheses.",
)

# %% [markdown]
# ### In per cent
#
# The larger the coefficient on a logarithm, the further it is from per cent ({numref}`twin-cities-per-cent-6`): of the columns of table 6 that the text reads as per cent the neighbours' {glue:text}`near_says` % for quantity should be {glue:text}`near_meant` %.

# %% tags=["hide-input"]
change = study.per_cent(found_6 | dict(zip(printed_columns("heckman"), two_steps.values(), strict=True)))
chapter.table(
    "per_cent_6",
    tables.per_cent(change),
    caption="Effects in per cent, section IV",
    note="Meant: by the printed coefficient. Computed: by our estimate, with its 95 % interval under errors that are independent.",
)

# %% tags=["remove-cell"]
near_quantity = change[change["exhibit"] == "table_6"].set_index("column").loc[study.name(columns_6["(7)"])]
chapter.say("near_says", near_quantity["says"], "{:.1f}")
chapter.say("near_meant", near_quantity["meant"], "{:.1f}")
chapter.holds(
    "no reading of section IV is further off",
    near_quantity["meant"] - near_quantity["says"] == (change["meant"] - change["says"]).max(),
)

# %% [markdown]
# ## Exercises
#
# :::{admonition} Exercise 1: the ends of the window
# :class: exercise
# Leave out the rows beyond ten years instead of putting them together with the tenth. Which points move, and why do the others?
# :::
#
# :::{dropdown} Solution
# The last point moves most, by {glue:text}`ends_last` ({numref}`twin-cities-ends-exercise`): binned, it is the mean over all years beyond, which for old agreements are many; left out, it rests on the rows of that one year. The first moves by {glue:text}`ends_first` only. The other points move by {glue:text}`ends_others` at most, because the rows left out also served to estimate controls and effects. The planted path is flat after ten years, so here the bin costs nothing and saves precision; where it goes on rising, the last point is no longer the tenth year's.
# :::

# %% tags=["hide-cell"]
from dataclasses import replace

trimmed = events.path(events.event_study(panel, value, replace(events.BASELINE, ends="trim")))
ends = pd.DataFrame({"binned": figure_2["coef"], "left out": trimmed["coef"]}).set_index(figure_2["relative"])
ends["difference"] = ends["left out"] - ends["binned"]
size = ends["difference"].abs()
chapter.say("ends_first", size.iloc[0], "{:.3f}")
chapter.say("ends_last", size.iloc[-1], "{:.3f}")
chapter.say("ends_others", size.iloc[1:-1].max(), "{:.3f}")
chapter.holds("the last point moves most, the others little", size.iloc[-1] > 3 * size.iloc[:-1].max())
chapter.table("ends_exercise", ends, caption="Two ways with the ends")

# %% [markdown]
# :::{admonition} Exercise 2: another path, the same coefficient
# :class: exercise
# The panel's effect rises with the years since the agreement. Plant one that is there at once and stays, and one that is highest at first and fades, both so that column (4) of table 3 comes out as printed. How far apart are the true effects?
# :::
#
# :::{dropdown} Solution
# {numref}`twin-cities-paths-exercise`: the regression of table 3 finds the same {glue:text}`same_b` in all three worlds, to the last digit. The true mean effect of an agreement in force runs from {glue:text}`mean_low` to {glue:text}`mean_high`, and the effect in the first year from {glue:text}`year_low` to {glue:text}`year_high`. Staggered dates are not the main cause. Take the effect that is there at once and stays: its true mean is {glue:text}`constant_mean`, and the part of the coefficient that comes from effects of agreements, however the regression weighs pairs and years, is {glue:text}`constant_weighed`, nearly the same. The rest, {glue:text}`constant_rest`, comes from what was planted beside the effects, above all the bents of cities with many agreements for a group of destinations ({numref}`twin-cities-planted-selection`); it pulls the regression down to what is printed. The timing matters where the path is not flat: between the three worlds the true means differ because the regression weighs early and late years differently. {doc}`05_modern` shows the weights, and estimators that do without them.
#
# Why has the effect that is there at once different values in the first year, the fifth and the tenth? It is constant for a pair outside the years of the two shocks, but differs by group of destinations (Belt and Road, neighbours, both, neither), as table 6 asks for. The pairs seen in their first year are not those seen in their tenth, so the mean over pairs moves though no pair's effect does.
# :::

# %% tags=["hide-cell"]
base_panel = panels.load("twin_cities", "semi_synthetic") if known is None else panel
worlds = planted.paths(base_panel, value, ("rising", "constant", "fading"), known)
for key, column in {"mean": "true mean", "year": "first year"}.items():
    chapter.say(f"{key}_low", worlds[column].min(), "{:.3f}")
    chapter.say(f"{key}_high", worlds[column].max(), "{:.3f}")
for key in ("true mean", "weighed", "rest"):
    chapter.say(f"constant_{key.split()[-1]}", worlds.loc["constant", key], "{:.3f}")
chapter.holds(
    "with a constant path the gap is mostly what is planted beside the effects",
    -worlds.loc["constant", "rest"]
    > 3 * abs(worlds.loc["constant", "true mean"] - worlds.loc["constant", "weighed"]),
)
chapter.say("same_b", worlds["regression"].iloc[0], "{:.3f}")
chapter.holds(
    "the regression finds the same in all", worlds["regression"].max() - worlds["regression"].min() < 1e-8
)
chapter.table(
    "paths_exercise",
    worlds[["regression", "weighed", "rest", "true mean"]],
    caption="Three paths with one coefficient",
    track="semi_synthetic",
    note="Weighed: the part of the coefficient that effects of agreements make. Rest: that of all else planted.",
)

# %% tags=["hide-cell"]
chapter.table(
    "paths_by_year",
    worlds[["first year", "fifth", "tenth and later"]],
    caption="True mean effects by year",
    track="semi_synthetic",
)
