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
# # The baseline
#
# Table 1 of the paper {cite:p}`agglomeration_exports`: the same equation for the value of a city's exports, the number of its products and the number of its destinations, by system GMM. This chapter runs the three regressions with the printed numbers beside, asks what the coefficients mean, and checks over many draws that the code finds what was planted in it; the later chapters do the same for tables 2 to 8.
#
# :::{admonition} Kind of result
# :class: note
# Track `semi_synthetic`. Cities, their population and their distance to the sea are real; exports and most regressors are *drawn*, exports from the paper's own model with its printed coefficients planted ({doc}`03_data_model`). Agreement with the printed numbers says that the code works. It is no evidence on the paper, and none of these numbers counts in the match rate. With the licensed files in `data/restricted` the same chapter runs on them ({doc}`/how_to_rerun`).
# :::

# %% tags=["parameters"]
track = "semi_synthetic"
seed = 2017
draws = 200  # of the panel, for the recovery table

# %% tags=["hide-input"]
import numpy as np

from lib import audit, panels
from lib.exhibits import Chapter
from lib.exhibits import agglomeration_plots as plots
from lib.exhibits import agglomeration_results as tables
from lib.panels import agglomeration_synthetic as synthetic
from lib.panels.agglomeration_columns import printed_columns
from lib.studies import agglomeration as study
from lib.studies import agglomeration_answers as answers
from lib.studies import agglomeration_effects as effects
from lib.studies import agglomeration_printed as record
from lib.studies import agglomeration_recovery as recovering
from lib.studies import agglomeration_samples as samples

chapter = Chapter(
    "agglomeration/04_baseline", track=track, home="semi_synthetic", varied=(seed, draws) != (2017, 200)
)
panel = panels.load("agglomeration", track)
printed, sizes = record.estimates(), record.sizes()
columns = printed_columns("table_1")
names = study.names(columns)
planted = recovering.planted(track)

# %% [markdown]
# ## What is estimated
#
# For city $c$ and year $t$, with every variable centred and divided by its standard deviation,
#
# $$
# y_{ct} = \alpha_0 + \alpha_1 y_{c,t-1} + \alpha_2 a_{ct} + \alpha_3 r_{ct} + \alpha_4 s_{ct} + \alpha_5\, (a r)_{ct} + \alpha_6\, (a s)_{ct} + x_{ct}'\beta + \mu_c + \varepsilon_{ct} ,
# $$ (eq-agglomeration-baseline)
#
# where, as in {doc}`02_theory`, $a$, $r$ and $s$ are the logarithms of agglomeration, resilience and productivity, the products are made of centred variables and then standardised themselves, and $x$ has six controls. The paper prints no effect of the city $\mu_c$; system GMM allows for one all the same.
#
# What is an instrument for what, the paper says in two sentences: one lag of the core explanatory variables instruments themselves, and the land area of the urban districts is an external instrument. We *read* them so: the lag of the outcome, $a$, $r$, $s$ and both products are instrumented by their second lag in the differenced equation, the first that an endogenous variable admits, and by their lagged difference in levels, each as one column (collapsed); controls and land area stand for themselves; no effects of years, since none are printed; two steps with the correction of {cite:t}`windmeijer2005finite`. {doc}`03_data_model` writes this down in full, {doc}`09_referee` asks what other readings would give.
#
# ## Table 1
#
# {numref}`agglomeration-table-1` and {numref}`agglomeration-effects` have the coefficients, {numref}`agglomeration-table-1-tests` what stands below them.

# %% tags=["hide-input"]
found = study.estimate_all(panel, columns)
ours, rows = study.estimates(found), study.tidy(found, track)
chapter.table(
    "table_1",
    tables.side_by_side(printed, ours, names, tables.coefficient_verdicts(rows, track)),
    caption="Baseline, printed and computed",
    tidy=rows,
    original="Table 1",
    note="In parentheses standard errors, ours two-step with Windmeijer's correction; \\* 10 %, \\*\\* 5 %, \\*\\*\\* 1 %. Outcomes: 城市出口金额, 城市出口产品种类数量, 城市出口目的地数量.",
)

