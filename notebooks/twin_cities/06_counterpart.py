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
# # Countries in the place of pairs
#
# The paper's customs records are licensed {cite:p}`yang2022twin`. How many sister-city agreements (国际友好城市协议) were signed is public for a part of the world, by partner country and year, and so are China's exports to each country. This chapter asks of these what the paper asks of pairs: do exports rise with agreements?
#
# :::{admonition} How this differs from the paper
# :class: warning
# Track `counterpart`: a public stand-in, never counted in the match rate.
#
# - *Countries, not cities.* The unit is a partner country in a year. Who in China signed does not matter here.
# - *Total exports, not a pair's.* The outcome is all that China sells to the country, so what one tied city gains is a small part of it, and what it takes from another city cancels.
# - *{glue:text}`n_countries` partners, not {glue:text}`printed_destinations` destinations.* They are the countries of Asia and the Pacific that AidData counts {cite:p}`aiddata_diplomacy`. The Americas, Europe and Africa are absent, the United States among them.
# - *No untied comparison within a country.* The paper sets a tied city beside untied cities that export to the same destination. Here every city of a country's column is added up, and only other countries and years are left to compare with.
# - *Agreements from {glue:text}`first_counted` on.* What was signed earlier is not in the counts; the count of the first year may hold some of it.
# - *Years, not half-years.* The day of signing is not in the counts, so the paper's rule for agreements of the second half-year cannot be applied.
#
# Whatever stands below, it neither confirms nor refutes the paper's numbers.
# :::

# %% tags=["parameters"]
track = "counterpart"
seed = 2022
draws = 999

# %% tags=["hide-input"]
import numpy as np
import pandas as pd

from lib import facts, panels, published
from lib.exhibits import Chapter
from lib.exhibits import twin_cities_counterpart as plots
from lib.exhibits import twin_cities_tables as tables
from lib.panels import twin_cities_counterpart as counterpart
from lib.results import tidy_rows
from lib.studies import twin_cities_counterpart as study

track = "counterpart"  # the only one of this chapter, also where a run of the whole part asks for another
defaults = (seed, draws) == (2022, 999)
chapter = Chapter("twin_cities/06_counterpart", track=track, home="counterpart", varied=not defaults)
panel = panels.load("twin_cities", "counterpart")
inside = panel[panel["in_window"] == 1]
printed = published.cells("twin_cities").set_index("id")["printed"]
keys = {"paper": "twin_cities", "track": "counterpart"}

# %% tags=["remove-cell"]
chapter.say("n_countries", panel["iso3"].nunique())
chapter.say("printed_destinations", printed["design-n-destinations"])
chapter.say("printed_cities", printed["design-n-cities"])
chapter.say("first_counted", counterpart.FIRST_COUNTED)
chapter.say("first", counterpart.WINDOW[0])
chapter.say("last", counterpart.WINDOW[1])
chapter.say("last_counted", counterpart.LAST_COUNTED)

# %% [markdown]
# ## Partners and agreements
#
# {numref}`twin-cities-counterpart-map` counts the agreements from {glue:text}`first_counted` to the end of {glue:text}`last`.

# %% tags=["hide-input"]
fig, alt = plots.partner_map(panel, facts.load("destinations"), counterpart.WINDOW[1])
last_rows = inside[inside["year"] == counterpart.WINDOW[1]]
stock_rows = last_rows.rename(columns={"iso3": "panel", "year": "term", "stock": "value"})
chapter.figure(
    "counterpart_map",
    fig,
    caption="Agreements with 38 partners, 2000 to 2015",
    alt=alt,
    tidy=tidy_rows(stock_rows.assign(statistic="agreements"), exhibit="counterpart_map", **keys),
)

