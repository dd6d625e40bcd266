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
# Section 4 of the paper {cite:p}`akyeva2026impact` matches the countries (table 2), regresses high-technology trade on the treatment (table 3), looks at the years around 2013 (figure 3), moves the date (table 4) and the treated (figure 4), and matches in three ways. This chapter goes through all of it, first on the one real outcome that comes near to the paper's: computers.
#
# :::{admonition} Kinds of result
# :class: note
# Tables and figures named *counterpart* are real and are about something else than the paper's outcome: China's exports of computers to eight of the nine countries, and its trade in all goods with all nine. They stand beside the printed numbers, are no replication, and never count. Near the end the same regressions run on the *semi-synthetic* panel, where the printed coefficients are planted in drawn outcomes: that checks the code and says nothing about the paper. With the Comtrade extract in `data/restricted` those run on the paper's own outcome ({doc}`/how_to_rerun`).
#
# Standard errors here are clustered by country. With eight or nine clusters, five of them treated, they cannot be relied on {cite:p}`cameron2015practitioner`; {doc}`06_few_treated` has the inference that so few countries allow, and whatever is called significant below is to be read there again. For this reason no coefficient of a counterpart has stars.
# :::

# %% tags=["parameters"]
track = "semi_synthetic"
seed = 2013
draws = 100  # of the drawn panel, for the recovery table

# %% tags=["hide-input"]
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd
from scipy import stats

from lib import panels, published
from lib.exhibits import Chapter
from lib.exhibits import belt_road_baseline as tables
from lib.exhibits import belt_road_baseline_plots as plots
from lib.panels.belt_road import CONTROLS, EVENT_YEAR, TREATED, YEARS
from lib.panels.belt_road_columns import BASELINE_CONTROLS, printed_columns
from lib.panels.belt_road_synthetic_noise import Noise
from lib.results import tidy_rows
from lib.studies import belt_road_baseline as baseline
from lib.studies import belt_road_computers as computers
from lib.studies import belt_road_events as events
from lib.studies import belt_road_matching as matching
from lib.studies import belt_road_own as own_panel
from lib.studies import belt_road_placebo as placebo
from lib.studies import belt_road_record as record

chapter = Chapter(
    "belt_road/04_baseline", track=track, home="semi_synthetic", varied=(seed, draws) != (2013, 100)
)
real = panels.load("belt_road", "counterpart")
printed = record.estimates()
printed_cells = published.cells("belt_road").set_index("id")
cells = printed_cells["printed"]
keys = {"paper": "belt_road", "track": "counterpart"}
OUTCOMES = {"exports": "ln_exports_baci", "imports": "ln_imports_baci", "computers": "ln_computers"}
PRINTED = {"exports": "export", "imports": "import"}
TERMS = ("bri", *BASELINE_CONTROLS)

# %% [markdown]
# ## Computers
#
# The paper's division 75 is office machines and computers. Heading 8471 of the Harmonised System, computers, is the core of it, and China's exports of it to eight of the nine countries are public ({doc}`03_design` draws them; Serbia's are not). Of {glue:text}`n_computers` country-years the source lists {glue:text}`n_listed`. The other {glue:text}`n_hidden` are known to lie below a bound ({numref}`belt-road-computers-unlisted`): it keeps an importer's largest suppliers and flows of a million dollars at least. They are no accident of the data. {glue:text}`n_hidden_before` of them fall before {glue:text}`event`, {glue:text}`n_hidden_treated` on Tajikistan and Turkmenistan.

# %% tags=["hide-input"]
hidden = computers.unlisted(real)
chapter.table(
    "computers_unlisted",
    hidden.rename(
        columns={
            "before": "before 2013",
            "after": "from 2013",
            "largest_bound": "largest bound",
            "median_listed": "median of listed",
        }
    ).rename_axis("country"),
    caption="Exports of computers known by a bound only",
    formats={"largest bound": "{:.1f}", "median of listed": "{:.1f}"},
    track="counterpart",
    note="Heading 8471 (自动数据处理设备). Number of years before and from 2013, and million US dollars.",
)

# %% tags=["remove-cell"]
frame = computers.rows(real)
chapter.say("n_computers", len(frame))
chapter.say("n_listed", int(frame["listed"].sum()))
chapter.say("n_hidden", int((~frame["listed"]).sum()))
chapter.say("n_hidden_before", int(hidden["before"].sum()))
chapter.say("n_hidden_treated", int(hidden.loc[["TJK", "TKM"], ["before", "after"]].sum().sum()))
chapter.say("event", EVENT_YEAR)
kaz = frame[frame["iso3"] == "KAZ"].set_index("year")["bound"]
chapter.say("kaz_before", kaz[2009], "{:.0f}")
chapter.say("kaz_peak", kaz[2013], "{:.0f}")
chapter.say("kaz_after", kaz[2016], "{:.0f}")
chapter.holds(
    "Kazakhstan humps in 2011 to 2014", kaz.loc[2011:2014].min() > 2 * kaz.loc[[2009, 2010, 2015, 2016]].max()
)
chapter.holds("three quarters of the hidden cells are before the event",
              hidden["before"].sum() / hidden[["before", "after"]].sum().sum() > 0.7)  # fmt: skip

# %% [markdown]
# A regression of logarithms leaves the {glue:text}`n_hidden` out, and with them the years in which trade with the poorest was smallest. Four ways to deal with it:
#
# - *Logarithms of what is listed*, least squares, which takes the rest for missing at random. (The paper fills the missing years of its own data by linear interpolation and a three-year moving average. That would put a hidden flow between years in which it was large enough to be listed.)
# - *Interval regression*: the logarithm is normal around country, year and treatment, and a flow that is not listed contributes the probability of lying below its bound (Tobin's model {cite:p}`tobin1958estimation` with a bound of its own for each cell).
# - *Poisson pseudo maximum likelihood* {cite:p}`santossilva2006log` on the flows in dollars, with zero for what is not listed, and again with the bound. As the bounds are low, whatever the flows truly are makes little difference in dollars.
#
# The other worry is Kazakhstan. Its imports of Chinese computers rise from {glue:text}`kaz_before` million dollars in 2009 to {glue:text}`kaz_peak` in 2013 and are back at {glue:text}`kaz_after` in 2016. The customs union with Russia, within which goods could travel on, began in 2010; whether these computers stayed in Kazakhstan cannot be seen. So each method runs with and without the four years of the hump, without Kazakhstan, and without Tajikistan and Turkmenistan ({numref}`belt-road-computers-estimates`, {numref}`belt-road-computers-table`).

# %% tags=["hide-input"]
found = computers.table(real)
fig, alt = plots.estimates(found)
chapter.figure(
    "computers_estimates",
    fig,
    caption="Exports of computers after 2013",
    alt=alt,
    track="counterpart",
    note="Coefficient of treated times from 2013 on, effects of country and year. Bars: 95 per cent, clustered by country, t with as many degrees of freedom as countries less one.",
)

# %% tags=["hide-input"]
chapter.table(
    "computers_table",
    tables.computers(found),
    caption="Computers: the treatment by sample and method",
    tidy=tidy_rows(found, exhibit="computers_table", **keys),
    track="counterpart",
    note="In parentheses standard errors clustered by country, which with eight countries are no measure of significance; p-values by choices of countries stand below for all eight without controls, with controls in the chapter on few treated countries. Controls: population, GDP per head, growth.",
)

# %% tags=["remove-cell"]
numbers = found.set_index(["panel", "column", "statistic"])["value"]
main = numbers.loc["all eight"].unstack()
short = dict(zip(("log", "interval", "zero", "bound"), computers.METHODS, strict=True))
for key, method in short.items():
    chapter.say(f"c_{key}", main.loc[method, "coef"], "{:.2f}")
    chapter.say(f"c_{key}_se", main.loc[method, "se"], "{:.2f}")
every = numbers.unstack("statistic")
plain = every.drop(index="with controls", level="panel")
chapter.say("n_estimates", len(every))
chapter.say("c_low", every["coef"].min(), "{:.2f}")
chapter.say("c_high", every["coef"].max(), "{:.2f}")
chapter.say("smallest_p", plain["p"].min(), "{:.2f}")
chapter.holds("no estimate without controls is significant at 10 %", plain["p"].min() > 0.1)
significant = every[every["p"] < 0.1]
chapter.holds(
    "significant at 10 % are the two Poisson estimates with controls, and these are negative",
    set(significant.index) == {("with controls", short["zero"]), ("with controls", short["bound"])}
    and (significant["coef"] < 0).all(),
)
chapter.say("c_poisson_controls", significant["coef"].min(), "{:.2f}")
chapter.say("c_poisson_controls_p", significant["p"].max(), "{:.3f}")
chapter.say("zero_no_hump", numbers["without KAZ 2011-14", short["zero"], "coef"], "{:.2f}")
chapter.say("zero_no_hump_se", numbers["without KAZ 2011-14", short["zero"], "se"], "{:.2f}")
reach = computers.extremes(real)
chapter.say("poisson_low", reach.low, "{:.2f}")
chapter.say("poisson_high", reach.high, "{:.2f}")
chapter.holds("zero and bound lie between the extremes",
              reach.low <= main.loc[[short["zero"], short["bound"]], "coef"].min()
              and main.loc[[short["zero"], short["bound"]], "coef"].max() <= reach.high)  # fmt: skip
chapter.say("drop", main.loc[short["log"], "coef"] - main.loc[short["interval"], "coef"], "{:.2f}")
chapter.holds("the interval regression is below the logs in every sample",
              (every.xs(short["interval"], level="column")["coef"] < every.xs(short["log"], level="column")["coef"]).all())  # fmt: skip
four = (frame["iso3"] == "TKM") & (frame["year"] >= EVENT_YEAR) & ~frame["listed"]
early = ~frame["listed"] & (frame["year"] < EVENT_YEAR)
for key, kept in {"without_four": frame[~four], "only_four": frame[~early]}.items():
    one = computers.estimate(kept.reset_index(drop=True), short["interval"])
    chapter.say(f"c_{key}", one.params["bri"], "{:.2f}")
    chapter.holds(f"four cells decide: {key}", (one.params["bri"] > 0.1) == (key == "without_four"))