# %% tags=["hide-input"]
beside = study.comparison(found, planted)
fig, alt = plots.coefficients(beside, names)
chapter.figure(
    "effects",
    fig,
    caption="Table 1, printed, planted, estimated",
    alt=alt,
    printed=True,
)

# %% tags=["hide-input"]
below = study.tests(found)
chapter.table(
    "table_1_tests",
    tables.tests(sizes, below, names, study.shares(planted)),
    caption="Table 1, observations and tests",
    note="The paper prints neither the first-order test nor the number of instruments. Planted: part of the printed coefficients of the regressors that the panel could be given.",
)

# %% tags=["remove-cell"]
off = beside["off"].abs()
chapter.say("n_coefficients", len(off))
chapter.say("furthest", off.max(), "{:.1f}")
chapter.say("n_inside", int((off < 1.96).sum()))
if planted is not None:
    chapter.say("share_varieties", 100 * study.shares(planted)["table_1", "(2)"], "{:.0f}")
    chapter.holds(
        "varieties alone are not planted in full",
        (study.shares(planted).loc["table_1"] < 1).tolist() == [False, True, False],
    )
n = int(sizes["n"]["table_1", "(1)"])
years = int(record.stated("design-last-year") - record.stated("design-first-year")) + 1
chapter.say("n_printed", n, "{:,}")
chapter.say("n_units_printed", int(sizes["n_units"]["table_1", "(1)"]))
chapter.say("n_stated", int(record.stated("design-n-cities")))
chapter.say("usable", years - 1)
chapter.say("most_rows", int(record.stated("design-n-cities")) * (years - 1), "{:,}")
chapter.say("rows_panel", len(columns[0].frame(panel)), "{:,}")
chapter.say("rows_used", int(below["n"].iloc[0]), "{:,}")
chapter.say("cities_used", int(below["n_units"].iloc[0]))
chapter.say("instruments", int(below["instruments"].iloc[0]))
chapter.say("parameters", len(ours.loc[("table_1", "(1)")]))
chapter.holds(
    "more rows are printed than one lag allows", n > int(record.stated("design-n-cities")) * (years - 1)
)
chapter.holds("our panel has as many city-years as are printed", len(columns[0].frame(panel)) == n)
chapter.holds("every coefficient lies within four standard errors of what is planted", off.max() < 4)
findings = {one.id for one in audit.audit("agglomeration")}
for name in (
    "observations-exceed-panel:table-1",
    "text-against-table:design-t1-n-units",
    "tests-not-printed:gmm",
    "standardised-percent:t1-value-agglomeration-effect",
    "derivation:2-interaction-read-as-a-channel",
    "ranking-not-distinguishable:table-1",
    "text-against-table:t1-value-productivity-coef",
    "text-against-text:t1-value-main-order-numbers",
):
    chapter.holds(f"the audit still finds {name}", name in findings)