# %% tags=["remove-cell"]
by_stock = last_rows.set_index("iso3")["stock"].sort_values(ascending=False)
chapter.say("n_agreements", int(by_stock.sum()))
chapter.say("top_two_share", 100 * by_stock.head(2).sum() / by_stock.sum(), "{:.0f}")
chapter.say("n_without", int((by_stock == 0).sum()))
chapter.holds("Japan and Korea have the most agreements", set(by_stock.index[:2]) == {"JPN", "KOR"})
first_count = panel.loc[panel["year"] == counterpart.FIRST_COUNTED, "agreements"]
second_count = panel.loc[panel["year"] == counterpart.FIRST_COUNTED + 1, "agreements"]
chapter.say("count_first", int(first_count.sum()))
chapter.say("count_second", int(second_count.sum()))
chapter.say("n_earlier", int(panel.drop_duplicates("iso3")["earlier_known"].sum()))
trade = inside.groupby("iso3")["exports_usd"].sum()
weight = (trade / trade.sum()).sort_values(ascending=False)
chapter.say("weight_japan", 100 * weight["JPN"], "{:.0f}")
chapter.say("weight_korea", 100 * weight["KOR"], "{:.0f}")
chapter.say("effective", 1 / (weight**2).sum(), "{:.0f}")
missing = counterpart.report(panel).set_index("column")

# %% [markdown]
# Of the {glue:text}`n_agreements` agreements {glue:text}`top_two_share` % are with two countries, Japan and Korea; {glue:text}`n_without` countries have none. The first year has {glue:text}`count_first` agreements and the second {glue:text}`count_second`, so that some of the first may be older, and a public list dates agreements before {glue:text}`first_counted` with {glue:text}`n_earlier` of the countries. Both are variants below. Exports are those of BACI, which reconciles both sides' reports {cite:p}`gaulier2010baci`; the customs figures of the yearbook {cite:p}`nbs_yearbook` begin in 2011 and stand beside them, never spliced. {numref}`twin-cities-counterpart-missing` counts what is missing; nothing is filled in.

# %% tags=["hide-input"]
shown = missing.copy()
several = shown["countries"] == panel["iso3"].nunique()
shown["which"] = shown["which"].where(~several, "all, before 2011")
chapter.table("counterpart_missing", shown, caption="Missing cells of the country panel, 2002 to 2015")

# %% [markdown]
# ## Two ways to weigh a country
#
# With $A_{jt}$ the agreements signed with country $j$ from {glue:text}`first_counted` to the end of year $t$,
#
# ```{math}
# :label: twin-cities-counterpart-equation
# \mathbb{E}[X_{jt}] = \exp\left(\beta \ln(1 + A_{jt}) + \varphi_j + \gamma_t\right),
# ```
#
# with effects of country and year. Least squares on $\ln X_{jt}$ gives every country the same weight; Poisson pseudo maximum likelihood on $X_{jt}$ {cite:p}`santossilva2006log` weighs a country by what it buys. If $\beta$ were one number for all countries, the two would agree up to noise. Errors are clustered by country.

# %% tags=["hide-input"]
found = study.table(panel)
fig, alt = plots.readings(found)
chapter.figure(
    "counterpart_readings",
    fig,
    caption="Exports on agreements by reading and method",
    alt=alt,
    note="Bars: 95 per cent, t distribution with as many degrees of freedom as countries less one.",
)

# %% tags=["hide-input"]
chapter.table(
    "counterpart_estimates",
    tables.by_method(found, [reading.name for reading in study.READINGS]),
    caption="Exports on agreements: coefficients and errors",
    tidy=tidy_rows(found, exhibit="counterpart_estimates", **keys),
    note="Standard errors in parentheses. Regressor: logarithm of one plus the agreements; in the reading on any agreement an indicator.",
)

# %% tags=["remove-cell"]
numbers = found.set_index(["panel", "column", "statistic"])["value"]
coefs = numbers.xs("coef", level="statistic").unstack("column")
stock_only = coefs.drop(index="any agreement since 2000")
short = {"least squares": "ols", "Poisson": "ppml"}
for method, name in short.items():
    for statistic, form in {"coef": "{:.3f}", "se": "{:.3f}", "p": "{:.3f}"}.items():
        chapter.say(f"{name}_{statistic}", numbers["main", method, statistic], form)
    chapter.say(f"{name}_trend", numbers["a trend for each country", method, "coef"], "{:.3f}")
    chapter.say(f"{name}_controls", numbers["income and population", method, "coef"], "{:.3f}")
    chapter.say(f"{name}_any", numbers["any agreement since 2000", method, "coef"], "{:.3f}")
    chapter.say(f"{name}_short", numbers["without Japan and Korea", method, "coef"], "{:.3f}")