tkm = real[real["iso3"] == "TKM"].set_index("year")
chapter.say("tkm_2015", tkm.loc[2015, "computers"] / 1e6, "{:.0f}")
chapter.say("tkm_low", frame.loc[four, "bound"].min(), "{:.1f}")
chapter.say("tkm_high", frame.loc[four, "bound"].max(), "{:.1f}")
few = computers.rows(real, computers.SAMPLES[4])
late_only = few[few["listed"] | (few["year"] >= EVENT_YEAR)].reset_index(drop=True)
logs_few = numbers["without TJK and TKM", short["log"], "coef"]
gap_all = logs_few - numbers["without TJK and TKM", short["interval"], "coef"]
gap_late = logs_few - computers.estimate(late_only, short["interval"]).params["bri"]
chapter.holds("without the two it is the controls' first years",
              gap_late < 0.3 * gap_all and not few.loc[~few["listed"], "iso3"].isin(TREATED).any())  # fmt: skip
chapter.holds(
    "they are the years from 2016 to 2019", frame.loc[four, "year"].tolist() == list(range(2016, 2020))
)
hump, late = kaz.index.isin(computers.HUMP), kaz.index >= EVENT_YEAR
lifted = {
    "before": kaz[~late].mean() / kaz[~late & ~hump].mean(),
    "after": kaz[late].mean() / kaz[late & ~hump].mean(),
}
for key, times in lifted.items():
    chapter.say(f"hump_{key}", times, "{:.1f}")
chapter.holds("the hump lifts the years before more", lifted["before"] > 2 * lifted["after"])
effect = {
    name: printed.loc[("table_3", column, "bri"), "coef"]
    for name, column in {"exports": "(3)", "imports": "(6)"}.items()
}
chapter.say("printed_exports", effect["exports"], "{:.3f}")
reaches = stats.t.ppf(0.975, frame["iso3"].nunique() - 1) * main["se"]
chapter.holds("the printed effect lies within every interval of the main sample",
              ((main["coef"] - effect["exports"]).abs() < reaches).all() and (main["coef"].abs() < reaches).all())  # fmt: skip

# %% [markdown]
# Over all eight countries the coefficient is {glue:text}`c_log` ({glue:text}`c_log_se`) in logarithms, {glue:text}`c_interval` ({glue:text}`c_interval_se`) by interval regression, and {glue:text}`c_zero` ({glue:text}`c_zero_se`) and {glue:text}`c_bound` ({glue:text}`c_bound_se`) by Poisson. Three things can be read from the table.
#
# - *Leaving out the flows that are not listed flatters the treatment*, by {glue:text}`drop` log points here, and in every sample by some. With all eight it is four cells that do it: Turkmenistan's years from 2016 to 2019, when a flow of {glue:text}`tkm_2015` million in 2015 had fallen below bounds of {glue:text}`tkm_low` to {glue:text}`tkm_high`. With these four left out and all others in, the interval regression has {glue:text}`c_without_four`; with these four in and all hidden flows before 2013 left out, {glue:text}`c_only_four`. Without Tajikistan and Turkmenistan it is the controls' first years, when they bought little. What is missing is missing because it was small (or because its reporting stopped, which the source cannot tell apart).
# - *In dollars the missing cells do not matter.* Whatever the unlisted flows are between zero and their bounds, the Poisson coefficient stays between {glue:text}`poisson_low` and {glue:text}`poisson_high`. What matters in dollars is Kazakhstan: the hump multiplies its mean of the years before 2013 by {glue:text}`hump_before` and that of the years since by {glue:text}`hump_after`, and without it the coefficient rises to {glue:text}`zero_no_hump` ({glue:text}`zero_no_hump_se`).
# - *Nothing is significant* without controls: the smallest p of the samples is {glue:text}`smallest_p`. With controls Poisson is *negative*, down to {glue:text}`c_poisson_controls`, and by clustered errors significant ($p$ {glue:text}`c_poisson_controls_p` and less). Over all choices of five of the eight countries the same coefficient has a $p$ of {glue:text}`p_controls` (the figure below is of the regressions without controls).
#
# The {glue:text}`n_estimates` estimates run from {glue:text}`c_low` to {glue:text}`c_high`. The paper's {glue:text}`printed_exports` on its own exports is inside all intervals of the main sample, and so is zero: these data neither confirm nor contradict it. They say how wide the question is open where its outcome can be looked at.
#
# {numref}`belt-road-computers-choices` shows why. It takes every choice of five of the eight countries for the treated. {glue:text}`n_choices` choices give coefficients that spread far beyond the actual one; twice the share in its tail, an exact p-value if every choice was as likely, is {glue:text}`p_log` for logarithms and {glue:text}`p_interval` for the interval regression, {glue:text}`p_zero` and {glue:text}`p_bound` for Poisson.

# %% tags=["hide-input"]
chosen = {method: computers.choices(real, method) for method in computers.METHODS}
fig, alt = plots.histograms(
    {name: one.coefs for name, one in chosen.items()},
    {name: one.coef for name, one in chosen.items()},
    {name: one.p for name, one in chosen.items()},
)
chapter.figure(
    "computers_choices",
    fig,
    caption="Computers: every choice of five treated",
    alt=alt,
    track="counterpart",
    note="Vertical line: the actual five.",
)

# %% tags=["remove-cell"]
for key, method in short.items():
    chapter.say(f"p_{key}", chosen[method].p, "{:.2f}")
with_controls = computers.choices(real, short["bound"], computers.SAMPLES[1])
chapter.say("p_controls", with_controls.p, "{:.2f}")
chapter.holds(
    "with controls Poisson is not significant at 10 % over all choices, and this is the coefficient read",
    with_controls.p > 0.1 and np.isclose(with_controls.coef, significant["coef"].min(), atol=1e-6),
)
n_choices = len(chosen[short["log"]].coefs)
chapter.say("n_choices", n_choices)
chapter.holds("every choice of five of eight is there", n_choices == comb(8, 5))
chapter.holds("no method has a p by choices below 0.5", min(one.p for one in chosen.values()) > 0.5)

# %% [markdown]
# ## What nine countries' propensity scores can do
#
# Before its regressions the paper matches: a logit of being treated on GDP per head, population and openness (trade over GDP) between 2003 and 2012, and then a *kernel* matching on its fitted probability, the propensity score {cite:p}`rosenbaum1983central`.
#
# The treatment belongs to countries. There are nine. With three covariates and a constant the logit has four parameters for nine outcomes, and {numref}`belt-road-propensity` shows what comes of that. On the nine countries' means the three covariates *separate* the treated from the controls: some combination is larger for each treated country than for each control, the likelihood rises for ever, and there is no estimate {cite:p}`albert1984existence`. The same in {glue:text}`n_years_apart` of the ten years taken alone. That is no property of these five alone: of all {glue:text}`n_126` choices of five countries these covariates separate {glue:text}`n_separable`. With so many parameters for so few countries that is what points in space do {cite:p}`cover1965geometrical`.

# %% tags=["hide-input"]
before = matching.before(real)
tried, apart = matching.attempts(before), matching.by_year(before)
chapter.table(
    "propensity",
    tables.attempts(tried, apart),
    caption="Logits of the treatment before 2013",
    formats={"pseudo R²": "{:.2f}"},
    track="counterpart",
    note="On support: treated rows whose score lies between the smallest and the largest of the controls.",
)

# %% tags=["remove-cell"]
separable, n_126 = matching.separable_choices(before)
chapter.say("n_separable", separable)
chapter.say("n_126", n_126)
chapter.say("n_years_apart", int(apart.sum()))
pooled = tried[(tried["rows"] == "country-years") & (tried["covariates"] == matching.NAMED)].iloc[0]
means = tried[tried["rows"] == "countries"]
chapter.say("pooled_on", int(pooled["on_support"]))
chapter.say("pooled_treated", int(pooled["treated"]))
chapter.say("n_rows", int(pooled["n"]))
chapter.holds("the three covariates separate the nine countries, no two of them do",
              means["separated"].tolist() == [False] * 6 + [True])  # fmt: skip
chapter.holds(
    "pooled country-years are not separated",
    not tried.loc[tried["rows"] == "country-years", "separated"].any(),
)
chapter.holds(
    "about half of the treated country-years are on the support",
    0.4 < pooled["on_support"] / pooled["treated"] < 0.6,
)
fit = matching.scores(before)
chapter.say("t_income", fit.tstats["ln_gdp_per_head"], "{:.1f}")
chapter.holds("pooled income is very significant and negative", fit.tstats["ln_gdp_per_head"] < -3)

# %% [markdown]
# An estimate exists if the ten years of each country are stacked: {glue:text}`n_rows` country-years with one score each. Income then has a $t$ of {glue:text}`t_income`. But no country changed groups in these years, so ten rows of Kazakhstan are not ten draws of a treatment: they are one, written down ten times with a little movement in the covariates. That movement is what breaks the separation, and every error and test of this logit is about something that did not happen. What the score can still do is describe: {glue:text}`pooled_on` of {glue:text}`pooled_treated` treated country-years have a score within the range of the controls. For the rest there is no comparison among the four, and no method of matching makes one.
#
# {numref}`belt-road-matched-weights` shows what matching makes of the nine. The paper names no bandwidth, no radius, no rule on common support. Here they are the bandwidth of psmatch2 {cite:p}`leuven2003psmatch2`, {glue:text}`bandwidth`, a radius of {glue:text}`radius`, and common support, choices of ours. By the mean weight of their years {glue:text}`lost` have none at all and drop out; {glue:text}`heavy` alone carries {glue:text}`heavy_share` % of the weight of the controls in the kernel matching. Without common support the nearest neighbour keeps all fifty treated rows, and gives one country-year of {glue:text}`nearest_heavy` a weight of {glue:text}`nearest_weight`.

# %% tags=["hide-input"]
matches = {name: matching.match(before, spec) for name, spec in matching.METHODS.items()}
matches["everybody"] = matching.match(before, matching.EVERYBODY)
weights = {name: matching.country_weights(before, one.weights) for name, one in matches.items()}
fig, alt = plots.weights(weights, TREATED)
chapter.figure(
    "matched_weights",
    fig,
    caption="What is left of nine countries",
    alt=alt,
    track="counterpart",
    note="Above the line the treated. Mean over 2003 to 2012 of the weights of a country's years.",
)