# %% [markdown]
# On this panel {glue:text}`n_inside` of the {glue:text}`n_coefficients` coefficients lie within 1.96 of their standard errors of what was planted, and none further than {glue:text}`furthest`.
#
# **What was planted** is what is printed, but for the number of products. Standardised variables have variance one. The printed coefficients of column (2) are so large that their regressors alone would give the outcome a larger variance than that, so that no room is left for an error; the panel has {glue:text}`share_varieties` % of them (`lib.panels.agglomeration_synthetic.shortfall`). This rests on the correlations of our regressors, which are drawn; with others the printed coefficients may fit. The coefficient of the lag is planted whole everywhere.
#
# **Observations.** The paper prints {glue:text}`n_printed` for {glue:text}`n_units_printed` cities (the text says {glue:text}`n_stated`, {ref}`finding <finding-agglomeration-text-against-table-design-t1-n-units>`). With one lag, nine years leave {glue:text}`usable` per city, so {glue:text}`n_stated` cities give {glue:text}`most_rows` rows at most ({ref}`finding <finding-agglomeration-observations-exceed-panel-table-1>`): either a year before the first was used, or city-years were counted and not rows of the regression. Our panel has {glue:text}`rows_panel` city-years of {glue:text}`cities_used` cities, the second reading; the regressions rest on {glue:text}`rows_used` of them. Everywhere in this part, $N$ of ours is the number of rows of the equation in levels and smaller than the printed one for this reason.
#
# **Tests.** Ours are the results of one draw of the errors and have no reason to equal the printed p-values. What a reader would need to judge the printed ones, the number of instruments and the first-order test, the paper does not print ({ref}`finding <finding-agglomeration-tests-not-printed-gmm>`). Our reading has {glue:text}`instruments` instruments for {glue:text}`parameters` parameters.
#
# ## Standard deviations are not per cent
#
# All variables are standardised: a coefficient says by how many standard deviations the outcome moves with one standard deviation of the regressor. The text says that one percentage point more agglomeration raises exports by {glue:text}`says_agglomeration` %, and one less of unemployment by {glue:text}`says_unemployment` % ({ref}`finding <finding-agglomeration-standardised-percent-t1-value-agglomeration-effect>`). {numref}`agglomeration-per-cent` turns the coefficients back. With logarithms on both sides, $\beta\, s_y / s_x$ is an elasticity. $s_y$, the standard deviation of the logarithm of exports, the paper does not print; where exports are drawn it is whatever the draw was given, so the table has several. (In the panel as drawn it happens to be {glue:text}`sd_drawn`, nearly that of agglomeration, which would make the elasticity equal to the coefficient by accident.) The range is ours: at {glue:text}`spread_first` exports would be about as unequal as populations, whose logarithm has {glue:text}`sd_agglomeration`, with {glue:text}`largest_first` % of a year's exports from one city; at {glue:text}`spread_last` it would be {glue:text}`largest_last` %.
#
# How unemployment enters is a reading, too. The text says that the registered rate was computed, centred and standardised; that it is in logarithms only its symbol says. The table has both.

# %% tags=["hide-input"]
tried = effects.spreads(panel, track)
meant = effects.in_per_cent(panel, tried)
chapter.table(
    "per_cent",
    tables.per_cent(meant),
    caption="What the text reads, and what it means",
    note="Per cent of export value for one per cent more agglomeration, or one percentage point less unemployment, at standard deviations (s.d.) of the logarithm of export value; the s.d. at which the text is right. Of agglomeration the s.d. is real, of unemployment drawn.",
    printed=True,
)

# %% tags=["remove-cell"]
reads = meant.reset_index("claim", drop=True).set_index("term", append=True)
first = reads.loc[(effects.LOG, effects.AGGLOMERATION)]
least, most = first[tried[0]], first[tried[-1]]
chapter.say("spread_first", tried[0], "{:.3g}")
chapter.say("spread_last", tried[-1], "{:.3g}")
chapter.say("sd_drawn", panel["ln_value"].std(), "{:.2f}")
if planted is not None:
    chapter.holds("drawn exports vary as agglomeration does",
                  abs(panel["ln_value"].std() - first["sd_x"]) < 0.05)  # fmt: skip
chapter.say("largest_first", 100 * samples.largest_share(panel, tried[0]), "{:.0f}")
chapter.say("largest_last", 100 * samples.largest_share(panel, tried[-1]), "{:.0f}")
chapter.say("says_agglomeration", first["says"], "{:.0f}")
chapter.say("b_agglomeration", first["coef"], "{:.3f}")
chapter.say("sd_agglomeration", first["sd_x"], "{:.2f}")
chapter.say("factor", np.exp(first["sd_x"]), "{:.1f}")
chapter.say("means_first", least, "{:.2f}")
chapter.say("means_last", most, "{:.2f}")
chapter.say("sd_needed", first["needed"], "{:.0f}")
chapter.say("too_large_least", first["says"] / most, "{:.0f}")
chapter.say("too_large_most", first["says"] / least, "{:.0f}")
chapter.holds("the text's per cent is more than ten times too large at every deviation",
              first["says"] > 10 * most)  # fmt: skip
