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
# # Resilience measured three ways
#
# Resilience is the paper's {cite:p}`agglomeration_exports` least tangible variable, so it measures it three times: by growth relative to 2008 (table 1), by unemployment (table 2) and by a moving average of three years (table 3). This chapter runs tables 2 and 3, asks what the three measures share, and shows what the first does to its own instruments.
#
# :::{admonition} Kind of result
# :class: note
# Track `semi_synthetic`: real cities and population, drawn outcomes with the printed coefficients planted, an outcome of its own for each table ({doc}`03_data_model`). A check of the code and an illustration of the methods, no evidence on the paper.
# :::

# %% tags=["parameters"]
track = "semi_synthetic"
seed = 2017
draws = 100  # of the panel, for the base year and the recovery

# %% tags=["hide-input"]
import pandas as pd

from lib import audit, chapters, panels
from lib.exhibits import Chapter
from lib.exhibits import agglomeration_plots as plots
from lib.exhibits import agglomeration_results as tables
from lib.panels.agglomeration import RESILIENCE
from lib.panels.agglomeration_columns import printed_columns
from lib.studies import agglomeration as study
from lib.studies import agglomeration_printed as record
from lib.studies import agglomeration_recovery as recovering
from lib.studies import agglomeration_resilience as measures

chapter = Chapter(
    "agglomeration/05_resilience", track=track, home="semi_synthetic", varied=(seed, draws) != (2017, 100)
)
panel = panels.load("agglomeration", track)
printed, sizes = record.estimates(), record.sizes()
planted = recovering.planted(track)
findings = {one.id for one in audit.audit("agglomeration")}

# %% [markdown]
# ## Table 2: unemployment
#
# The registered unemployment rate takes the place of resilience, with the opposite sign: less unemployment, more resilience ({numref}`agglomeration-table-2`, {numref}`agglomeration-effects-2`, {numref}`agglomeration-table-2-tests`).

# %% tags=["hide-input"]
columns_2 = printed_columns("table_2")
names_2 = study.names(columns_2)
found_2 = study.estimate_all(panel, columns_2)
rows_2 = study.tidy(found_2, track)
chapter.table(
    "table_2",
    tables.side_by_side(
        printed, study.estimates(found_2), names_2, tables.coefficient_verdicts(rows_2, track)
    ),
    caption="Unemployment for resilience, printed and computed",
    tidy=rows_2,
    original="Table 2",
    note="In parentheses standard errors, ours two-step with Windmeijer's correction; \\* 10 %, \\*\\* 5 %, \\*\\*\\* 1 %. Unemployment: 城市失业率.",
)

# %% tags=["hide-input"]
fig, alt = plots.coefficients(study.comparison(found_2, planted), names_2)
chapter.figure(
    "effects_2",
    fig,
    caption="Table 2, printed and estimated",
    alt=alt,
    printed=True,
)

# %% tags=["hide-input"]
chapter.table(
    "table_2_tests",
    tables.tests(sizes, study.tests(found_2), names_2, study.shares(planted)),
    caption="Table 2, observations and tests",
)

# %% [markdown]
# ## Table 3: a moving average
#
# Here resilience is a moving average of three years; of what, and over which three, the paper does not say ({numref}`agglomeration-table-3`, {numref}`agglomeration-effects-3`, {numref}`agglomeration-table-3-tests`).

# %% tags=["hide-input"]
columns_3 = printed_columns("table_3")
names_3 = study.names(columns_3)
found_3 = study.estimate_all(panel, columns_3)
rows_3 = study.tidy(found_3, track)
chapter.table(
    "table_3",
    tables.side_by_side(
        printed, study.estimates(found_3), names_3, tables.coefficient_verdicts(rows_3, track)
    ),
    caption="A moving average, printed and computed",
    tidy=rows_3,
    original="Table 3",
    note="As table 2; m. a.: moving average of three years, 三年滑动平均.",
)

# %% tags=["hide-input"]
fig, alt = plots.coefficients(study.comparison(found_3, planted), names_3)
chapter.figure(
    "effects_3",
    fig,
    caption="Table 3, printed and estimated",
    alt=alt,
    printed=True,
)

# %% tags=["hide-input"]
chapter.table(
    "table_3_tests",
    tables.tests(sizes, study.tests(found_3), names_3, study.shares(planted)),
    caption="Table 3, observations and tests",
)