# %% tags=["remove-cell"]
kernel = weights[matching.MAIN]
gone = [name for name in TREATED if kernel[name] == 0]
chapter.say("lost", " and ".join({"TJK": "Tajikistan", "UZB": "Uzbekistan"}.get(name, name) for name in gone))
chapter.holds("Tajikistan and Uzbekistan drop out of all three matchings",
              all([n for n in TREATED if weights[m][n] == 0] == ["TJK", "UZB"] for m in matching.METHODS))  # fmt: skip
share = kernel[list(CONTROLS)] / kernel[list(CONTROLS)].sum()
chapter.say("heavy", "Azerbaijan")
chapter.holds("Azerbaijan is the heaviest control", share.idxmax() == "AZE")
chapter.say("heavy_share", 100 * share.max(), "{:.0f}")
chapter.holds("one control has most of the weight", share.max() > 0.5)
everybody = matches["everybody"]
top = everybody.weights[before["treated"] == 0].idxmax()
chapter.say("nearest_heavy", "Azerbaijan")
chapter.holds("the heaviest row is one of Azerbaijan", before.loc[top, "iso3"] == "AZE")
chapter.say("nearest_weight", everybody.counts["largest_weight"], "{:.0f}")
chapter.say("bandwidth", matching.BANDWIDTH)
chapter.say("radius", matching.RADIUS)

# %% [markdown]
# ## Table 2: balance
#
# The text matches on income, population and openness; the printed table tests export growth, volatility and size instead ({ref}`finding <finding-belt-road-declared-variables-covariates-of-the-propensity-score-table-2>`). {numref}`belt-road-counterpart-table-2` has both kinds on the counterpart, exports of all goods by BACI, kernel matching. Growth is the change of the logarithm; volatility, which the paper does not define, its standard deviation over three years.

# %% tags=["hide-input"]
balances = matching.balances(before, matches[matching.MAIN].weights)
chapter.table(
    "counterpart_table_2",
    tables.balance(balances, printed_cells),
    caption="Balance before and after kernel matching",
    tidy=matching.balance_rows(balances, "counterpart_table_2", "counterpart"),
    track="counterpart",
    printed=True,
    note="Bias: difference of means in per cent of the pooled standard deviation before matching. Reduction: of its size. p: t-test on country-years, weighted after matching, as if these were independent; over choices of countries in the next table. Printed stars as printed.",
)

# %% tags=["hide-input"]
chapter.table(
    "counterpart_table_2_samples",
    tables.balance_samples(balances),
    caption="What stands behind the balance",
    track="counterpart",
    note="Country-years and countries that have the variable, after matching those with a weight. Variance ratio: treated over controls; outside: beyond the middle 95 per cent of F. p, countries: of the difference of means before matching, over all choices of as many treated countries.",
)

# %% tags=["remove-cell"]
before_rows = balances.xs("before", level="sample")
after_rows = balances.xs("after", level="sample")
for name, key in {"ln_gdp_per_head": "income", "ln_population": "population"}.items():
    chapter.say(f"p_{key}_rows", before_rows.loc[name, "p"], "{:.5f}")
    chapter.say(f"p_{key}_countries", before_rows.loc[name, "p_countries"], "{:.2f}")
chapter.say("bias_size", before_rows.loc["ln_exports", "bias"], "{:.0f}")
chapter.say("bias_size_after", after_rows.loc["ln_exports", "bias"], "{:.0f}")
chapter.holds("income and population are better balanced after matching",
              (after_rows.loc[["ln_gdp_per_head", "ln_population"], "bias"].abs()
               < 0.5 * before_rows.loc[["ln_gdp_per_head", "ln_population"], "bias"].abs()).all())  # fmt: skip
chapter.holds("the size of exports is worse balanced after matching",
              abs(after_rows.loc["ln_exports", "bias"]) > abs(before_rows.loc["ln_exports", "bias"]))  # fmt: skip
chapter.holds("rows find income and population different at 1 %, countries do not at 10 %",
              (before_rows.loc[["ln_gdp_per_head", "ln_population"], "p"] < 0.01).all()
              and (before_rows["p_countries"] > 0.1).all())  # fmt: skip
chapter.holds("volatility and openness are no better balanced",
              (after_rows.loc[["export_volatility", "openness"], "bias"].abs()
               > 0.9 * before_rows.loc[["export_volatility", "openness"], "bias"].abs()).all())  # fmt: skip
sizes_2 = balances["rows_treated"] + balances["rows_control"]
for name, key in {
    "ln_exports": "exports",
    "export_growth": "growth",
    "export_volatility": "volatility",
}.items():
    chapter.say(f"n_rows_{key}", int(sizes_2[name, "before"]))
chapter.say("n_rows_matched", int(sizes_2["openness", "after"]))
chapter.say("n_countries_matched", int(after_rows.loc["openness", "countries"]))
chapter.holds("the covariates have every row, and every variable has all countries before matching",
              (sizes_2.xs("before", level="sample")[list(matching.NAMED)] == len(before)).all()
              and (before_rows["countries"] == 9).all() and len(before) == 90)  # fmt: skip
chapter.say("ratio_income", before_rows.loc["ln_gdp_per_head", "variance_ratio"], "{:.1f}")
chapter.say("ratio_income_after", after_rows.loc["ln_gdp_per_head", "variance_ratio"], "{:.1f}")
chapter.holds(
    "the variances of income are unlike before and after", balances.loc["ln_gdp_per_head", "outside"].all()
)
chapter.holds(
    "Serbia's rows are the ones that are lost, beside first years",
    before.loc[before["ln_exports"].isna(), ["iso3", "year"]].to_numpy().tolist()
    == [["SRB", year] for year in (2003, 2004, 2005)],
)
averages = matching.means(before).set_index("iso3")
chapter.holds("Tajikistan is the poorest and Uzbekistan the most populous of the treated",
              averages.loc[list(TREATED), "ln_gdp_per_head"].idxmin() == "TJK"
              and averages.loc[list(TREATED), "ln_population"].idxmax() == "UZB")  # fmt: skip
chapter.say(
    "kaz_times",
    np.exp(averages.loc["KAZ", "ln_exports"] - averages.loc[list(CONTROLS), "ln_exports"].max()),
    "{:.0f}",
)
chapter.holds("Kazakhstan buys several times what the largest control does",
              averages.loc["KAZ", "ln_exports"] - averages.loc[list(CONTROLS), "ln_exports"].max() > 1)  # fmt: skip
chapter.holds("Turkmenistan and Kazakhstan are kept whole, Kyrgyzstan in part",
              kernel["TKM"] == kernel["KAZ"] == 1 and 0 < kernel["KGZ"] < 1)  # fmt: skip
chapter.say("printed_size_after", cells["table_2/after//ln_exports/bias"])
chapter.say("printed_size", cells["table_2/before//ln_exports/bias"])

# %% [markdown]
# Matching more than halves the bias of income and of population, by dropping the poorest and the most populous of the treated countries and leaning on one control. Openness and volatility stay where they were, and the *size* of exports, of which the printed table has a bias of {glue:text}`printed_size` falling to {glue:text}`printed_size_after`, goes from {glue:text}`bias_size` to {glue:text}`bias_size_after` here: what is left of the treated is Turkmenistan, some years of Kyrgyzstan, and Kazakhstan, which buys {glue:text}`kaz_times` times what the largest of the four controls does. Nothing forces a matching on three covariates to balance a fourth.
#
# {numref}`belt-road-counterpart-psm-did-balance` has the three covariates by each way of matching. Rubin's B, the distance of the groups along the fitted index, should be below 25 and his R, the ratio of its variances, between one half and two {cite:p}`rubin2001using`; no matching has the first.

# %% tags=["hide-input"]
summed = matching.summaries(before, matches)
chapter.table(
    "counterpart_psm_did_balance",
    tables.summaries(summed),
    caption="Balance of the covariates by matching",
    formats="{:.1f}",
    tidy=tidy_rows(
        summed.rename_axis("panel").reset_index().melt("panel", var_name="statistic"),
        exhibit="counterpart_psm_did_balance",
        **keys,
    ),
    track="counterpart",
    note="GDP per head, population and openness, 2003 to 2012. Bias: mean of the absolute biases.",
)

# %% tags=["remove-cell"]
chapter.holds("no matching has Rubin's B below 25", (summed["rubin_b"] > 25).all())
chapter.holds("the three with common support have an R near two or below",
              summed.loc[list(matching.METHODS), "rubin_r"].between(0.5, 2.2).all())  # fmt: skip

# %% [markdown]
# {numref}`belt-road-counterpart-table-2-samples` counts. The three covariates have all {glue:text}`n_rows` country-years, exports {glue:text}`n_rows_exports`, growth {glue:text}`n_rows_growth` and volatility {glue:text}`n_rows_volatility`: their first years are lost, and Serbia's before 2006. After matching {glue:text}`n_rows_matched` are left, of {glue:text}`n_countries_matched` countries. The variances differ too: that of income among the treated is {glue:text}`ratio_income` times that among the controls before matching and {glue:text}`ratio_income_after` times after it.
#
# The p-values are the point. Tests on ninety rows find income ($p$ {glue:text}`p_income_rows`) and population ({glue:text}`p_population_rows`) of treated and controls different. Over the {glue:text}`n_126` choices of countries the p-values are {glue:text}`p_income_countries` and {glue:text}`p_population_countries`: nine countries do not tell the groups apart. For the same reason, no test can say that a matching has made them alike. An insignificant difference after matching is what one gets from few rows.
#
# ## Table 3: total trade in the place of the paper's
#
# {numref}`belt-road-counterpart-table-3` runs the six columns on trade in all goods by BACI, 2003 to 2020. Road density is not public here; its line is absent.