chapter.holds("no logarithm of exports varies that much", first["needed"] > 50)
chapter.say("says_unemployment", reads.loc[(effects.LOG, "ln_unemployment"), "says"], "{:.2f}")
for read in (effects.LOG, effects.RATE):
    one = reads.loc[(read, "ln_unemployment")]
    chapter.say(f"unemployment_{read}_first", one[tried[0]], "{:.1f}")
    chapter.say(f"unemployment_{read}_last", one[tried[-1]], "{:.1f}")
    chapter.say(f"unemployment_{read}_needed", one["needed"], "{:.2f}")
    chapter.say(f"unemployment_{read}_sd", one["sd_x"], "{:.2f}")
    chapter.holds(f"unemployment as {read}: what would make the text right is possible",
                  0.3 < one["needed"] < 5)  # fmt: skip

# %% [markdown]
# One standard deviation of agglomeration is {glue:text}`sd_agglomeration` log points in the real figures: a city {glue:text}`factor` times as large. It goes with {glue:text}`b_agglomeration` standard deviations of the logarithm of exports, so one per cent more people go with {glue:text}`means_first` to {glue:text}`means_last` % more exports over the range of the table, and the text's number is {glue:text}`too_large_least` to {glue:text}`too_large_most` times too large. *That agglomeration is misread does not hang on our draw*: for the text to be right, the logarithm of export value would have to vary with a standard deviation of {glue:text}`sd_needed`.
#
# Of unemployment this cannot be said. One percentage point less means {glue:text}`unemployment_logarithm_first` to {glue:text}`unemployment_logarithm_last` % more exports if the variable is a logarithm, {glue:text}`unemployment_rate_first` to {glue:text}`unemployment_rate_last` % if it is the rate, where the text has {glue:text}`says_unemployment` %. With the drawn unemployment here (a standard deviation of {glue:text}`unemployment_logarithm_sd` in logarithms, {glue:text}`unemployment_rate_sd` percentage points as a rate) the text would be right at a standard deviation of {glue:text}`unemployment_logarithm_needed` or {glue:text}`unemployment_rate_needed` of the logarithm of exports, which may be. The text has read off a coefficient, and whether its number comes near by accident is decided by two standard deviations that only the owner of the data knows: *undecidable*.
#
# And the coefficient of $a$ in {eq}`eq-agglomeration-baseline` is no effect of agglomeration as such, but its effect in a city with *average* resilience and productivity: the products make it
#
# $$
# \frac{\partial y}{\partial a} = \alpha_2 + \alpha_5\, k_r\, r + \alpha_6\, k_s\, s , \qquad k_m = \frac{\sigma_a\, \sigma_m}{\sigma_{am}} .
# $$ (eq-agglomeration-marginal)
#
# {numref}`agglomeration-marginal` draws it with the printed coefficients and nothing else. The factors $k$, which the standardised products bring in through the standard deviations $\sigma$ of the variables and of their products, are not printed; the figure has them at one, which they are if the moderator is independent of agglomeration.

# %% tags=["hide-input"]
lines = effects.marginal(np.linspace(-2, 2, 41))
axes = {"resilience": "resilience, s.d.", "productivity": "productivity, s.d."}
fig, alt = plots.marginal(lines, axes)
chapter.figure(
    "marginal",
    fig,
    caption="The effect of agglomeration, printed coefficients",
    alt=alt,
    track="public",
    data=[record.FILE],
    note="Standard deviations of the outcome for one of agglomeration; the moderators in standard deviations from their means. Factors $k$ of one.",
)

# %% tags=["remove-cell"]
at_low = lines[(lines["at"] == -2) & (lines["moderator"] == "productivity")].set_index("outcome")
least, largest = at_low["effect"] / at_low["se_high"], at_low["effect"] / at_low["se_low"]
chapter.holds("two standard deviations below the mean the sign is sure for value alone",
              list(least.index[least < -1.96]) == ["value"])  # fmt: skip
chapter.say("z_value", -least["value"], "{:.1f}")
for outcome in ("varieties", "destinations"):
    chapter.say(f"z_least_{outcome}", -least[outcome], "{:.1f}")
turns = effects.turning()
at, below_zero = turns["at"]["productivity"], turns["below"]["productivity"]
for outcome in at.index:
    chapter.say(f"turns_{outcome}", -at[outcome], "{:.2f}")
    chapter.say(f"negative_{outcome}", 100 * below_zero[outcome], "{:.0f}")