# %% tags=["remove-cell"]
both = pd.concat([study.comparison(found_2, planted), study.comparison(found_3, planted)])
off = both["off"].abs()
chapter.say("draws", draws)
chapter.say("n_coefficients", len(off))
chapter.say("n_inside", int((off < 1.96).sum()))
chapter.say("furthest", off.max(), "{:.1f}")
chapter.holds("every coefficient lies within four standard errors of what is planted", off.max() < 4)
chapter.say("same_n", f"{int(sizes['n']['table_3', '(1)']):,}")
chapter.holds(
    "tables 1 to 3 print one number of observations",
    len(set(sizes["n"].loc[["table_1", "table_2", "table_3"]])) == 1,
)
for name in (
    "constant-by-definition:resilience-in-its-base-year",
    "same-n-everywhere:n-2337",
    "repeated-estimate:table-1-table-3",
    "repeated-estimate:table-2-table-3",
    "standardised-constant:table-2",
    "standardised-constant:table-3",
):
    chapter.holds(f"the audit still finds {name}", name in findings)

# %% [markdown]
# Of the {glue:text}`n_coefficients` coefficients of both tables {glue:text}`n_inside` lie within 1.96 of their standard errors of what was planted, the furthest at {glue:text}`furthest`. All three measures leave the same {glue:text}`same_n` observations in print ({ref}`finding <finding-agglomeration-same-n-everywhere-n-2337>`). A moving average over the past loses the first two years of each city, unless growth before the sample is used; the paper does not say.
#
# ## Do the measures measure one thing?
#
# A change of measure tests robustness if the measures are different readings of one thing. {numref}`agglomeration-measures` has their correlations in this panel, between cities and within them over time. Here they are drawn, so that the table shows what an owner of the data should look at first, not what it looks like.

# %% tags=["hide-input"]
chapter.table(
    "measures",
    measures.correlations(panel, RESILIENCE).rename(index=tables.term, columns=tables.term),
    caption="Correlations of the three measures",
    formats="{:.2f}",
)

# %% [markdown]
# ## A base year that looks ahead
#
# Resilience is $r_{ct} = g_{ct} - g_{c,2008}$, growth less that of 2008, made an index (we read: its exponential, whose logarithm is the difference again). Three things follow before any data.
#
# - In 2008 it is the same number for every city ({ref}`finding <finding-agglomeration-constant-by-definition-resilience-in-its-base-year>`), so in the year of the shock itself the measure says nothing.
# - In differences the base year drops out, but for what the index and the logarithm make of it: $\Delta r_{ct} = \Delta g_{ct}$. What the differenced equation compares is growth, not resilience against 2008. Only the level equation sees the base year, and there it is a constant of the city, which is correlated with the effect $\mu_c$ for good reasons.
# - **Its lags are no valid instruments.** For years before 2008, $r$ holds the growth of a *later* year. The differenced equation of 2008 has the error $\varepsilon_{c,2008} - \varepsilon_{c,2007}$ and the instrument $r_{c,2006} = g_{c,2006} - g_{c,2008}$; if growth responds to a shock to exports in the same year, which is the reason to instrument it, the two are correlated. The same holds in 2009.
#
# In the main panel growth of 2008 is drawn so that it does not answer the shock of that year, since otherwise nothing could be recovered. {numref}`agglomeration-base-year` lets it.

# %% tags=["hide-input"]
ahead = measures.base_year(printed_columns("table_1")[0], draws, seed)
chapter.table(
    "base_year",
    tables.base_year(ahead),
    caption="Growth of 2008 that answers its shock",
    note="Table 1 (1), system GMM: mean over the draws, Monte Carlo error in parentheses; difference draw by draw, on the same seeds. Rejects: draws in which Hansen's test rejects at 5 %.",
    track="semi_synthetic",
)

# %% tags=["remove-cell"]
means = ahead.set_index(["term", "sample"])
moved = ahead.drop_duplicates("term").set_index("term")
z = moved["moved"] / moved["moved error"]
surest = z.abs().idxmax()
chapter.say("moved_most", moved["moved"].abs().max(), "{:.4f}")
chapter.say("surest", tables.term(surest))
chapter.say("surest_moved", moved.loc[surest, "moved"], "{:+.4f}")
chapter.say("surest_error", moved.loc[surest, "moved error"], "{:.4f}")
chapter.say("surest_z", z[surest], "{:.1f}")
chapter.say(
    "surest_part",
    100 * abs(moved.loc[surest, "moved"]) / means["planted"].xs(surest, level="term").iloc[0],
    "{:.0f}",
)
rejects = means["rejects"].groupby("sample").first()
chapter.say("reject_quiet", 100 * rejects[measures.QUIET], "{:.0f}")
chapter.say("reject_answers", 100 * rejects[measures.ANSWERS], "{:.0f}")
chapter.holds("the base year moves the estimates little here", moved["moved"].abs().max() < 0.05)
chapter.holds("but one of them beyond chance", z.abs().max() > 2)