chapter.say("trend_t", numbers["a trend for each country", "Poisson", "t"], "{:.1f}")
chapter.say("n_readings", len(study.READINGS))
logs = inside.pivot(index="iso3", columns="year", values="ln_exports")
growth = logs[counterpart.WINDOW[1]] - logs[counterpart.WINDOW[0]]
many = by_stock[growth.index] > by_stock.median()
chapter.say("median_stock", by_stock.median(), "{:g}")
size = inside.drop_duplicates("iso3").set_index("iso3")["larger"]
chapter.holds("most countries with few agreements are small", (size[growth.index][~many] == 0).mean() > 0.5)
chapter.say("growth_many", growth[many].mean(), "{:.2f}")
chapter.say("growth_few", growth[~many].mean(), "{:.2f}")
chapter.holds(
    "exports to countries with few agreements grew faster", growth[~many].mean() > growth[many].mean()
)
for group, name in {"the larger half": "large", "the smaller half": "small"}.items():
    chapter.say(f"ols_{name}", numbers[group, "least squares", "coef"], "{:.3f}")
chapter.holds(
    "least squares is negative in every reading on the number", (stock_only["least squares"] < 0).all()
)
poisson = coefs["Poisson"]
chapter.holds(
    "Poisson is positive in every reading but the one with trends",
    (poisson.drop("a trend for each country") > 0).all() and poisson["a trend for each country"] < 0,
)
p_values = numbers.xs("p", level="statistic").unstack("column")
chapter.holds(
    "least squares is significant in the main reading", p_values.loc["main", "least squares"] < 0.05
)
chapter.holds(
    "no reading has a positive coefficient significant at 5 %",
    not ((coefs > 0) & (p_values < 0.05)).to_numpy().any(),
)
chapter.holds(
    "least squares is significant in neither half",
    (p_values.loc[["the larger half", "the smaller half"], "least squares"] > 0.1).all(),
)
chapter.holds(
    "with trends least squares is near zero",
    p_values.loc["a trend for each country", "least squares"] > 0.3,
)

# %% [markdown]
# {numref}`twin-cities-counterpart-readings` and {numref}`twin-cities-counterpart-estimates` have {glue:text}`n_readings` readings. By least squares the coefficient is {glue:text}`ols_coef` (standard error {glue:text}`ols_se`, $p$ {glue:text}`ols_p`), and negative in every reading that counts agreements: between {glue:text}`first` and {glue:text}`last` the logarithm of exports to the countries with up to {glue:text}`median_stock` agreements, the median, grew by {glue:text}`growth_few` on average, that of exports to the others by {glue:text}`growth_many`. Most of the former are small, and within the larger and the smaller half of the countries the coefficient ({glue:text}`ols_large` and {glue:text}`ols_small`) is not significant. By Poisson it is {glue:text}`ppml_coef` ({glue:text}`ppml_se`, $p$ {glue:text}`ppml_p`) and positive in every reading but one. No positive coefficient of these readings is significant at 5 %. So the sign depends on how a country is weighed, and on what it may do by itself: with a linear trend for each country least squares falls to {glue:text}`ols_trend`, and Poisson turns to {glue:text}`ppml_trend`; with income and population they are {glue:text}`ols_controls` and {glue:text}`ppml_controls`. Agreements accumulate smoothly, and so do exports: what is left when two rising curves have been compared is mostly the difference of their slopes.
#
# ## Few countries decide
#
# Poisson weighs by exports, of which Japan takes {glue:text}`weight_japan` % and Korea {glue:text}`weight_korea` %. By the inverse of the sum of squared shares there are {glue:text}`effective` countries in it and not {glue:text}`n_countries`; the $t$ of {glue:text}`trend_t` in the reading with trends rests on an asymptotic theory of many clusters which so few large ones do not supply {cite:p}`cameron2015practitioner`. {numref}`twin-cities-counterpart-left-out` leaves one country out at a time.