chapter.holds(
    "the effect turns negative within two standard deviations for every outcome", at.between(-2, 0).all()
)
scales = {name: effects.scale(panel, name) for name in effects.MODERATORS}
moved = (effects.turning(scales)["at"] - turns["at"])["productivity"].abs().max()
chapter.say("scale_low", min(scales.values()), "{:.2f}")
chapter.say("scale_high", max(scales.values()), "{:.2f}")
chapter.say("scale_moves", moved, "{:.2f}")
chapter.holds("the factors of this panel hardly move where the effect turns", moved < 0.1)

# %% [markdown]
# The bands are the widest that any correlation of the two estimates allows, which the paper does not print. By the paper's own coefficients agglomeration *lowers* export value where productivity is more than {glue:text}`turns_value` standard deviations below the mean; of a normal variable {glue:text}`negative_value` % lies there. For destinations it does so from {glue:text}`turns_destinations` below on ({glue:text}`negative_destinations` %), for the number of products from {glue:text}`turns_varieties` ({glue:text}`negative_varieties` %). With the factors $k$ of the panel of this chapter, {glue:text}`scale_low` and {glue:text}`scale_high`, these places move by {glue:text}`scale_moves` at most. Two standard deviations below the mean the effect on value is negative whatever the correlation ($z$ of {glue:text}`z_value` at least, in absolute size); for varieties and destinations the sign rests on it (at least {glue:text}`z_least_varieties` and {glue:text}`z_least_destinations`). The text speaks of agglomeration as a force that raises exports, and of the products as channels that add to it. An equation with products says both or neither {cite:p}`brambor2006understanding`.
#
# ## Two channels, and which is stronger
#
# That the coefficient of a product is the strength of a channel is the paper's reading, not a property of the equation: by the chain rule a channel is the response of resilience to agglomeration times the effect of resilience, and the paper has no equation for the first ({ref}`finding <finding-agglomeration-derivation-2-interaction-read-as-a-channel>`, {doc}`02_theory`). But even as it stands, is the coefficient with productivity larger than that with resilience? {numref}`agglomeration-channels` tests it on the printed numbers. The two come from one regression, and their correlation is not printed; the table has the smallest and the largest $z$ that any correlation allows.

# %% tags=["hide-input"]
gaps = record.channel_gaps()
chapter.table(
    "channels",
    tables.channel_gaps(gaps.loc[["table_1"]], names),
    caption="Productivity less resilience, printed coefficients",
    track="public",
    note="From the printed coefficients and standard errors alone: $z$ for a correlation of the two estimates of −1 and of 1.",
    data=[record.FILE],
)

# %% tags=["remove-cell"]
chapter.say("gaps_all", len(gaps))
chapter.say("gaps_never", int((gaps["z_high"] < 1.645).sum()))
chapter.say("gaps_always", int((gaps["z_low"] > 1.645).sum()))
chapter.holds("the productivity interaction is the larger in every printed column", (gaps["gap"] > 0).all())
chapter.holds(
    "in table 1 value and destinations cannot differ at 10 %",
    (gaps.loc["table_1", "z_high"][["(1)", "(3)"]] < 1.645).all(),
)
chapter.say("text_productivity", record.stated("t1-value-productivity-coef"), "{:.4f}")
chapter.say("text_resilience", record.stated("t1-value-resilience-coef"), "{:.4f}")

# %% [markdown]
# It is the larger one in all {glue:text}`gaps_all` columns of tables 1 to 8. In {glue:text}`gaps_never` of them no correlation whatever makes the difference significant at 10 %, among them value and destinations in table 1 ({ref}`finding <finding-agglomeration-ranking-not-distinguishable-table-1>`); in {glue:text}`gaps_always` it is significant whatever the correlation. A sign that is always the same is some evidence even where no single difference is significant; but the columns are no {glue:text}`gaps_all` independent samples.
#
# The text compares the main effects too, and there it exchanges the two numbers: it gives productivity {glue:text}`text_productivity` and resilience {glue:text}`text_resilience`, and calls the first the larger ({ref}`finding <finding-agglomeration-text-against-table-t1-value-productivity-coef>`, {ref}`finding <finding-agglomeration-text-against-text-t1-value-main-order-numbers>`).
#
# ## Recovery
#
# The check of the code: {glue:text}`draws` panels are drawn anew, cities and population kept, and every regression of table 1 is run on each. {numref}`agglomeration-recovery-1` has what was planted, the estimate on the panel of this chapter, the mean over the draws with its Monte Carlo error, their standard deviation beside the mean of the reported standard errors, and how often the 95 % interval holds what was planted. The other tables have the same in their chapters, and {doc}`10_verdict` collects all columns.