# %% tags=["hide-input"]
on_totals = baseline.totals(real)
totals_rows = baseline.tidy(on_totals, "counterpart", "counterpart_table_3")
chapter.table(
    "counterpart_table_3",
    tables.side_by_side(
        printed, "table_3", {"all goods": totals_rows}, TERMS, baseline.sizes("table_3"), starred=False
    ),
    caption="Table 3 on trade in all goods",
    tidy=totals_rows,
    track="counterpart",
    printed=True,
    note="(1) to (3) exports, (4) to (6) imports, logarithms. (1), (2), (4), (5): effects of the year; (3), (6): of country and year. All goods: in parentheses errors clustered by country, without stars; p-values by choices of (3) and (6) stand in the next table, more of them in the chapter on few treated countries. Printed stars as printed.",
)

# %% tags=["hide-input"]
by_series = baseline.series_table(real)
chapter.table(
    "series_choice",
    tables.series(by_series),
    caption="The treatment by series, years and controls",
    track="counterpart",
    note="Effects of country and year, errors clustered by country. Railways: km per square km, 2005 to 2018, in the place of roads. p: over all 126 choices of five treated among nine. BACI has no Serbia before 2006.",
)

# %% tags=["remove-cell"]
values = totals_rows.set_index(["column", "term", "statistic"])["value"]
for key, column in {"exports": "(3)", "imports": "(6)"}.items():
    chapter.say(f"t3_{key}", values[column, "bri", "coef"], "{:.2f}")
    chapter.say(f"t3_{key}_se", values[column, "bri", "se"], "{:.2f}")
reach_t3 = values["(3)", "bri", "coef"] + stats.t.ppf(0.975, 8) * values["(3)", "bri", "se"]
chapter.holds("the interval of exports holds zero and three times the printed number",
              reach_t3 > 3 * effect["exports"] and values["(3)", "bri", "p"] > 0.05)  # fmt: skip
full = real[real["year"] >= 2006]
serbia = real[real["iso3"] == "SRB"].set_index("year")["ln_exports_baci"]
chapter.holds("Serbia's first year in BACI is 2006, and all nine have every year from then to 2020",
              serbia.first_valid_index() == 2006
              and (baseline.nine(full).groupby("year")["ln_exports_baci"].count().loc[:2020] == 9).all())  # fmt: skip
full_totals = {column.column: result for column, result in baseline.totals(full).items()}
chapter.say("nine_t3_exports", full_totals["(3)"].params["bri"], "{:.2f}")
chapter.say("nine_t3_exports_se", full_totals["(3)"].std_errors["bri"], "{:.2f}")
bare_exports = {
    key: events.fictitious(rows, "ln_exports_baci", EVENT_YEAR)["coef"]
    for key, rows in {"all": real, "nine": full}.items()
}
for key, value in bare_exports.items():
    chapter.say(f"{key}_none_exports", value, "{:.2f}")
chapter.holds("without the years before 2006 exports are lower, with controls and without",
              full_totals["(3)"].params["bri"] < values["(3)", "bri", "coef"] - 0.05
              and bare_exports["nine"] < bare_exports["all"] / 2)  # fmt: skip
chapter.say("t3_printed_levels", printed.loc[("table_3", "(1)", "bri"), "printed"])
chapter.say("t3_printed_levels_imports", printed.loc[("table_3", "(4)", "bri"), "printed"])
chapter.say("t3_printed_imports", printed.loc[("table_3", "(6)", "bri"), "printed"])
treatment = values.xs("bri", level="term").unstack("statistic")
chapter.holds("no treatment effect on total trade is significant at 10 %", (treatment["p"] > 0.1).all())
ratio = treatment["se"] / printed.loc["table_3"].xs("bri", level="term")["se"]
chapter.say("se_ratio_low", ratio.min(), "{:.0f}")
chapter.say("se_ratio_high", ratio.max(), "{:.0f}")
common = by_series[(by_series["span"] == "common") & (by_series["series"] == "exports_baci")].iloc[0]
own = by_series[by_series["span"] == "own"].set_index("series")
for key, row in {"common": common, "nbs": own.loc["exports_nbs"]}.items():
    chapter.say(f"{key}_controls", row["coef controls"], "{:.2f}")
    chapter.say(f"{key}_controls_p", row["p controls"], "{:.3f}")
    chapter.say(f"{key}_none", row["coef none"], "{:.2f}")
    chapter.say(f"{key}_exact", row["choices controls"], "{:.2f}")
chapter.holds("on 2011 to 2019 exports with controls are significant at 5 % by clustered errors",
              common["p controls"] < 0.05 and own.loc["exports_nbs", "p controls"] < 0.05)  # fmt: skip
chapter.holds("without controls they are not", min(common["p none"], own.loc["exports_nbs", "p none"]) > 0.3)
two = by_series[["choices none", "choices controls"]].min().min()
chapter.say("exact_low", two, "{:.2f}")
chapter.say("exact_railways", common["choices railways"], "{:.3f}")
chapter.say("n_railways", int(common["n railways"]))
chapter.say("exact_railways_nbs", own.loc["exports_nbs", "choices railways"], "{:.3f}")
chapter.holds("over all choices one cell is significant at 5 %, BACI's exports of 2011 to 2019 with railways",
              two > 0.05 and by_series.drop(index=common.name)["choices railways"].min() > 0.05
              and common["choices railways"] < 0.05 < common["choices controls"])  # fmt: skip
imports = by_series[by_series["outcome"] == "imports"].drop_duplicates(["series", "years"])
signs = np.sign(imports[["coef none", "coef controls", "coef railways"]].to_numpy())
chapter.say("n_negative", int((signs < 0).sum()))
chapter.say("n_import_estimates", signs.size)
chapter.holds("of imports all but one estimate are negative", (signs < 0).sum() == signs.size - 1)

# %% [markdown]
# With both effects exports have {glue:text}`t3_exports` ({glue:text}`t3_exports_se`) and imports {glue:text}`t3_imports` ({glue:text}`t3_imports_se`), beside the printed {glue:text}`printed_exports` and {glue:text}`t3_printed_imports`. The first pair looks alike. It should not be taken for support: another outcome, an interval that holds zero and three times the printed number, and a number that leans on the first years. Serbia has no row in BACI before 2006. From 2006 on, when all nine have rows, the same regression of exports has {glue:text}`nine_t3_exports` ({glue:text}`nine_t3_exports_se`), and without controls {glue:text}`nine_none_exports` in the place of the {glue:text}`all_none_exports` of {numref}`belt-road-series-choice`; {doc}`03_design` has both. What does not look alike are the errors. Clustered ones of nine countries are {glue:text}`se_ratio_low` to {glue:text}`se_ratio_high` times the printed ones.
#
# Which series one takes matters as much as anything else ({numref}`belt-road-series-choice`). BACI reconciles both partners' reports, the yearbook has China's; on exports they differ most for three of the four controls ({doc}`03_design`). On the years that they share, 2011 to 2019, exports have {glue:text}`common_controls` and {glue:text}`nbs_controls` with controls, with clustered p-values of {glue:text}`common_controls_p` and {glue:text}`nbs_controls_p`, and {glue:text}`common_none` and {glue:text}`nbs_none` without. Over all choices of five countries the former have {glue:text}`common_exact` and {glue:text}`nbs_exact`, and no estimate without railways is below {glue:text}`exact_low`. That is the whole warning about few clusters in one line. With railways too, BACI's exports of these years have {glue:text}`exact_railways`, in {glue:text}`n_railways` rows, and the yearbook's {glue:text}`exact_railways_nbs`: two of the cells of a table that was made to look for such a thing. Of imports {glue:text}`n_negative` of {glue:text}`n_import_estimates` estimates are *negative*.
#
# ### Zeros
#
# Logarithms of zero trade do not exist, and rows that have it vanish from such a regression without a word. {numref}`belt-road-zeros` counts. Among the nine no total is zero; what is missing in BACI is Serbia before 2006. Poisson, which would keep zeros, has {glue:text}`poisson_exports` ({glue:text}`poisson_exports_se`) for column (3) and {glue:text}`poisson_imports` ({glue:text}`poisson_imports_se`) for column (6), so that here the choice between logarithms and dollars decides nothing. If the paper's rows are finer than a country and a year, as their number says, there will be zeros among them, and the text does not say what became of them.

# %% tags=["hide-input"]
chapter.table(
    "zeros",
    tables.zeros(baseline.zeros(real)),
    caption="Zero and missing country-years by series",
    track="counterpart",
    note="In the years in which the series has any figure.",
)

# %% tags=["remove-cell"]
both = {column.outcome: column for column in printed_columns("table_3") if "iso3" in column.effects}
for outcome, column in both.items():
    result = baseline.poisson(real, column, baseline.MAIN_SERIES[outcome])
    chapter.say(f"poisson_{outcome}", result.params["bri"], "{:.2f}")
    chapter.say(f"poisson_{outcome}_se", result.std_errors["bri"], "{:.2f}")
    gap = abs(result.params["bri"] - values[column.column, "bri", "coef"])
    chapter.holds(f"Poisson is near to least squares for {outcome}", gap < 0.5 * result.std_errors["bri"])
counted = baseline.zeros(real).set_index(["series", "countries"])
chapter.holds("no total of the nine is zero", counted.xs("nine", level="countries")["zero"].sum() == 0)

# %% [markdown]
# ### What columns (1) and (2) ask of the roads
#
# Columns (1) and (4) have no controls and no effects of countries, and print {glue:text}`t3_printed_levels` and {glue:text}`t3_printed_levels_imports`. Columns (2) and (5) add four controls. In one sample, least squares ties the two together exactly: the short coefficient is the long one plus, for each control, its coefficient times the slope of that control on the treatment,
#
# $$
# b_{short} = b_{long} + \sum_k c_k\, d_k .
# $$ (eq-belt-road-omitted)
#
# Nobody is treated before 2013, so that $d_k$ is the mean gap between treated and controls from then on. For three of the four controls these gaps are public, and {numref}`belt-road-omitted-roads` takes them. The treated are poorer, which should make the short coefficient *smaller* than the long one. To make it as large as printed, road density would have to be {glue:text}`roads_exports` times that of the controls for exports and {glue:text}`roads_imports` times for imports; {glue:text}`even_exports` and {glue:text}`even_imports` times even if there were no gap in income at all.