# %% tags=["hide-input"]
without = study.leave_one_out(panel)
whole = {method: numbers["main", method, "coef"] for method in study.METHODS}
fig, alt = plots.left_out(without, whole)
long = without.rename_axis(columns="column").stack().rename("value").reset_index()
long = long.rename(columns={"iso3": "panel"}).assign(term="ln_stock", statistic="coef")
chapter.figure(
    "counterpart_left_out",
    fig,
    caption="Coefficients without each country in turn",
    alt=alt,
    tidy=tidy_rows(long, exhibit="counterpart_left_out", **keys),
    note="Grey: all countries.",
)

# %% tags=["hide-input"]
handed = {method: study.reassign(panel, method, draws=draws, seed=seed) for method in study.METHODS}
fig, alt = plots.handed_around(handed)
rows = [
    (m, name, getattr(one, name)) for m, one in handed.items() for name in ("coef", "pvalue", "pvalue_se")
]
rows = pd.DataFrame(rows, columns=["column", "statistic", "value"]).assign(term="ln_stock")
chapter.figure(
    "counterpart_reassigned",
    fig,
    caption="Agreements handed to other countries",
    alt=alt,
    tidy=tidy_rows(rows, exhibit="counterpart_reassigned", **keys),
    note="Black: the actual agreements.",
)

# %% tags=["remove-cell"]
for method, name in short.items():
    chapter.say(f"{name}_p_permuted", handed[method].pvalue, "{:.3f}")
    chapter.say(f"{name}_p_error", handed[method].pvalue_se, "{:.3f}")
    chapter.say(f"{name}_low", without[method].min(), "{:.3f}")
    chapter.say(f"{name}_high", without[method].max(), "{:.3f}")
chapter.say("ppml_without_japan", without.loc["JPN", "Poisson"], "{:.3f}")
chapter.say("n_draws", draws)
chapter.say("one_step", handed["Poisson"].coef, "{:.3f}")
chapter.holds("without Japan the Poisson coefficient is lowest", without["Poisson"].idxmin() == "JPN")
chapter.holds("permuted least squares is weaker than clustered",
              handed["least squares"].pvalue > p_values.loc["main", "least squares"])  # fmt: skip
chapter.holds("without any country least squares stays negative", (without["least squares"] < 0).all())

# %% [markdown]
# Least squares stays between {glue:text}`ols_low` and {glue:text}`ols_high` whoever is left out; Poisson goes from {glue:text}`ppml_low` to {glue:text}`ppml_high`, and is lowest without Japan ({glue:text}`ppml_without_japan`).
#
# {numref}`twin-cities-counterpart-reassigned` asks the question of few clusters without an asymptotic theory: the countries' whole histories of agreements are handed to other countries at random, {glue:text}`n_draws` times. The two-sided $p$, twice the share of permutations beyond the actual coefficient on the side where there are fewer, is {glue:text}`ols_p_permuted` by least squares (Monte Carlo error {glue:text}`ols_p_error`) and {glue:text}`ppml_p_permuted` by Poisson ({glue:text}`ppml_p_error`), against {glue:text}`ols_p` and {glue:text}`ppml_p` by clustered errors. For Poisson the permuted statistic is the first step of Fisher scoring from a fit without agreements ({glue:text}`one_step` with the actual ones). The test takes every country to have been as likely as any other to have any of the histories, which nobody believes of Japan and Nauru; it bounds how much so few countries can tell, no more.
#
# ## The first agreement
#
# An event study needs a date. For many countries the first agreement since {glue:text}`first_counted` is not their first. {numref}`twin-cities-counterpart-event` keeps those for which it may be: an agreement in 2001 or later, none in the first counted year and none on the public list before, beside the countries without any.

# %% tags=["hide-input"]
paths = study.event_paths(panel)
fig, alt = plots.event(paths)
chapter.figure(
    "counterpart_event",
    fig,
    caption="Exports around the first agreement",
    alt=alt,
    tidy=study.tidy_event(paths, "counterpart_event", "counterpart"),
    note="2000 to 2016, errors clustered by country. The first and last point of two-way fixed effects hold all earlier and later years. Band and bars: 95 per cent.",
)