# %% tags=["hide-input"]
fresh = recovering.fresh(columns, draws, seed)
recovered = None if planted is None else recovering.beside(fresh, found)
chapter.table(
    "recovery_1",
    tables.recovery(recovered, tables.CORE, names),
    caption="Planted and recovered, table 1",
    tidy=recovering.rows(recovered, "recovery_1"),
    note="The file behind the table has all terms. Mean of the draws with its Monte Carlo error, their standard deviation, mean standard error, share of 95 % intervals that hold what was planted.",
)

# %% [markdown]
# {numref}`agglomeration-bias-1` has the bias of the core terms in its own size and as a part of what is planted. Other chapters refer to it, because it is the longest run.

# %% tags=["hide-input"]
bias = recovering.biases(fresh)
chapter.table(
    "bias_1",
    tables.biases(bias.loc[["table_1"]], tables.CORE, names),
    caption="Bias of system GMM, table 1",
    tidy=recovering.rows(fresh, "bias_1"),
    note="Mean of the estimates less what is planted; its Monte Carlo error in parentheses.",
    track="semi_synthetic",
)

# %% tags=["remove-cell"]
chapter.say("draws", draws)
worst = bias.loc[("table_1", "(1)", "ln_productivity")]
chapter.say("size_productivity", worst["bias"], "{:.3f}")
chapter.say("size_error", worst["error"], "{:.3f}")
chapter.say("size_value_low", 100 * (worst["bias"] - 2 * worst["error"]) / worst["planted"], "{:.0f}")
chapter.say("size_value_high", 100 * (worst["bias"] + 2 * worst["error"]) / worst["planted"], "{:.0f}")
core_1 = bias.loc[("table_1", "(1)")]
chapter.say("size_z", worst["z"], "{:.1f}")
for key, term in {
    "lag": "lag_outcome",
    "resilience": "ln_resilience",
    "ar": "agglomeration_x_resilience",
}.items():
    chapter.say(f"bias_of_{key}", core_1.loc[term, "bias"], "{:+.3f}")
    chapter.say(f"z_of_{key}", core_1.loc[term, "z"], "{:.1f}")
chapter.say("part_resilience", 100 * core_1.loc["ln_resilience", "part"], "{:.0f}")
chapter.holds("resilience and its product are too large in every column",
              bias.loc["table_1"].loc[lambda one: one.index.get_level_values("term").isin(
                  ("ln_resilience", "agglomeration_x_resilience")), "bias"].min() > 0)  # fmt: skip
others = 100 * bias["part"].xs("ln_productivity", level="term").loc["table_1"][["(2)", "(3)"]]
chapter.say("size_percent_low", others["(2)"], "{:.0f}")
chapter.say("size_percent_high", others["(3)"], "{:.0f}")
chapter.holds("productivity is biased by more than a tenth of what is planted, beyond chance",
              worst["part"] > 0.1 and worst["z"] > 4)  # fmt: skip