# %% tags=["hide-input"]
asked = baseline.omitted(real)
chapter.table(
    "omitted_roads",
    tables.omitted(asked),
    caption="From columns (1) and (4) to (2) and (5)",
    track="counterpart",
    printed=True,
    note="Printed coefficients times real gaps, nine countries with equal weights, 2013 to 2023. Income in 2015 US dollars, growth in per cent (in fractions its part would be nothing).",
)

# %% tags=["remove-cell"]
for outcome in asked.index:
    chapter.say(f"roads_{outcome}", float(f"{asked.loc[outcome, 'times']:.2g}"), "{:,.0f}")
even = np.exp((asked["roads"] + asked["ln_gdp_per_head"]) / (asked["roads"] / asked["gap"]))
for outcome in even.index:
    chapter.say(f"even_{outcome}", even[outcome], "{:.0f}")
chapter.holds("roads would have to be a thousand times as dense", (asked["times"] > 1000).all())
late = baseline.nine(real).query("year >= @EVENT_YEAR").dropna(subset=["ln_rail_density"])
rail = late.groupby("iso3")["ln_rail_density"].mean()
chapter.say("rail_times", np.exp(rail[list(TREATED)].mean() - rail[list(CONTROLS)].mean()), "{:.2f}")
chapter.holds(
    "railways of the treated are no denser", rail[list(TREATED)].mean() < rail[list(CONTROLS)].mean()
)
chapter.holds("income lowers the short coefficient", (asked["ln_gdp_per_head"] < 0).all())

# %% [markdown]
# The railways of the two groups, which are public, say nothing of the kind: those of the treated are {glue:text}`rail_times` times as dense. So either the two columns are not of one sample, or the sample is not these nine countries with about equal weights, or a number is wrong. (The note on weights matters: a sample that were mostly Kazakhstan among the treated would have other gaps.) The semi-synthetic panel meets the same wall, and has an outcome of its own for each of the two columns.
#
# ## Figure 3: the years around 2013
#
# The paper's figure is a picture that is missing from the source; the text says that the coefficients before 2013 are not significant and that the trade of the treated rises significantly after it. {numref}`belt-road-counterpart-figure-3` has five years on either side for trade in all goods and for computers. What becomes of the years beyond, ten of the twenty-one, the paper does not say: once they count in the last point of either side, once they are left out. The year before the event is the base; as printed, the equation has none ({doc}`03_design`).

# %% tags=["hide-input"]
paths = events.paths(real, OUTCOMES)
binned = paths[paths["ends"] == "bin"]
fig, alt = plots.event(paths)
chapter.figure(
    "counterpart_figure_3",
    fig,
    caption="Treated and controls around 2013",
    alt=alt,
    tidy=events.tidy_path(
        binned, {**PRINTED, "computers": "computers"}, "counterpart_figure_3", "counterpart"
    ),
    track="counterpart",
    note="Year before the event: zero. Bars: 95 per cent, clustered by country, t with as many degrees of freedom as countries less one.",
)

# %% tags=["hide-input"]
leads = pd.concat(
    {name: events.permuted_leads(real, column) for name, column in OUTCOMES.items()}, names=["outcome"]
)
chapter.table(
    "leads_permuted",
    leads.rename(columns={"largest": "largest coefficient", "p": "p, choices"}),
    caption="Leads and lags against every choice",
    formats={"largest coefficient": "{:.2f}", "p, choices": "{:.2f}"},
    track="counterpart",
    note="Largest coefficient in size of the leads (-5 to -2) and of the lags (1 to 5); share of choices of as many treated countries with one at least as large.",
)

# %% tags=["remove-cell"]
path = binned.set_index(["outcome", "relative"])
chapter.holds("no lag of exports is significant at 10 %", (path.loc["exports"].loc[1:5, "p"] > 0.1).all())
chapter.holds("all lags of imports are negative", (path.loc["imports"].loc[1:5, "coef"] < 0).all())
chapter.holds("imports rise before 2013, one lead significant at 5 %",
              path.loc["imports"].loc[-4:-2, "coef"].is_monotonic_increasing
              and (path.loc["imports"].loc[-5:-2, "p"] < 0.05).sum() == 1)  # fmt: skip
chapter.holds("no lead of exports and computers is significant at 10 %",
              all((path.loc[name].loc[-5:-2, "p"] > 0.1).all() for name in ("exports", "computers")))  # fmt: skip
chapter.say("lead_imports", path.loc[("imports", -4), "coef"], "{:.2f}")
chapter.say("lag_imports", path.loc[("imports", 5), "coef"], "{:.2f}")
half = (path["upper"] - path["coef"]).drop(-1, level="relative")
chapter.say("half_exports", half.loc["exports"].median(), "{:.1f}")
chapter.say("half_computers", half.loc["computers"].median(), "{:.1f}")
chapter.say("p_leads_imports", leads.loc[("imports", "leads"), "p"], "{:.2f}")
chapter.say("p_lags_imports", leads.loc[("imports", "lags"), "p"], "{:.2f}")
gas = real[real["iso3"] == "TKM"].set_index("year")["imports_baci"] / 1e9
chapter.say("gas_before", gas[2009], "{:.2f}")
chapter.say("gas_after", gas[2012], "{:.1f}")
without = events.path(real[real["iso3"] != "TKM"], "ln_imports_baci").set_index("relative")["coef"]
chapter.say("lead_without", without[-4], "{:.2f}")
chapter.holds("without Turkmenistan most of the climb is gone",
              abs(without[-4]) < 0.3 * abs(path.loc[("imports", -4), "coef"]))  # fmt: skip
chapter.holds("imports from Turkmenistan multiplied between 2009 and 2012", gas[2012] > 100 * gas[2009])

# %% [markdown]
# Exports show nothing on either side, with intervals of ±{glue:text}`half_exports` log points; computers nothing with ±{glue:text}`half_computers`. Imports show what would be reported as a *failure* of parallel trends: they climb from {glue:text}`lead_imports` four years before to zero, and fall to {glue:text}`lag_imports` at the end. The reason for the climb is one country. Imports from Turkmenistan went from {glue:text}`gas_before` billion dollars in 2009 to {glue:text}`gas_after` in 2012, as its gas began to flow through a pipeline to China; without it the first of these numbers is {glue:text}`lead_without`.
#
# The test of nine clusters hardly sees it (one lead of four significant at 5 %), and against every choice of five countries the largest lead has a $p$ of {glue:text}`p_leads_imports` ({numref}`belt-road-leads-permuted`): with so few countries even a break of this size passes. The fall after 2013 has {glue:text}`p_lags_imports`, and the wrong sign for the paper's story. So *insignificant leads* are no evidence of parallel trends here, neither in this figure nor in the paper's. {doc}`06_few_treated` turns this round and asks which differences in trends the test could have found, and how the estimate changes if trends are allowed to differ.
#
# ## Table 4: other years
#
# If the date is moved to 2012 or to 2007, nothing should be found. {numref}`belt-road-counterpart-table-4` has this for the counterpart in two samples, without controls and with those that are public. The first keeps all years, as the paper must have: it prints the same number of observations as table 3. Then the years from 2013 on count as treated by the fictitious date too, and the test is no placebo test: an effect $\tau$ that is really there from 2013 to 2023 gives a fictitious one of
#
# $$
# \tau\, \frac{2023 - 2013 + 1}{2023 - s + 1}
# $$ (eq-belt-road-carried)
#
# with $s$ the fictitious year, {glue:text}`carried_2012` $\tau$ for 2012 and {glue:text}`carried_2007` $\tau$ for 2007. The column *implied* has these for the printed effects of table 3. The second sample ends in 2012, as it should.

# %% tags=["hide-input"]
moved = events.fictitious_table(real, OUTCOMES)
carried = {year: events.carried_over(year, YEARS[0], YEARS[-1]) for year in events.YEARS}
fictitious = moved[moved["year"] < EVENT_YEAR]
chapter.table(
    "counterpart_table_4",
    tables.fictitious(fictitious, printed, carried),
    caption="Fictitious years, with and without the real one",
    tidy=tidy_rows(
        fictitious.assign(
            column=fictitious["outcome"] + " " + fictitious["year"].astype(str),
            panel=fictitious["sample"] + fictitious["controls"].map({True: ", controls", False: ""}),
            term="bri",
        ).melt(["panel", "column", "term"], ["coef", "se", "p", "n"], var_name="statistic"),
        exhibit="counterpart_table_4",
        **keys,
    ),
    track="counterpart",
    printed=True,
    note="Effects of country and year; computed: errors clustered by country, without stars (p-values by choices stand in the chapter on few treated countries). Controls: population, GDP per head, growth (the paper has road density too). Implied: printed effect of table 3 (3) and (6), constant from 2013 on, taken up by the fictitious year; controls left aside. All years keep the real event: no placebo.",
)

# %% tags=["remove-cell"]
for year, part in carried.items():
    chapter.say(f"carried_{year}", part, "{:.2f}")
fake = {key: printed.loc[("table_4", column, "bri")] for key, column in
        {"exports_2012": "(1)", "imports_2012": "(2)", "exports_2007": "(3)", "imports_2007": "(4)"}.items()}  # fmt: skip
implied = {key: carried[int(key[-4:])] * effect[key[:7]] for key in fake}
for key, row in fake.items():
    chapter.say(f"fake_{key}", row["printed"])
    chapter.say(f"implied_{key}", implied[key], "{:.3f}")
distance = {key: abs(fake[key]["coef"] - implied[key]) / fake[key]["se"] for key in fake}
chapter.say("implied_distance", max(distance.values()), "{:.1f}")
chapter.holds(
    "every fictitious estimate is within one of its errors of what the effect implies",
    max(distance.values()) < 1,
)
chapter.holds(
    "none of the computed fictitious years is significant at 10 %", (fictitious["p"].dropna() > 0.1).all()
)
early = moved.set_index(["controls", "outcome", "year", "sample"])["coef"]
for given, key in ((False, ""), (True, "_given")):
    before_event, at_event = (
        early[given, "exports", 2007, "up to 2012"],
        early[given, "exports", 2013, "all years"],
    )
    chapter.say(f"exports_2007{key}", before_event, "{:.2f}")
    chapter.say(f"exports_2013{key}", at_event, "{:.2f}")
    chapter.holds(
        f"the fictitious effect of 2007 on exports is no smaller than that of 2013, controls {given}",
        before_event > at_event - 0.01,
    )