# %% tags=["remove-cell"]
clean = study.event_sample(panel).drop_duplicates("iso3")
chapter.say("n_event", int(clean["first_year"].notna().sum()))
chapter.say("n_never", int(clean["first_year"].isna().sum()))
path = paths[paths["estimator"] == "two-way fixed effects"].set_index("relative")
before = path[path.index < -1]
chapter.say("before_low", before["coef"].min(), "{:.2f}")
chapter.say("before_high", before["coef"].max(), "{:.2f}")
chapter.say("after_last", path["coef"].iloc[-1], "{:.2f}")
chapter.say("after_half", (path["upper"] - path["coef"]).iloc[-1], "{:.2f}")
chapter.holds("every interval holds zero", not ((paths["lower"] > 0) | (paths["upper"] < 0)).any())
both = paths.pivot(index="relative", columns="estimator", values="coef").iloc[1:-1]
chapter.holds("imputation draws nearly the same", both.diff(axis=1).iloc[:, -1].abs().max() < 0.05)
means = study.event_overall(panel).set_index(["panel", "statistic"])["value"]
for key, name in {"bjs": "imputation", "sa": "Sun and Abraham", "cs": "Callaway and Sant'Anna"}.items():
    chapter.say(f"{key}_mean", means[name, "coef"], "{:.2f}")
    chapter.say(f"{key}_se", means[name, "se"], "{:.2f}")
chapter.holds("no mean effect is significant", (means.xs("p", level="statistic") > 0.1).all())

# one agreement more for a country that has none, in per cent of exports: estimated, and implied by the paper
effect = float(printed["table_3//(4)/treat_post/coef"])
chapter.say("paper_value", effect, "{:.3f}")
implied = 100 * np.expm1(effect) / int(printed["design-n-cities"])
chapter.say("implied", implied, "{:.2f}")
one_more = np.log(2) * numbers["main", "Poisson", "se"]
detectable = 100 * np.expm1(2.8 * one_more)
chapter.say("detectable", detectable, "{:.0f}")
chapter.say("implied_whole", 100 * np.expm1(effect), "{:.1f}")
chapter.holds("not even an effect on all exports could be seen", 100 * np.expm1(effect) < detectable)

# %% [markdown]
# {glue:text}`n_event` countries have such a date and {glue:text}`n_never` none. By two-way fixed effects the coefficients before the agreement lie between {glue:text}`before_low` and {glue:text}`before_high`, after six years and more at {glue:text}`after_last` with an interval of ±{glue:text}`after_half`. With staggered dates such a path mixes countries' effects {cite:p}`sun2021estimating`; the imputation estimator, which does not {cite:p}`borusyak2024revisiting`, draws nearly the same between the ends. Every interval of both holds zero. The mean effect over the treated years is {glue:text}`bjs_mean` (standard error {glue:text}`bjs_se`) by imputation, {glue:text}`sa_mean` ({glue:text}`sa_se`) by Sun and Abraham, {glue:text}`cs_mean` ({glue:text}`cs_se`) by Callaway and Sant'Anna {cite:p}`callaway2021difference`: with so few dates the choice of estimator matters less than the few countries there are.
#
# ## What could be seen
#
# A last question is whether this panel could show the paper's effect if the paper were right. Its coefficient on the value of exports is {glue:text}`paper_value`. If the {glue:text}`printed_cities` cities exported alike and nothing were diverted, the first city tied to a country would add {glue:text}`implied` % to China's exports there. The smallest effect of a first agreement that the Poisson regression finds with a power of 80 % (2.8 standard errors) is {glue:text}`detectable` %. A larger city would add more, and a province's agreement, which reaches all its cities, more still; but even if the tied cities made all of the exports, the paper's effect of {glue:text}`implied_whole` % would be below what can be seen.
#
# :::{admonition} Result of the counterpart
# :class: important
# Over {glue:text}`n_countries` countries of Asia and the Pacific, {glue:text}`first` to {glue:text}`last`, China's total exports are not robustly associated with the agreements signed since {glue:text}`first_counted`. The coefficient on their logarithm is {glue:text}`ols_coef` ({glue:text}`ols_se`) by least squares and {glue:text}`ppml_coef` ({glue:text}`ppml_se`) by Poisson; the first rests on the faster growth of exports to countries with few agreements or none, the second on Japan, and country trends take the one away and turn the other round. None of the {glue:text}`n_readings` readings of {numref}`twin-cities-counterpart-estimates` gives a positive effect that is significant at 5 % by either method; the one significant positive coefficient of the chapter belongs to exercise 1, whose bar of {glue:text}`jump_bar` agreements in a year was one of three tried (Poisson, {glue:text}`jump_coef`, standard error {glue:text}`jump_se`). The first agreement leaves no trace in the event study. None of this contradicts the paper: what its estimate implies for a country is far below what {glue:text}`n_countries` countries can show.
# :::
#
# ## Exercises
#
# :::{admonition} Exercise 1: a jump in place of the first
# :class: exercise
# Most countries have a stream of agreements and no first one. Take instead the first year in which a country signed at least three. Estimate the effect of having had such a year, by both methods. Which countries have none?
# :::
#
# :::{dropdown} Solution
# Build the indicator from `agreements` and give it to a `Reading` as its regressor. The folded cell does so for two, three and four agreements. With three, {glue:text}`jump_none` of the countries have no such year, many with agreements among them. The coefficients move with the bar by about as much as their standard errors, and with four agreements that of Poisson is significant at 5 %. A bar that is chosen after looking at its estimates is one more way to find an effect.
# :::