if recovered is not None:
    away = ((recovered["mc_mean"] - recovered["planted"]) / recovered["mc_sd"]).loc["table_1"]
    chapter.say("bias_productivity", away.xs("ln_productivity", level="term").max(), "{:.1f}")
    chapter.say("bias_lag", -away.xs("lag_outcome", level="term").min(), "{:.1f}")
    chapter.say(
        "covered_productivity", 100 * recovered["covered"].xs("ln_productivity", level="term").min(), "{:.0f}"
    )
    chapter.say("covered_lag", 100 * recovered["covered"].xs("lag_outcome", level="term").min(), "{:.0f}")
    controls = [term for term in columns[0].terms if term not in tables.CORE]
    theirs = recovered[recovered.index.get_level_values("term").isin(controls)]
    chapter.say("z_controls", theirs["z"].abs().max(), "{:.1f}")
    chapter.say("covered_controls", 100 * theirs["covered"].mean(), "{:.0f}")
    chapter.say("se_ratio", (recovered["mean_se"] / recovered["mc_sd"]).median(), "{:.2f}")
    exogenous = recovering.panels(draws, seed, exhibits=("table_1",), response=0.0)
    alone = recovering.estimates(exogenous, columns[:1])
    mild = recovering.ranges(alone, tables.CORE).set_index("term")
    mild_bias = mild["mean"] - mild["planted"]
    z_mild = (mild_bias / mild["error"]).abs()
    chapter.say("mild_productivity", mild_bias["ln_productivity"], "{:.3f}")
    chapter.say("mild_error", mild.loc["ln_productivity", "error"], "{:.3f}")
    chapter.say("z_mild_productivity", z_mild["ln_productivity"], "{:.1f}")
    chapter.say("z_mild_others", z_mild.drop("ln_productivity").max(), "{:.1f}")
    drawn = synthetic.draw(exhibits=("table_1",))
    knows = answers.known(drawn)["shock"]
    chapter.say("knows_shock", knows, "{:.2f}")
    chapter.holds(
        "agglomeration answers no shock", abs(knows) < 4 / (len(panel) - panel["city_code"].nunique()) ** 0.5
    )
    chapter.say("rejects", 100 * recovered["rejects"].mean(), "{:.1f}")
    chapter.say("hansen_home", below["hansen"]["table_1", "(1)"], "{:.3f}")
    chapter.holds("without an answer to the shock every core term lies within four Monte Carlo errors",
                  z_mild.max() < 4)  # fmt: skip
    chapter.holds("without an answer to the shock the bias of productivity is less than half",
                  abs(mild_bias["ln_productivity"]) < worst["bias"] / 2)  # fmt: skip
    chapter.holds("controls come back within four Monte Carlo errors", theirs["z"].abs().max() < 4)
    chapter.holds("productivity is biased upwards, the lag downwards",
                  away.xs("ln_productivity", level="term").min() > 0.1
                  and away.xs("lag_outcome", level="term").max() < 0)  # fmt: skip