chapter.holds("without controls it is twice as large", early[False, "exports", 2007, "up to 2012"]
              > 2 * early[False, "exports", 2013, "all years"])  # fmt: skip
absent = events.unseen(real, OUTCOMES["computers"], 2007)
chapter.say(
    "unseen_2007", " and ".join({"TJK": "Tajikistan", "TKM": "Turkmenistan"}.get(c, c) for c in absent)
)
chapter.holds("of computers two of the treated have no row before 2007, of totals all have one",
              len(absent) == 2 and not any(events.unseen(real, OUTCOMES[flow], 2007) for flow in PRINTED))  # fmt: skip

# %% [markdown]
# For exports table 3 implies {glue:text}`implied_exports_2012` and {glue:text}`implied_exports_2007`, and table 4 prints {glue:text}`fake_exports_2012` and {glue:text}`fake_exports_2007`; for imports {glue:text}`implied_imports_2012` and {glue:text}`implied_imports_2007` against {glue:text}`fake_imports_2012` and {glue:text}`fake_imports_2007`. Every fictitious number is within {glue:text}`implied_distance` of its standard errors of what the *real* effect would leave in it. So table 4 does not show that nothing happened in 2012 and 2007. It shows the effect of table 3 again, with errors that are larger for a reason the paper does not give ({ref}`finding <finding-belt-road-placebo-against-estimate-table-4>`).
#
# On the counterpart nothing is significant at any date. But the fictitious effect of 2007 on exports, from years before 2013 alone, is {glue:text}`exports_2007` without controls, more than twice the {glue:text}`exports_2013` of the real date, and {glue:text}`exports_2007_given` with them, as much as the real one's {glue:text}`exports_2013_given`. Of computers {glue:text}`unseen_2007` have no listed flow before 2007, so that this date rests on three treated countries.
#
# ## Figure 4: other countries
#
# The paper draws a group of the size of the treated one, five countries, at random 500 times. Its section 3 has them drawn from the countries that the event did not affect, but these are four, from which five cannot be drawn; so the draws are taken here to be from all nine. Among nine there are {glue:text}`n_126` choices of five, the actual one among them, so that 500 draws hold about {glue:text}`different` different ones, many of them several times, and the actual one with a probability of {glue:text}`drawn` % ({ref}`finding <finding-belt-road-placebo-draws-fictitious-treatment-group-drawn-from-all-countries>`). {numref}`belt-road-counterpart-figure-4` takes each once.

# %% tags=["hide-input"]
placebos = {name: placebo.every_choice(real, column) for name, column in OUTCOMES.items()}
space = placebo.summary(placebos)
fig, alt = plots.histograms(
    {name: one.distribution for name, one in placebos.items()},
    {name: one.coef for name, one in placebos.items()},
    {name: one.pvalue for name, one in placebos.items()},
)
chapter.figure(
    "counterpart_figure_4",
    fig,
    caption="Every choice of five treated countries",
    alt=alt,
    tidy=placebo.tidy(space, {**PRINTED, "computers": "computers"}, "counterpart_figure_4", "counterpart"),
    track="counterpart",
    note="Vertical line: the actual five. Effects of country and year, no controls.",
)

# %% tags=["remove-cell"]
different, drawn = placebo.repeated(int(record.stated("design-placebo-draws")), 5, 9)
chapter.say("different", different, "{:.0f}")
chapter.say("drawn", 100 * drawn, "{:.0f}")
for name in placebos:
    chapter.say(f"space_p_{name}", space.loc[name, "p"], "{:.2f}")
for name in PRINTED:
    chapter.say(f"space_q95_{name}", space.loc[name, "q95"], "{:.2f}")
given = placebo.summary(
    {name: placebo.every_choice(real, column, placebo.CONTROLS) for name, column in OUTCOMES.items()}
)
chapter.say("space_mean", space["mean_coef"].abs().max(), "{:.3f}")
chapter.say("space_mean_given", given["mean_coef"].abs().max(), "{:.3f}")
chapter.holds("with controls the fictitious mean is near zero beside the spread",
              (given["mean_coef"].abs() < 0.05 * (given["q95"] - given["q05"])).all())  # fmt: skip
chapter.holds("the fictitious mean is zero and the actual within the middle 90 %",
              (space["mean_coef"].abs() < 0.01).all() and (space["coef"] < space["q95"]).all()
              and (space["coef"] > space["q05"]).all())  # fmt: skip
chapter.holds("the printed effects too would be within the middle 90 % of total trade",
              all(effect[name] < space.loc[name, "q95"] for name in effect))  # fmt: skip

# %% [markdown]
# That the fictitious coefficients are zero on average, which the paper offers as evidence, holds in any data without controls, up to missing years: over all choices each country is among the treated as often as any other, so that the differences cancel. What missing years leave of it here is at most {glue:text}`space_mean` in size, and controls, which the paper's equation has, change little: with the public ones it is at most {glue:text}`space_mean_given`. What counts is how far they spread. Of total exports 5 % of the choices have more than {glue:text}`space_q95_exports`, of imports more than {glue:text}`space_q95_imports`; the paper's own effects would be well within either. The p-values by choices of the actual five, exact if these had been drawn at random, are {glue:text}`space_p_exports` for exports, {glue:text}`space_p_imports` for imports and {glue:text}`space_p_computers` for computers.
#
# ## The three matchings
#
# Last the paper runs columns (3) and (6) on samples matched by kernel, nearest neighbour and radius, and gives a range for each outcome. {numref}`belt-road-counterpart-psm-did` does it on total trade: the matchings above, each country with the mean weight of its years before 2013.

# %% tags=["hide-input"]
matched = matching.matched_choices(real).reset_index()
ranges = {
    outcome: f"{cells[f'psm-did-{key}-min']} to {cells[f'psm-did-{key}-max']}"
    for outcome, key in PRINTED.items()
}
chapter.table(
    "counterpart_psm_did",
    tables.matched(matched, ranges),
    caption="Matched difference in differences, all goods",
    tidy=matching.psm_rows(matched, "counterpart_psm_did", "counterpart"),
    track="counterpart",
    printed=True,
    note="Coefficient of the treatment with population, GDP per head, growth and both effects, weighted; errors clustered by country, the weights taken as known. p, choices: over all 126 choices of five treated, with logit and matching redone for each; a choice without a matching counts as extreme.",
)

# %% tags=["remove-cell"]
three = matched[matched["matching"].isin(matching.METHODS)].set_index(["outcome", "matching"])
for outcome in PRINTED:
    chapter.say(f"psm_{outcome}_low", three.loc[outcome, "coef"].min(), "{:.2f}")
    chapter.say(f"psm_{outcome}_high", three.loc[outcome, "coef"].max(), "{:.2f}")
    chapter.say(f"psm_{outcome}_range", ranges[outcome])
chapter.say("psm_treated", int(sum(kernel[name] > 0 for name in TREATED)))
spread = three["coef"].groupby("outcome").agg(lambda column: column.max() - column.min())
chapter.holds(
    "the three matchings differ by less than a third of an error", spread.max() < three["se"].min() / 3
)
chapter.holds("none is significant at 10 %", (three["p"] > 0.1).all())
chapter.holds("all three have seven countries, three of them treated",
              (three["countries"] == 7).all() and sum(kernel[name] > 0 for name in TREATED) == 3)  # fmt: skip
chapter.holds("the matched imports are negative, the printed range is positive",
              (three.loc["imports", "coef"] < 0).all() and float(cells["psm-did-import-min"]) > 0)  # fmt: skip
for outcome in PRINTED:
    chapter.say(f"psm_{outcome}_choices_low", three.loc[outcome, "choices_p"].min(), "{:.2f}")
    chapter.say(f"psm_{outcome}_choices_high", three.loc[outcome, "choices_p"].max(), "{:.2f}")
chapter.say("psm_unmatched", int(three["unmatched"].max()))
apart_rows = [
    matching.separated(before.assign(treated=before["iso3"].isin(group).astype(int)))
    for group in combinations(sorted(before["iso3"].unique()), 5)
]
chapter.holds(
    "choices without a matching are those that country-years separate",
    (three["unmatched"] == sum(apart_rows)).all(),
)
n_seven = comb(int(three["countries"].iloc[0]), 3)
chapter.say("psm_given_choices", n_seven)
chapter.say("psm_given_least", 2 / n_seven, "{:.3f}")
chapter.holds("no p below 5 % is possible with the sample given", 2 / n_seven > 0.05)
chapter.holds("over choices no matching is significant at 10 %", (matched["choices_p"] > 0.1).all())
every_row = matched.set_index(["matching", "outcome"]).loc[("everybody", "exports")]
chapter.say("psm_everybody", every_row["coef"], "{:.2f}")
chapter.say("psm_everybody_p", every_row["p"], "{:.2f}")
chapter.say("psm_everybody_choices", every_row["choices_p"], "{:.2f}")
chapter.holds(
    "nearest neighbour of all rows is twice as large",
    every_row["coef"] > 1.7 * three.loc["exports", "coef"].max(),
)