# %% tags=["hide-cell"]
jumps = {}
for bar in (2, 3, 4):
    year_of = panel["year"].where(panel["agreements"] >= bar).groupby(panel["iso3"]).transform("min")
    other = panel.assign(jump=(panel["year"] >= year_of).astype(int))
    row = {"countries with a jump": int(other.groupby("iso3")["jump"].max().sum())}
    for method in study.METHODS:
        one = study.estimate(other, study.Reading(name="jump", regressor="jump"), method)
        row |= {method: one.params["jump"], f"{method}, se": one.std_errors["jump"]}
    jumps[bar] = row
chapter.say("jump_none", panel["iso3"].nunique() - jumps[3]["countries with a jump"])
spread = {
    m: max(row[m] for row in jumps.values()) - min(row[m] for row in jumps.values()) for m in study.METHODS
}
error = {m: np.mean([row[f"{m}, se"] for row in jumps.values()]) for m in study.METHODS}
chapter.holds(
    "the bar moves coefficients by about an error", all(0.5 < spread[m] / error[m] < 2 for m in error)
)
chapter.holds(
    "four agreements give a significant Poisson", jumps[4]["Poisson"] > 2.1 * jumps[4]["Poisson, se"]
)
chapter.holds(
    "no other bar gives a significant positive coefficient",
    sum(row[m] > 2.03 * row[f"{m}, se"] for row in jumps.values() for m in study.METHODS) == 1,
)
chapter.say("jump_bar", max(jumps))
chapter.say("jump_coef", jumps[4]["Poisson"], "{:.3f}")
chapter.say("jump_se", jumps[4]["Poisson, se"], "{:.3f}")
chapter.table(
    "counterpart_jumps",
    pd.DataFrame(jumps).T.astype({"countries with a jump": int}).rename_axis("agreements in a year"),
    caption="Effect of a year with many agreements",
    formats={name: "{:.3f}" for name in ("least squares", "least squares, se", "Poisson", "Poisson, se")},
)

# %% [markdown]
# :::{admonition} Exercise 2: one plus
# :class: exercise
# The regressor is the logarithm of one plus the count. By how many per cent do exports change in the model from no agreement to the first, from the first to the second, from the tenth to the eleventh? What if the count were in tens?
# :::
#
# :::{dropdown} Solution
# From $a$ to $a + 1$ agreements exports change by the factor $((a + 2) / (a + 1))^\beta$: $2^\beta$ for the first, $1.5^\beta$ for the second, $(12/11)^\beta$ for the eleventh. In tens the first agreement would be $1.1^\beta$. The logarithm of a count has no unit-free meaning once a number has been added to it, so $\beta$ is no elasticity, except for large counts. The reading on any agreement asks a question without this choice.
# :::