# %% [markdown]
# The controls come back within {glue:text}`z_controls` Monte Carlo errors, and the 95 % intervals hold what was planted in {glue:text}`covered_controls` % of the draws. The endogenous terms do so less well: at worst productivity is estimated too large by {glue:text}`bias_productivity` and the lag too small by {glue:text}`bias_lag` standard deviations of the estimate, and their intervals hold what was planted in {glue:text}`covered_productivity` % and {glue:text}`covered_lag` %. For export value productivity is too large by {glue:text}`size_productivity` (Monte Carlo error {glue:text}`size_error`, $z$ {glue:text}`size_z`), by two such errors either way between {glue:text}`size_value_low` and {glue:text}`size_value_high` % of its coefficient, for the other two outcomes by {glue:text}`size_percent_low` and {glue:text}`size_percent_high` %. Resilience is too large as well, by {glue:text}`part_resilience` % of its coefficient for export value ({glue:text}`bias_of_resilience`, $z$ {glue:text}`z_of_resilience`), its product with agglomeration a little ({glue:text}`bias_of_ar`, $z$ {glue:text}`z_of_ar`); the lag is off by {glue:text}`bias_of_lag` ($z$ {glue:text}`z_of_lag`). The reported standard errors are right on average ({glue:text}`se_ratio` times the standard deviation of the draws); what is left is bias. Most of that of productivity goes with its answer to the shock: where the regressors are drawn so that none answers the shock of its year, it is {glue:text}`mild_productivity` (Monte Carlo error {glue:text}`mild_error`, $z$ {glue:text}`z_mild_productivity`), less than half, but not for certain zero at this number of draws. The other core terms then lie within {glue:text}`z_mild_others` Monte Carlo errors of what was planted. Productivity was drawn to answer the shock upwards, and instruments of moderate strength leave a part of that in the estimate. Agglomeration is real and answers no drawn shock (its change has a correlation of {glue:text}`knows_shock` with it), so that its own coming back says nothing of an agglomeration that exports drive; {doc}`03_data_model` draws one.
#
# Hansen's test rejects the instruments, all valid by construction, in {glue:text}`rejects` % of the draws at 5 %. On the panel of this chapter its p for export value is {glue:text}`hansen_home`: one draw is one draw.
#
# ## Exercises
#
# :::{admonition} Exercise 1: without centring
# :class: exercise
# Make the products of the variables as they are in place of the centred ones, standardise, and estimate column (1) again (`effects.uncentred(panel, columns[0])`, where `effects` is `lib.studies.agglomeration_effects`). Which coefficients change? Does the paper's reason for centring, collinearity, hold?
# :::
#
# :::{dropdown} Solution
# {numref}`agglomeration-uncentred` has both. The $t$ of the products hardly move ({glue:text}`t_ar_centred` and {glue:text}`t_ar_plain` with resilience, {glue:text}`t_ap_centred` and {glue:text}`t_ap_plain` with productivity): the product of the variables as they are is that of the centred ones plus multiples of its factors, so that in units of the variables its coefficient would be the same but for the instruments. But the *standardised* coefficient of the product goes from {glue:text}`b_ar_centred` to {glue:text}`b_ar_plain` and from {glue:text}`b_ap_centred` to {glue:text}`b_ap_plain`, because the uncentred product varies more, and that of agglomeration becomes {glue:text}`b_a_plain`, its effect where the logarithms of resilience and productivity are zero. So the sizes that the paper compares as strengths of channels hang on an innocent step. Collinearity is no reason for it: correlations with the products fall from {glue:text}`r_plain` to {glue:text}`r_centred` at most, and the fit and the test of the products stay what they were.
# :::

# %% tags=["hide-cell"]
uncentred = effects.uncentred(panel, columns[0])
for way, words in {"centred": "centred", "plain": "as they are"}.items():
    for key, term in {"ar": "agglomeration_x_resilience", "ap": record.PRODUCTIVITY}.items():
        chapter.say(f"t_{key}_{way}", uncentred.loc[term, f"{words}: t"], "{:.1f}")
        chapter.say(f"b_{key}_{way}", uncentred.loc[term, f"{words}: coefficient"], "{:.2f}")
    chapter.say(f"r_{way}", uncentred[f"{words}: r"].max(), "{:.2f}")
chapter.say("b_a_plain", uncentred.loc["ln_agglomeration", "as they are: coefficient"], "{:.2f}")
chapter.table(
    "uncentred",
    uncentred.rename(index=tables.term),
    caption="Table 1 (1), products centred or not",
    formats="{:.3f}",
    note="Coefficients between standardised variables; r: largest correlation of the variable with another product.",
)

# %% [markdown]
# :::{admonition} Exercise 2: in the long run
# :class: exercise
# With $\alpha_1$ of the outcome carried over, a lasting change of agglomeration has the effect $\alpha_2 / (1 - \alpha_1)$ in the end. Compute it with a standard error by the delta method from our estimates. How much of the long-run effect is there in the first year?
# :::
#
# :::{dropdown} Solution
# {numref}`agglomeration-long-run` has it. By the printed numbers {glue:text}`first_year` % of the effect on export value is there in the first year: exports of cities are far less persistent in this paper than trade usually is. With a lag coefficient that small one may ask what the dynamic model is for; with effects of cities in the error, a system GMM that finds so little persistence in a variable as persistent as exports is itself a finding to explain.
# :::

# %% tags=["hide-cell"]
long_run = effects.long_run(found, printed)
chapter.say("first_year", 100 * (1 - printed.loc[("table_1", "(1)", "lag_outcome"), "coef"]), "{:.0f}")
chapter.table(
    "long_run",
    long_run.set_index(long_run.index.map(lambda key: names[key]).rename("column")),
    caption="Long-run effect of agglomeration",
    formats="{:.3f}",
    printed=True,
)