# %% [markdown]
# The three agree: {glue:text}`psm_exports_low` to {glue:text}`psm_exports_high` for exports (printed {glue:text}`psm_exports_range`), {glue:text}`psm_imports_low` to {glue:text}`psm_imports_high` for imports ({glue:text}`psm_imports_range`). On imports the sign is the opposite of the printed one in all three. But they are not three pieces of evidence. They are one sample, {glue:text}`psm_treated` treated countries and four controls with nearly the same weights three times, and differ by less than a third of a standard error because they must. What makes a difference is a choice that the paper does not mention. Without common support the nearest neighbour has all nine countries and {glue:text}`psm_everybody` on exports ($p$ {glue:text}`psm_everybody_p` by clustered errors, {glue:text}`psm_everybody_choices` over choices), most of it a comparison with Azerbaijan. A narrow range over methods says that the methods were close, not that selection is *excluded*.
#
# The clustered errors are those of seven countries, with weights taken as known. The columns *p, choices* need neither: they redo logit and matching for each of the {glue:text}`n_126` choices of five countries ({glue:text}`psm_unmatched` of which the covariates separate even by country-years, so that they have no matching) and compare the estimates. The p-values of the three matchings are {glue:text}`psm_exports_choices_low` to {glue:text}`psm_exports_choices_high` for exports and {glue:text}`psm_imports_choices_low` to {glue:text}`psm_imports_choices_high` for imports. If the matched sample is taken as given there is even less to compare with: three treated of seven can be chosen in {glue:text}`psm_given_choices` ways, so that no two-sided p of such a test falls below {glue:text}`psm_given_least`, whatever the data. Significance at 5 % on a sample like this one rests on the formula for the error alone.
#
# ## The same on the track's own panel
#
# {glue:text}`own_panel` {numref}`belt-road-table-3` and {numref}`belt-road-table-4` run tables 3 and 4 on it. (Not every column of a drawn panel has an outcome in common with its neighbours, or the printed errors: {doc}`05_extensions` has a table of it.) The errors in parentheses take rows for independent, as the printed ones may have done; those clustered by country stand below. Rows that a regression cannot use are counted at the foot, those with trade of zero, which has no logarithm, apart ({doc}`01_introduction` reads the printed number of rows). {numref}`belt-road-own-cells` has what became of the records of an extract, and which cells were filled.

# %% tags=["hide-input"]
panel = panels.load("belt_road", track)
elsewhere = "(not on this track)"
drawn_here = track == "semi_synthetic"
filled_cells = own_panel.filled(panel)
what_it_is = {
    "semi_synthetic": f"On the semi-synthetic panel the printed coefficients are planted: {len(panel):,} rows, "
    f"{panel['line'].nunique() if 'line' in panel else 0} product lines of nine countries in 21 years, one "
    "reading of the printed number.",
    "original": "The panel is the paper's own outcome from the user's extract of UN Comtrade, nothing in it is "
    f"drawn: {len(panel):,} country-years. Of its cells of country, year, flow and division {filled_cells['cells']} "
    f"in {filled_cells['of']} were filled, in {filled_cells['rows']} country-years. Beside the regressions stand "
    "those without filled cells, and by Poisson with zeros among the rows, both clustered by country.",
}
chapter.say("own_panel", what_it_is[track])
came_of = own_panel.report(panel)
chapter.table(
    "own_cells",
    pd.DataFrame({"item": ["none: no extract stands behind this track"]}) if came_of is None else came_of,
    caption="Records and cells of the extract",
    note="Cells: of country, year, flow and division. Filled: between two known years by a straight line, at the ends by the mean of three, the years before 2013 and those from 2013 on apart; never before a series' first known year.",
)

# %% tags=["hide-input"]
found_3 = {kind: baseline.estimate_all(panel, printed_columns("table_3"), covariance)
           for kind, covariance in (("rows", "iid"), ("clustered", baseline.CLUSTERED))}  # fmt: skip
rows_3 = {kind: baseline.tidy(one, track) for kind, one in found_3.items()}
chapter.table(
    "table_3",
    tables.side_by_side(
        printed,
        "table_3",
        {
            "computed": rows_3["rows"],
            "clustered": rows_3["clustered"],
            **own_panel.beside(panel, "table_3", track),
        },
        TERMS,
        baseline.sizes("table_3"),
        own_panel.left_out(panel, "table_3"),
    ),
    caption="Table 3, printed and computed",
    tidy=rows_3["clustered" if track == "original" else "rows"],
    original="Table 3",
    printed=True,
    note="Computed: errors of independent rows; clustered: by country. \\* 10 %, \\*\\* 5 %, \\*\\*\\* 1 %; printed stars as printed.",
)

# %% tags=["hide-input"]
found_4 = {kind: baseline.estimate_all(panel, printed_columns("table_4"), covariance)
           for kind, covariance in (("rows", "iid"), ("clustered", baseline.CLUSTERED))}  # fmt: skip
rows_4 = {kind: baseline.tidy(one, track) for kind, one in found_4.items()}
chapter.table(
    "table_4",
    tables.side_by_side(
        printed,
        "table_4",
        {
            "computed": rows_4["rows"],
            "clustered": rows_4["clustered"],
            **own_panel.beside(panel, "table_4", track),
        },
        TERMS,
        baseline.sizes("table_4"),
        own_panel.left_out(panel, "table_4"),
    ),
    caption="Table 4, printed and computed",
    tidy=rows_4["clustered" if track == "original" else "rows"],
    original="Table 4",
    printed=True,
    note="(1), (2): treated from 2012 on; (3), (4): from 2007 on; (1), (3) exports, (2), (4) imports. Errors as in table 3.",
)

# %% [markdown]
# On the semi-synthetic panel one draw of noise stands behind each table. {numref}`belt-road-baseline-recovery` has {glue:text}`draws` draws: the treatment comes back on average within {glue:text}`recovery_z` Monte Carlo errors in every column. Its last two columns have the lesson. The standard deviation over draws of column (3), {glue:text}`mc_sd`, is {glue:text}`se_times` times the standard error that independent rows report, {glue:text}`se_rows`, because a tenth of the noise was drawn as a shock that all lines of a country share in a year. That tenth is an assumption. But with {glue:text}`rows_per_cell` rows for each country-year and a treatment that they share, any such shock does this ({doc}`06_few_treated`).

# %% tags=["hide-input"]
recovered = baseline.recovery(draws, seed) if track == "semi_synthetic" else None
if recovered is None:
    shown = pd.DataFrame({"column": ["none: the outcomes of this track are not drawn"]})
else:
    shown = tables.recovery(recovered)
chapter.table(
    "baseline_recovery",
    shown,
    caption="The treatment, planted and recovered",
    tidy=None if recovered is None else baseline.recovery_rows(recovered, "baseline_recovery"),
    note="Mean of the draws with its Monte Carlo error.",
)

# %% tags=["remove-cell"]
chapter.say("draws", draws)
rows_per_cell = len(panel) / len(panel.drop_duplicates(["iso3", "year"]))
chapter.say("rows_per_cell", f"{rows_per_cell:.0f}" if drawn_here else elsewhere)
if recovered is None:
    for key in ("recovery_z", "mc_sd", "se_rows", "se_times"):
        chapter.say(key, elsewhere)
else:
    z = ((recovered["mc_mean"] - recovered["planted"]) / recovered["mc_error"]).abs()
    third = recovered.loc[("table_3", "(3)")]
    chapter.say("recovery_z", z.max(), "{:.1f}")
    chapter.say("mc_sd", third["mc_sd"], "{:.3f}")
    chapter.say("se_rows", third["se_rows"], "{:.3f}")
    chapter.say("se_times", third["mc_sd"] / third["se_rows"], "{:.1f}")
    chapter.holds("a tenth of the noise is shared", Noise().shared == 0.1)
    chapter.holds("every column comes back within three Monte Carlo errors", z.max() < 3)
    chapter.holds("rows taken for independent understate the error", third["mc_sd"] > 2 * third["se_rows"])

# %% [markdown]
# {numref}`belt-road-figure-3` and {numref}`belt-road-figure-4` draw the event study and the choices of countries on this panel, and {numref}`belt-road-psm-did` the three matchings. {glue:text}`own_found`
#
# On the semi-synthetic panel the line in the first figure is the path without noise, which rises by {glue:text}`jump_planted` for exports in 2013, the effect and what the controls move. In the one draw that stands behind the points it can hardly be seen: they rise by {glue:text}`jump_drawn`, most of it before 2013. The actual choice has a p by choices of {glue:text}`drawn_p_export` for exports and of {glue:text}`drawn_p_import` for imports, whose planted effect is less than half as large. The matchings, which have exactly {glue:text}`printed_exports` without noise, give {glue:text}`drawn_psm` with it, on three treated countries. An effect of this size is really there; nine countries are little to find it by.
#
# (Table 2 has nothing to test on the semi-synthetic panel: exports are drawn line by line, with no growth or volatility planted. {numref}`belt-road-table-2` has it on the paper's own outcome where the extract is there.)

# %% tags=["hide-input"]
logs, unit = {"exports": "ln_exports", "imports": "ln_imports"}, "line" if "line" in panel else "iso3"
own_paths = pd.concat(
    [events.path(panel, column, unit=unit).assign(outcome=name, ends="bin") for name, column in logs.items()]
)
planted = None
if track == "semi_synthetic":
    bare = baseline.noise_free()
    planted = {
        name: events.path(bare, column, unit=unit).set_index("relative")["coef"]
        for name, column in logs.items()
    }
fig, alt = plots.event(own_paths, planted)
chapter.figure(
    "figure_3",
    fig,
    caption="Figure 3: the years around 2013",
    alt=alt,
    tidy=events.tidy_path(own_paths, PRINTED, "figure_3", track),
    original="Figure 3",
    note="Years beyond five count in the last points. Bars: 95 per cent, clustered by country.",
)

# %% tags=["hide-input"]
own_placebos = {name: placebo.every_choice(panel, column, unit=unit) for name, column in logs.items()}
own_space = placebo.summary(own_placebos)
fig, alt = plots.histograms(
    {name: one.distribution for name, one in own_placebos.items()},
    {name: one.coef for name, one in own_placebos.items()},
    {name: one.pvalue for name, one in own_placebos.items()},
)
chapter.figure(
    "figure_4",
    fig,
    caption="Figure 4: every choice of five treated",
    alt=alt,
    tidy=placebo.tidy(own_space, PRINTED, "figure_4", track),
    original="Figure 4",
    note="Vertical line: the actual five.",
)

# %% tags=["hide-input"]
own_frames = {column.outcome: baseline.own_frame(panel, column) for column in both.values()}
own_matched = matching.psm_did(weights, own_frames)
chapter.table(
    "psm_did",
    tables.matched(own_matched, ranges),
    caption="Matched difference in differences",
    tidy=matching.psm_rows(own_matched, "psm_did", track),
    original="section 4(4)",
    printed=True,
    note="Weights as above, from real covariates. Errors clustered by country.",
)