# %% [markdown]
# Here the fault is there and costs little. Both kinds of panel are drawn from the same seeds, so that the difference can be taken draw by draw: {glue:text}`surest` moves by {glue:text}`surest_moved` (Monte Carlo error of the paired difference {glue:text}`surest_error`, $z$ {glue:text}`surest_z`), {glue:text}`surest_part` % of what is planted, and no mean by more than {glue:text}`moved_most`. It is little because the instruments are collapsed over all years and only two of them are touched, and because a growth rate has much else in it. It also goes unseen: Hansen's test rejects in {glue:text}`reject_quiet` % of the draws without and in {glue:text}`reject_answers` % with the fault. An invalid instrument that is weakly invalid is neither a catastrophe nor something a test finds. With a base year *before* the sample nobody would have to ask.
#
# ## Coefficients that do not move at all
#
# When a regressor and a product are exchanged for others, all coefficients of the regression change, if only in the third digit. {numref}`agglomeration-repeats` counts the pairs of coefficient and standard error that two printed tables have in common to every printed digit, beside ours, rounded to the same three digits ({ref}`finding <finding-agglomeration-repeated-estimate-table-1-table-3>`, {ref}`finding <finding-agglomeration-repeated-estimate-table-2-table-3>`).

# %% tags=["hide-input"]
counts = measures.repeats(panel, [*printed_columns("table_1"), *columns_2, *columns_3])
chapter.table(
    "repeats",
    counts,
    caption="Estimates that two tables share to every digit",
    note="Ours: the same outcome in each table, that of table 1, with the table's measure of resilience.",
    data=[record.FILE],
)

# %% tags=["remove-cell"]
chapter.say("repeats_printed", int(counts["printed"].sum()))
chapter.say("repeats_ours", int(counts["ours"].sum()))
chapter.say("compared", int(counts["compared"].sum()))
repeated = record.repeats(("table_2", "table_3"))
chapter.holds(
    "a coefficient of an interaction is among the repeated ones",
    record.PRODUCTIVITY in repeated.index.get_level_values("term"),
)
same = printed.loc[("table_2", "(2)", record.PRODUCTIVITY)]
chapter.say("same_coef", same["printed"])
chapter.say("same_se", same["printed_se"])

# %% [markdown]
# The paper has {glue:text}`repeats_printed` such pairs among {glue:text}`compared`, our panel {glue:text}`repeats_ours`. Most are controls, whose coefficients a well-behaved panel may move little; but one is the product with productivity in the regressions on varieties, {glue:text}`same_coef` ({glue:text}`same_se`) in both tables, the channel that the paper is about. Either the moving average and unemployment are so nearly the same that nothing moves, which the other coefficients rule out, or numbers were carried over from one table to the other.
#
# The constants of both tables do not fit either: with every variable standardised they should be near zero, and in table 2 they are up to {glue:text}`constant_z` standard errors from it ({ref}`finding <finding-agglomeration-standardised-constant-table-2>`, {ref}`finding <finding-agglomeration-standardised-constant-table-3>`). Ours lie at {glue:text}`constant_ours` at most.

# %% tags=["remove-cell"]
theirs = printed.loc[["table_2", "table_3"]].xs("constant", level="term")
mine = pd.concat([study.estimates(one) for one in (found_2, found_3)]).xs("constant", level="term")
chapter.say("constant_z", (theirs["coef"] / theirs["se"]).loc["table_2"].abs().max(), "{:.1f}")
chapter.say("constant_ours", mine["coef"].abs().max(), "{:.2f}")

# %% [markdown]
# ## Recovery
#
# {numref}`agglomeration-recovery-2-3` has the lag of the outcome and both products over {glue:text}`draws` draws of the panel; the file behind it has all terms. As in {doc}`04_baseline` the products come back within a fraction of a standard deviation, and the lag somewhat too small. Productivity, which the table leaves out, is too large in all columns, by {glue:text}`pro_low` to {glue:text}`pro_high` % of what is planted; in table 1, for export value, it is between {glue:text}`pro_table_1_low` and {glue:text}`pro_table_1_high` % (two Monte Carlo errors either way, {numref}`agglomeration-bias-1`).