# %% tags=["remove-cell"]
for name, key in PRINTED.items():
    chapter.say(f"drawn_p_{key}", f"{own_space.loc[name, 'p']:.2f}" if drawn_here else elsewhere)
rises = {
    name: values.loc[0:5].mean() - values.loc[-5:-1].mean()
    for name, values in {
        "drawn": own_paths[own_paths["outcome"] == "exports"].set_index("relative")["coef"],
        **({} if planted is None else {"planted": planted["exports"]}),
    }.items()
}
for name in ("drawn", "planted"):
    chapter.say(f"jump_{name}", f"{rises[name]:.2f}" if drawn_here else elsewhere)
drawn_path = own_paths[own_paths["outcome"] == "exports"].set_index("relative")["coef"]
chapter.holds(
    "the points of exports rise before 2013", drawn_path.loc[-1] - drawn_path.loc[-5] > rises["drawn"]
)
chapter.holds(
    "the larger effect has the larger p in this draw",
    own_space.loc["exports", "p"] > 0.1 > own_space.loc["imports", "p"],
)
own_three = own_matched[own_matched["matching"].isin(matching.METHODS)].set_index(["outcome", "matching"])[
    "coef"
]
chapter.say("drawn_psm", f"{own_three['exports'].mean():.2f}" if drawn_here else elsewhere)
chapter.say(
    "own_found",
    "What is found in one draw of the panel stands in the next paragraph."
    if drawn_here
    else f"On the extract the treated countries' exports, relative to the controls', change by {rises['drawn']:.2f} log "
    f"points from the five years before 2013 to the years from 2013 on; the actual choice of five treated has a p by choices of "
    f"{own_space.loc['exports', 'p']:.2f} for exports and {own_space.loc['imports', 'p']:.2f} for imports, and the "
    f"matchings of exports give {own_three['exports'].min():.2f} to {own_three['exports'].max():.2f}.",
)
chapter.holds(
    "the three matchings of the drawn exports are near zero", own_three["exports"].abs().max() < 0.05
)
if planted is not None:
    exact = matching.psm_did(
        weights, {column.outcome: baseline.own_frame(bare, column) for column in both.values()}
    )
    chapter.holds("without noise every matching has what is planted",
                  np.allclose(exact["coef"], exact["outcome"].map(effect), atol=1e-8))  # fmt: skip

# %% tags=["hide-input"]
if track == "original":
    own_before = matching.before(panel, "exports")
    own_balance = matching.balances(
        own_before, matching.match(own_before, matching.METHODS[matching.MAIN]).weights
    )
    shown = tables.balance(own_balance, printed_cells, "computed")
    rows_2 = matching.balance_rows(own_balance, "table_2", track)
else:
    shown, rows_2 = pd.DataFrame({"variable": ["none: exports of this track are drawn line by line"]}), None
chapter.table(
    "table_2",
    shown,
    caption="Table 2: balance of the matching",
    tidy=rows_2,
    original="Table 2",
    printed=True,
    note="Kernel matching on GDP per head, population and openness, before 2013.",
)

# %% [markdown]
# ## What stands
#
# :::{admonition} Result of the chapter
# :class: important
# - On computers, the real outcome that is nearest to the paper's, the treatment has between {glue:text}`c_low` and {glue:text}`c_high` depending on method and sample. In the main sample neither zero nor the paper's number can be excluded, and the smallest p-value by choices of four methods is {glue:text}`p_smallest`.
# - On total trade with both effects exports have {glue:text}`t3_exports` ({glue:text}`t3_exports_se`) and imports {glue:text}`t3_imports` ({glue:text}`t3_imports_se`). What significance there is depends on controls and years, and is gone when countries are exchanged, but for one cell with railways on 2011 to 2019.
# - The logit that all matching rests on does not exist for nine countries, and for ninety country-years it exists for the wrong reason. Matching leaves three treated countries and mostly one control.
# - Leads cannot test parallel trends with nine countries, table 4 tests no placebo because it keeps the real event, and the mean of figure 4 is zero in any data without controls, up to missing years.
# - The columns of table 3 without and with controls are not of one sample of these nine countries with equal weights: they would need roads {glue:text}`roads_exports` times as dense in the treated ones.
# :::
#
# ## Exercises
#
# :::{admonition} Exercise 1: a bound for every method
# :class: exercise
# Suppose that all flows of computers that are not listed had been exactly at their bounds. What would the regression of logarithms give on all {glue:text}`n_computers` rows? And if they had been a tenth of their bounds? Why does Poisson hardly care, and where does the interval regression lie?
# :::
#
# :::{dropdown} Solution
# {numref}`belt-road-filled-in` has them. A logarithm has no lower end: each division of the unlisted flows by ten moves them by 2.3 log points, and the coefficient by {glue:text}`per_tenth`. To fill in a small number, or to add one before taking logarithms, is to choose a part of the answer. In dollars a tenth of a million is as good as nothing. The interval regression ({glue:text}`c_interval`) lies above all fractions. It puts Turkmenistan's late years just below their bounds, because all that is known of that country and these years pulls them up, and Tajikistan's first years far below; no single fraction does both.
# :::

# %% tags=["hide-cell"]
filled = {}
for fraction in (1, 0.5, 0.1, 0.01):
    one = frame.assign(
        ln_low=np.log(frame["bound"].where(frame["listed"], fraction * frame["bound"])), listed=True,
        level=frame["bound"].where(frame["listed"], fraction * frame["bound"]),
    )  # fmt: skip
    by_logs = computers.estimate(one, short["log"])
    by_poisson = computers.estimate(one, short["zero"], outcome="level")
    filled[f"{fraction:g}"] = {"logarithms": by_logs.params["bri"], "Poisson": by_poisson.params["bri"]}
filled = pd.DataFrame(filled).T.rename_axis("fraction of the bound")
chapter.say("per_tenth", filled.loc["0.1", "logarithms"] - filled.loc["1", "logarithms"], "{:.2f}")
expected = np.exp(computers.estimate(frame, short["interval"]).fitted) / frame["bound"]
chapter.holds("Turkmenistan's late years are expected above their bounds, Tajikistan's first far below",
              expected[four].min() > 1
              and expected[(frame["iso3"] == "TJK") & (frame["year"] <= 2004)].max() < 0.35)  # fmt: skip
chapter.holds("the interval regression lies above all fractions",
              main.loc[short["interval"], "coef"] > filled["logarithms"].max())  # fmt: skip
chapter.say("p_smallest", min(one.p for one in chosen.values()), "{:.2f}")
steps = filled["logarithms"].loc[["1", "0.1", "0.01"]].diff().dropna()
chapter.holds("each tenth moves the logarithms by as much", np.isclose(*steps))
chapter.holds("Poisson moves little", np.ptp(filled["Poisson"]) < 0.02)
chapter.table(
    "filled_in",
    filled,
    caption="Computers with the unlisted flows filled in",
    formats="{:.3f}",
    track="counterpart",
)

# %% [markdown]
# :::{admonition} Exercise 2: how often are nine countries separated?
# :class: exercise
# Take nine points in general position in a space of $d$ dimensions, five of them called treated. How many of the $2^9$ ways to call points treated or not can a hyperplane separate? Compare with the {glue:text}`n_separable` of {glue:text}`n_126` above. How many covariates separate any five of nine?
# :::
#
# :::{dropdown} Solution
# Cover's count is $2 \sum_{k=0}^{d} \binom{8}{k}$ {cite:p}`cover1965geometrical`: {numref}`belt-road-cover`. With three covariates {glue:text}`cover_3` % of all ways are separable. Ways that call nobody or one country treated are easier to separate than five against four, so that the share of these, {glue:text}`share_separable` %, is smaller. With eight covariates every choice is separable, whatever the countries are, and the propensity score is one or zero for each.
# :::

# %% tags=["hide-cell"]
cover = pd.DataFrame(
    {"covariates": range(1, 9), "separable": [2 * sum(comb(8, k) for k in range(d + 1)) for d in range(1, 9)]}
)
cover["per cent"] = 100 * cover["separable"] / 2**9
chapter.say("cover_3", cover.set_index("covariates").loc[3, "per cent"], "{:.0f}")
chapter.say("share_separable", 100 * separable / n_126, "{:.0f}")
chapter.holds(
    "the choices of five are separable less often", separable / n_126 < cover.loc[2, "separable"] / 2**9
)
chapter.table(
    "cover",
    cover,
    caption="Separable ways to call nine points treated",
    formats={"per cent": "{:.1f}"},
    track="public",
    data=[],
)

# %% [markdown]
# :::{admonition} Exercise 3: a placebo that is one
# :class: exercise
# Derive {eq}`eq-belt-road-carried`. Is there a fictitious year in the sample with less than half of the true effect? Why does a sample that ends in 2012 give a placebo whatever the effect is?
# :::
#
# :::{dropdown} Solution
# In a balanced panel without controls the coefficient is the mean gap between treated and controls from $s$ on, less the mean gap before. With an effect $\tau$ from $e$ on and no other difference, the second is zero and the first is $\tau$ times the share of the years from $s$ on that lie from $e$ on. The earliest date that leaves a year before it is {glue:text}`earliest`, and has {glue:text}`earliest_share` of $\tau$: none has less than half. With no year from $e$ on in the sample there is nothing to take up. The folded cell checks the formula on drawn data without noise.
# :::

# %% tags=["hide-cell"]
truth = baseline.nine(real).assign(y=lambda rows: rows["bri"] * 1.0)
checks = {year: events.fictitious(truth, "y", year)["coef"] for year in events.YEARS}
chapter.holds(
    "the formula holds without noise", all(np.isclose(checks[year], carried[year]) for year in carried)
)
earliest = YEARS[0] + 1
chapter.say("earliest", earliest)
chapter.say("earliest_share", events.carried_over(earliest, YEARS[0], YEARS[-1]), "{:.2f}")
chapter.holds(
    "no fictitious year has less than half", events.carried_over(earliest, YEARS[0], YEARS[-1]) > 0.5
)