# %% tags=["hide-input"]
recovered = recovering.recovery(found_2 | found_3, [*columns_2, *columns_3], track, draws, seed)
chapter.table(
    "recovery_2_3",
    tables.recovery(recovered, tables.CHANNELS, names_2 | names_3),
    caption="Planted and recovered, tables 2 and 3",
    tidy=recovering.rows(recovered, "recovery_2_3"),
    note="Mean of the draws with its Monte Carlo error, their standard deviation, mean standard error, share of 95 % intervals that hold what was planted.",
)

# %% tags=["remove-cell"]
if recovered is not None:
    part = recovering.biases(recovered).xs("ln_productivity", level="term")
    chapter.say("pro_low", 100 * part["part"].min(), "{:.0f}")
    chapter.say("pro_high", 100 * part["part"].max(), "{:.0f}")
    chapter.holds("productivity is too large in every column", part["bias"].min() > 0)
first_table = recovering.collected([chapters.exhibit("agglomeration/04_baseline", "bias_1")])
longer = recovering.biases(first_table).loc[("table_1", "(1)", "ln_productivity")]
chapter.say("pro_table_1_low", 100 * (longer["bias"] - 2 * longer["error"]) / longer["planted"], "{:.0f}")
chapter.say("pro_table_1_high", 100 * (longer["bias"] + 2 * longer["error"]) / longer["planted"], "{:.0f}")

# %% [markdown]
# ## Exercises
#
# :::{admonition} Exercise 1: which three years?
# :class: exercise
# The moving average of three years can end in the year itself, or be centred on it. Which is a valid regressor with its second lag as instrument, if growth answers the shock of its own year? Write down the overlap of the instrument with the differenced error, then simulate: `measures.averages(draws=200, seed=seed)`, where `measures` is `lib.studies.agglomeration_resilience`.
# :::
#
# :::{dropdown} Solution
# The average that ends in $t$ has the second lag $(g_{t-2} + g_{t-3} + g_{t-4})/3$, the centred one $(g_{t-1} + g_{t-2} + g_{t-3})/3$. The differenced error is $\varepsilon_t - \varepsilon_{t-1}$, and $g_{t-1}$ answers $\varepsilon_{t-1}$: the centred average needs the third lag. {numref}`agglomeration-averages` has the estimates of a coefficient of {glue:text}`average_true`: trailing with the second lag {glue:text}`average_trailing`, centred with the second lag {glue:text}`average_centred`, centred with the third {glue:text}`average_third` (Monte Carlo errors in the table).
# :::

# %% tags=["hide-cell"]
averages = measures.averages(draws=200, seed=seed)
chapter.say("average_true", averages["true"].iloc[0], "{:.2f}")
for key, row in {"trailing": 0, "centred": 1, "third": 2}.items():
    chapter.say(f"average_{key}", averages["mean"].iloc[row], "{:.2f}")
chapter.holds(
    "only the centred average with its second lag is off",
    ((averages["mean"] - averages["true"]).abs() > 4 * averages["error"]).tolist() == [False, True, False],
)
chapter.table(
    "averages",
    averages,
    caption="A moving average and its instrument",
    formats="{:.3f}",
    track="semi_synthetic",
)

# %% [markdown]
# :::{admonition} Exercise 2: another base year
# :class: exercise
# Take growth less that of 2005 in place of 2008. What changes in the differenced equation, what in the level equation, and which lags are invalid now? No computer is needed.
# :::
#
# :::{dropdown} Solution
# Nothing changes in differences, where the base year drops out of $\Delta r$ whichever it is. In levels each city's resilience shifts by the constant $g_{c,2008} - g_{c,2005}$, which moves the coefficient of $r$ by as much as this constant goes with what the regression leaves unexplained, and the city's effect above all. As instruments, $r_{c,2003}$ and $r_{c,2004}$ hold the growth of 2005, a later year, so that the equations of 2005 (instrument $r_{c,2003}$, error $\varepsilon_{2005} - \varepsilon_{2004}$) and of 2006 ($r_{c,2004}$, error $\varepsilon_{2006} - \varepsilon_{2005}$) have an invalid instrument. A base year before the sample would have none of these faults.
# :::
