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
# # Literature and theory
#
# The second section of the paper {cite:p}`akyeva2026impact` reviews the literature and argues in three paragraphs why the initiative should raise trade, raise quality, and do less where incomes are unequal. There is no model in it. This chapter writes one down that is as small as can be, solves it by computer algebra, and asks what it predicts for tables 5 to 8, and what the measures in these tables would show if it were true.

# %% tags=["parameters"]
track = "public"  # and stays so: what stands here rests on the printed text
seed = 2013  # of the simulated lines of products
lines = 12  # of products in each country
draws = 200  # of them

# %% tags=["hide-input"]
import numpy as np
import pandas as pd

from lib import audit, facts, panels, published
from lib.exhibits import Chapter
from lib.exhibits import belt_road_theory as shows
from lib.studies import belt_road_demand as demand
from lib.studies import belt_road_prices as implying
from lib.studies import belt_road_record as record
from lib.studies import belt_road_theory as theory
from lib.studies.twin_cities_theory import substitution

chapter = Chapter("belt_road/02_theory", track="public", varied=(seed, lines, draws) != (2013, 12, 200))
elasticities = facts.load("trade_elasticities")
panel = panels.load("belt_road", "counterpart")
printed = published.cells("belt_road").set_index("id")["printed"]

# %% [markdown]
# ## The literature
#
# The paper sorts what has been written into four groups: co-operation of China with Central Asia; effects of the initiative on trade and growth; what moves trade in high technology (openness to finance, technical barriers, export controls); and networks of such trade. Most of the works are of 2024 to 2026, and look at whole sets of countries; the five Central Asian ones, bilaterally and for these goods, are the gap that it means to fill.
#
# Four older results carry the argument, whether cited or not.
#
# - *Trade costs.* De Soyres and others {cite:p}`desoyres2020how` put the initiative's roads and railways on a map and compute how much faster goods arrive: average trade costs of the countries on the way fall by a few per cent, along the corridors by up to a tenth. By gravity, trade among these countries rises by up to some four per cent, and by three times as much if trade reforms come with it {cite:p}`baniya2019trade`.
# - *Time.* Speed is worth more for some goods: a day in transit costs as much as a tariff of between half and two per cent, most for parts and components {cite:p}`hummels2013time`. That is the reason to look at high technology.
# - *Quality* cannot be seen. Khandelwal, Schott and Wei {cite:p}`khandelwal2013trade` infer it from demand: of two goods with one price the better is the one that sells more. The paper takes this measure, though the numbers in brackets lead to other works ({ref}`finding <finding-belt-road-citation-section-3-2-product-quality>`).
# - *Inequality* moves demand if rich and poor buy different things {cite:p}`fajgelbaum2011income`. In which direction depends on who buys.
#
# ## The argument, drawn
#
# {numref}`belt-road-mechanism` draws what the text says leads to what, with the number of the table where there is a regression.

# %% tags=["hide-input"]
fig, alt = shows.mechanism()
chapter.figure(
    "mechanism",
    fig,
    caption="Channels, with the tables that test them (作用机制)",
    alt=alt,
    data=[],
    note="An arrow that ends on another arrow changes the strength of that effect.",
)

# %% [markdown]
# A channel is a chain: the initiative moves policy, policy moves trade. By the chain rule its contribution is the product of both links. {numref}`belt-road-links` has every coefficient that the paper prints of one on the other.

# %% tags=["hide-input"]
links = theory.links()
chapter.table(
    "links",
    shows.linked(links, theory.CHANNELS),
    caption="Which link is printed",
    original="Tables 3, 5, 6 and 7",
    note="Columns with effects of country and year. Channels: the four of the rows, as outcomes. Empty: no such regression.",
    data=[record.FILE],
    printed=True,
)

# %% tags=["remove-cell"]
chapter.holds("no regression has a channel as outcome", links[list(theory.CHANNELS)].isna().all(axis=None))
chapter.holds("no regression has a channel on trade", links.loc[list(theory.CHANNELS), ["exports", "imports"]].isna().all(axis=None))  # fmt: skip
chapter.say("n_needed", 2 * len(theory.CHANNELS))

# %% [markdown]
# None of the first links is there, none of the second: no regression has policy, infrastructure, co-operation or exchange as its outcome, and none has one of them beside trade. For two flows the four channels need {glue:text}`n_needed` coefficients on trade and four on the channels. What tables 6 and 7 have are effects of the channels on *investors* and on *quality*, whose own effects on trade are not estimated either. So the sentence that the initiative works *through* policy, infrastructure and co-operation has no estimate behind it, whatever the coefficients are. {doc}`05_extensions` goes on from there.
#
# ## A model
#
# A buyer's demand for a variety of quality $\lambda$ from China, with an elasticity of substitution $\sigma > 1$, a price $p$ at the factory and a trade cost $\tau$ as a factor on it, is
#
# $$
# \begin{aligned}
# q &= \lambda^{\sigma-1} (\tau p)^{-\sigma} A , \\
# x &= \tau q , \\
# v &= p\,x = \lambda^{\sigma-1} (\tau p)^{1-\sigma} A ,
# \end{aligned}
# $$ (eq-br-demand)
#
# where $q$ arrives, $x$ leaves (the cost melts, as in the {doc}`model of twin cities </chapters/twin_cities/02_theory>`), $v$ is the value at the border, and $A$ holds the buyer's income and price index. Policy $M$ and infrastructure $I$ lower the cost, $\ln \tau = t_0 - aM - bI$. Quality is chosen: it raises the unit cost, so that $p = \frac{\sigma}{\sigma-1} c \lambda^{\theta}$ with $0 < \theta < 1$, and has a fixed cost $f\lambda^{\gamma}$, so that the seller solves
#
# $$
# \begin{gathered}
# \max_{\lambda} \; \frac{v(\lambda)}{\sigma} - f \lambda^{\gamma} , \\
# \gamma > (\sigma-1)(1-\theta) .
# \end{gathered}
# $$ (eq-br-quality)
#
# Taking logarithms of its first-order condition makes it linear in $\ln\lambda$, and sympy solves it. The results, as effects on logarithms:

# %% tags=["hide-input"]
found = theory.results()
shows.typeset({name: one for name, one in found.items() if name != "identity"})

# %% tags=["hide-input"]
chapter.table(
    "model",
    shows.checked(found),
    caption="The model's results, checked",
    data=[],
    note="Each closed form against the solution: once by simplifying their difference, once at random points with thirty digits.",
)

# %% tags=["remove-cell"]
chapter.holds(
    "every result is confirmed both ways", all(one.symbolic and one.numeric for one in found.values())
)
effects = {
    name: record.number(printed[f"table_3//({k})/bri/coef"]) for name, k in (("exports", 3), ("imports", 6))
}
quality = {
    name: record.number(printed[f"table_5//({k})/bri/coef"]) for name, k in (("exports", 2), ("imports", 3))
}
spread = substitution(elasticities)
low, high = spread["low"].min(), spread["high"].max()
for name, effect in effects.items():
    chapter.say(name, effect, "{:g}")
    chapter.say(f"quality_{name}", quality[name], "{:g}")
sized = theory.sizes(effects["exports"], (low, high))
cut, by_product = (
    sized.loc[f"trade cost, elasticity of {words}"] for words in ("trade as a whole", "products")
)
alone, reformed = sized.loc["trade, roads alone"], sized.loc["trade, with reforms"]
chapter.say("cut_low", cut["low"], "{:.1f}")
chapter.say("cut_high", cut["high"], "{:.1f}")
chapter.say("cut_product_low", by_product["low"], "{:.1f}")
chapter.say("cut_product_high", by_product["high"], "{:.1f}")
chapter.say("sigma_low", low, "{:g}")
chapter.say("sigma_high", high, "{:g}")
chapter.say("rise", alone["high"], "{:.0f}")
chapter.say("times_alone", alone["high"] / alone["roads high"], "{:.0f}")
chapter.say("times_reformed", reformed["high"] / reformed["roads high"], "{:.0f}")
chapter.holds("the cost cut lies between those of the average country and of the corridors",
              theory.COST_FALL[0] < cut["low"] and cut["high"] < theory.COST_FALL_CORRIDOR)  # fmt: skip
chapter.holds("by elasticities of products it is beyond those of the corridors",
              by_product["low"] > theory.COST_FALL_CORRIDOR)  # fmt: skip
chapter.holds("as trade it is beyond both", alone["high"] > reformed["roads high"] > alone["roads high"])

# %% [markdown]
# A lower cost raises value directly, and again because a larger market makes quality pay; the second part is the share $(\sigma-1)(1-\theta)/\gamma$ of the whole. So the model gives the text what it says: more trade, and higher quality, through each thing that lowers the cost.
#
# Is the printed effect of {glue:text}`exports` on exports of a likely size? That depends on what it is put beside ({numref}`belt-road-size`).

# %% tags=["hide-input"]
chapter.table(
    "size",
    shows.sized(sized),
    caption="The printed effect on exports beside what roads are said to do",
    note="Printed: table 3 (3). Trade cost: its fall if quality stays as it is. Roads and railways: fall of the cost in the countries of the initiative, the upper end along its corridors; rise of trade among them.",
    data=[record.FILE, "data/facts/trade_elasticities.csv"],
    printed=True,
)

# %% [markdown]
# As a fall of the trade cost it is {glue:text}`cut_low` to {glue:text}`cut_high` %, with elasticities of {glue:text}`sigma_high` down to {glue:text}`sigma_low`, as works on trade as a whole have them. That lies between what {cite:t}`desoyres2020how` compute for the average country and for the corridors. With elasticities of two to three, as they are found for single products (below), it would be {glue:text}`cut_product_low` to {glue:text}`cut_product_high` %, as much as along the corridors and more. As a rise of trade it is {glue:text}`rise` %: {glue:text}`times_alone` times what {cite:t}`baniya2019trade` compute at most for the roads alone, and {glue:text}`times_reformed` times what they have with reforms of trade. So one comparison finds the size possible and the other finds it large; both are about all goods.
#
# ## What measured quality measures
#
# Quality is measured as $\ln\hat\lambda = (\ln x + \sigma \ln p)/(\sigma-1)$, less fixed effects. Put {eq}`eq-br-demand` in, as the last two lines above do: what comes out is
#
# $$
# \ln\hat\lambda = \ln\lambda - \ln\tau + \frac{\ln A}{\sigma-1} .
# $$ (eq-br-measured)
#
# A lower trade cost *is* higher measured quality, one for one, without any change of quality. So is a larger market. The authors of the measure know this: their fixed effects, of product and of country and year, take $\tau$ and $A$ out. But these take the treatment out as well, which is one of countries and years: over the lines of products, each counted once, the residual has the mean zero in each of them. {numref}`belt-road-absorbed` shows both on simulated lines. An index of a country may also weight its lines by value; the last row does.

# %% tags=["hide-input"]
planted = theory.Planted(lines=lines)
differing = theory.Planted(lines=lines, spread=0.3)
measured = theory.measured_effects(planted, draws, seed)
apart = theory.measured_effects(differing, draws, seed)
chapter.table(
    "absorbed",
    shows.weighed({"all lines alike": measured, "lines differ": apart}),
    caption="Measured quality, by what is taken out",
    track="semi_synthetic",
    data=[],
    note=f"Means over {draws} draws, in parentheses Monte Carlo errors. Planted: quality up by {planted.quality:g}, trade cost down by {-planted.cost:g} in logarithms, in five of nine countries from the eleventh of 21 years on; {planted.lines} lines in each country. Lines differ: quality up by {planted.quality:g} on average, with a standard deviation of {differing.spread:g} over lines.",
)

# %% tags=["remove-cell"]
chapter.say("planted_quality", planted.quality, "{:g}")
chapter.say("planted_both", planted.quality - planted.cost, "{:g}")
chapter.say("measured_product", measured.loc["product", "mean"], "{:.3f}")
chapter.say("weighted_alike", measured.loc[theory.BY_VALUE, "mean"], "{:.3f}")
chapter.say("weighted_apart", apart.loc[theory.BY_VALUE, "mean"], "{:.3f}")
chapter.holds(
    "with effects of country and year the plain mean has nothing left",
    max(one.loc[theory.ABSORBED, "largest"] for one in (measured, apart)) < 1e-12,
)
chapter.holds("without them quality and cost are mixed",
              abs(measured.loc["product", "mean"] - (planted.quality - planted.cost)) < 0.02)  # fmt: skip
chapter.holds(
    "weighted by value nothing is found where all lines rise alike",
    abs(measured.loc[theory.BY_VALUE, "mean"]) < 4 * measured.loc[theory.BY_VALUE, "error"],
)
chapter.holds(
    "and something where they differ",
    apart.loc[theory.BY_VALUE, "mean"] > 4 * apart.loc[theory.BY_VALUE, "error"],
)

# %% [markdown]
# With effects of country and year the effect on the plain mean is zero to the last digit, whatever happened to quality. Weighted by value it need not be: where lines differ, those that rose gain in value and in weight, and the effect is {glue:text}`weighted_apart`. But it says which lines rose, not that they rose on average. If all rise alike it is {glue:text}`weighted_alike`. Without these effects the plain mean gives {glue:text}`measured_product`, where quality rose by {glue:text}`planted_quality` and the rest is the fall of the cost.
#
# The coefficients of table 5 are not zero. So either the effects have not been taken out, and costs and demand are in its quality; or they have, and its index weights, selects or rescales the lines, and then it is not the mean rise of quality that it shows. The paper does not say which. On neither reading does the table tell better goods from what it says makes them better.
#
# There is one more thing to read from {eq}`eq-br-measured`. Value and measured quality are made of the same two numbers, so that row by row
#
# $$
# \ln v = (\sigma-1)\,(\ln\hat\lambda - \ln p) ,
# $$ (eq-br-identity)
#
# the last line of {numref}`belt-road-model`. Least squares is linear in the outcome. With the same rows and regressors, which the paper prints for tables 3 and 5, and with one elasticity for all lines, the effects on value and on measured quality therefore give the effect on *prices*: $\beta_p = \beta_{\hat\lambda} - \beta_v/(\sigma-1)$. {numref}`belt-road-prices` has it for elasticities from two to ten.

# %% tags=["hide-input"]
works = set(spread.to_numpy().ravel())
prices = implying.implied(pd.Series(sorted(works | {2.0, 2.5, 3.0, 4.0, 8.0}), dtype=float))
chapter.table(
    "prices",
    shows.priced(prices, (low, high)),
    caption="Effects on unit values that tables 3 and 5 imply",
    note="On the logarithm of the price at the border, by one elasticity for all lines. Of quality: as a share of the printed effect on measured quality, in parentheses its 95 % set after Fieller, if the numbers in the paper's parentheses are standard errors and the two effects uncorrelated. Found for trade as a whole: the range of works that estimate one elasticity for all goods.",
    data=[record.FILE, "data/facts/trade_elasticities.csv"],
    printed=True,
)

# %% tags=["remove-cell"]
turn = implying.turning()
of_whole = prices[prices["sigma"].between(low, high)]
first, least = of_whole.iloc[0], prices.iloc[0]
for name, row in turn.iterrows():
    chapter.say(f"turn_{name}", row["sigma"], "{:.2f}")
    for kind in ("set", "widest"):
        ((start, end),) = row[kind]
        chapter.say(f"turn_{name}_{kind}", f"{start:.1f} to {end:.1f}")
    chapter.say(f"share_{name}", f"{first[f'{name} low']:.0f} to {first[f'{name} high']:.0f}")
    chapter.say(f"share_{name}_two", least[f"{name} share"], "{:.0f}")
chapter.say("quoted_median", theory.QUOTED_MEDIAN, "{:g}")
chapter.say("sigma_least", least["sigma"], "{:g}")
shares = of_whole[["exports share", "imports share"]]
chapter.holds("by the elasticities of whole trade most of the quality effect is a price effect",
              (shares > 50).all(axis=None))  # fmt: skip
chapter.holds("but their sets begin below half, and above zero",
              first["sigma"] == low and (first[["exports low", "imports low"]].between(0, 50)).all())  # fmt: skip
chapter.holds("both turn between two and three, where elasticities of products lie",
              turn["sigma"].between(*theory.BY_PRODUCT).all())  # fmt: skip

# %% [markdown]
# The elasticity decides. With those of works on trade as a whole, {glue:text}`sigma_low` to {glue:text}`sigma_high`, the point estimates make more than half of the quality effect a rise of unit values. They are not so precise: at {glue:text}`sigma_low` the share is {glue:text}`share_exports` % for exports and {glue:text}`share_imports` % for imports, if the numbers in parentheses are standard errors and the two estimates uncorrelated. With lower elasticities it is less; prices stay as they are at {glue:text}`turn_exports` for exports ({glue:text}`turn_exports_set`, and {glue:text}`turn_exports_widest` at correlations from -0.9 to 0.9) and {glue:text}`turn_imports` for imports ({glue:text}`turn_imports_set`, {glue:text}`turn_imports_widest`), and below they *fall*: at {glue:text}`sigma_least` their share is {glue:text}`share_exports_two` and {glue:text}`share_imports_two` %. All this takes one elasticity for all lines. If lines have elasticities of their own, even their mean gives the mean effect on prices only if effects and elasticities are unrelated. A measure of quality is usually made with elasticities of single products, and these are lower. The best known ones have medians over products between two and three {cite:p}`broda2006globalization` ({glue:text}`quoted_median` over five-digit headings, as quoted by {cite:t}`eaton2019margins`; not checked against the document), where the point estimates turn their sign. The paper does not say which elasticity it took, or how many. So tables 3 and 5 cannot tell better goods from dearer ones, nor rule out that prices did not rise at all. And goods that become dearer can be better; they can also be dearer because the dollar fell, or because the mix of countries and goods changed. A table of unit values would show it, and the paper has the data for one. (Quality is taken in logarithms here, as the measure gives it; if it was scaled to lie between zero and one, as some authors do, the text should say so.)
#
# ## Inequality
#
# Why should inequality weaken the effect? The text says that it lowers demand. Suppose that a household buys one unit if it has more than an income $y$. With lognormal incomes of mean $m$, whose logarithm has the standard deviation $s$, the share
#
# $$
# \begin{gathered}
# \Phi(z), \\
# z = \frac{k}{s} - \frac{s}{2}, \quad k = \ln\frac{m}{y} ,
# \end{gathered}
# $$ (eq-br-share)
#
# buys, and Theil's index is $s^2/2$, which sympy integrates. A lower price lowers $y$, and so raises $k$. With $h = \varphi(z)/\Phi(z)$, the effects on the logarithm of demand are
#
# $$
# \begin{aligned}
# \frac{\partial \ln \Phi}{\partial s} &= -\frac{h\,(z+s)}{s} , \\
# \frac{\partial^2 \ln \Phi}{\partial k\, \partial s} &= \frac{h}{s^2}\, B , \\
# B &= (z+h)(z+s) - 1 .
# \end{aligned}
# $$ (eq-br-inequality)
#
# Both change their sign. {numref}`belt-road-regions` shows where.

# %% tags=["remove-cell"]
nine = panel[panel["group"] != "other"]
index = pd.Series(demand.theil_of_gini(nine["gini"].dropna()), index=nine.dropna(subset="gini").index)
middle = float(index.median())
turns = demand.turns(middle)
_, spread_of = demand.symbols()
chapter.holds("both forms of every derivative agree", all(demand.confirmed().values()))
chapter.holds("Theil's index of the lognormal is half of the variance", demand.theil() == spread_of**2 / 2)
chapter.say("theil_middle", middle, "{:.2f}")
chapter.say("turn_level", turns["level"], "{:.2f}")
chapter.say("turn_interaction", turns["interaction"], "{:.2f}")
chapter.holds("the band lies around mean income", turns["interaction"] < 1 < turns["level"])

# %% tags=["hide-input"]
fig, alt = shows.regions((float(index.min()), float(index.max())), turns, middle)
chapter.figure(
    "regions",
    fig,
    caption="What inequality does to demand, and to an effect",
    alt=alt,
    note="Effect: of a lower price on the logarithm of the share that buys. Range of the nine: Theil index of a lognormal distribution with the Gini of disposable income (SWIID), country-years where it is known.",
    data=["data/facts/country_year.csv"],
)

# %% [markdown]
# At an index of {glue:text}`theil_middle`, the median of the nine countries' years, inequality lowers demand for goods that begin to be bought below {glue:text}`turn_level` times mean income, and raises it above, where only the rich buy. It weakens the effect of a lower price above {glue:text}`turn_interaction` times mean income, and strengthens it below, where most have the good already and the poor are those who can still begin to buy. What the text says of both, less demand *and* a weaker effect, holds in the band between. For a telephone or a lorry that may be. It is not a consequence of inequality as such, and the sign of the interaction tests nothing unless one knows who buys.
#
# Two more things. The demand for China's *exports* is that of the partner, and its inequality may matter for it. The demand for China's *imports* is that of China. The paper has the partner's inequality in both, and explains a negative interaction in the second by *import demand* ({ref}`finding <finding-belt-road-hypothesis-against-table-t8-import-demand>`). And its measure is the gap between town and country by Theil's index, which is one part of inequality, that between two groups; {doc}`05_extensions` takes the index apart.
#
# ## What is predicted
#
# {numref}`belt-road-predictions` puts the model's signs beside the printed ones.

# %% tags=["hide-input"]
predicted = theory.predictions()
chapter.table(
    "predictions",
    predicted.rename(columns={"test": "could fail"}),
    caption="What the model predicts for tables 3 and 5 to 8",
    original="Tables 3 and 5 to 8",
    note="Printed: coefficients above and below zero, and how many have any star. Could fail: whether the printed signs could have contradicted the model.",
    data=[record.FILE],
    printed=True,
)

# %% tags=["remove-cell"]
tests = predicted[predicted["test"]]
chapter.say("n_rows", len(predicted))
chapter.say("n_tests", len(tests))
chapter.holds(
    "three rows test anything and agree", len(tests) == 3 and tests["printed"].str.contains(", 0 −").all()
)
found_by = {one.id: one.severity for one in audit.audit("belt_road")}
for what in ("citation:section-3-2-product-quality", "hypothesis-against-table:t8-import-demand"):
    chapter.holds(f"the audit finds {what}", what in found_by)

# %% [markdown]
# {glue:text}`n_tests` of {glue:text}`n_rows` rows could have contradicted it, and do not. But the same signs come out if nothing happened to quality and only costs fell, or if only demand grew, since measured quality holds all three. Co-operation, exchange and investors are in no equation of this model; the text brings them in by *learning* and by *flows of factors* (要素流动), which no coefficient describes.
#
# ## The propensity score
#
# The equation of the matching is the logit
#
# $$
# P(\text{Treat}_i = 1 \mid Z_i) = \frac{e^{Z_i\gamma}}{1 + e^{Z_i\gamma}} .
# $$ (eq-br-logit)
#
# As algebra it is right: its log odds are linear in the covariates, it lies between zero and one, and it rises in a covariate with a positive coefficient. As a model of this treatment it is odd in two ways. It has the index of a country and none of a year, so there are nine observations. And whether a country is in Central Asia is not a matter of chance: the probability is one for five and zero for four, and no covariate makes Mongolia a possible member.
#
# A logit has estimates only if no plane in the covariates separates the treated from the others {cite:p}`albert1984existence`. {numref}`belt-road-separable` counts for how many ways to label nine points one does, by Cover's theorem {cite:p}`cover1965geometrical`.

# %% tags=["hide-input"]
counts = pd.DataFrame(
    {"separated": {d: theory.separable(9, d) for d in range(1, 9)}, "of": 2**9}
).rename_axis("covariates")
counts["share, %"] = 100 * counts["separated"] / counts["of"]
chapter.table(
    "separable",
    counts,
    caption="Nine points: labels that a plane separates",
    formats={"share, %": "{:.1f}"},
    data=[],
    note="Points in general position, with a constant beside the covariates.",
)

# %% tags=["remove-cell"]
chapter.holds("the printed logit is one", all(theory.propensity().values()))
announced = int(record.stated("design-matching-variables"))
chapter.say("announced", announced)
chapter.say("share_announced", counts.loc[announced, "share, %"], "{:.0f}")
chapter.say("covariates_all", int(counts.index[counts["share, %"] == 100].min()))
chapter.holds("with eight covariates all are separated", counts.loc[8, "separated"] == 2**9)
chapter.holds(
    "no derivation of the audit fails on the logit",
    not any(name.startswith("derivation") for name in found_by),
)

# %% [markdown]
# With the {glue:text}`announced` covariates of the text a purely random label is separated in {glue:text}`share_announced` % of the cases, and with {glue:text}`covariates_all` always. Then the score is zero or one for everybody, and there is nobody to match. Repeating each country for ten years before the event makes ninety rows and no tenth country. {doc}`04_baseline` estimates the score on the public data and reports what it finds.
#
# ## Exercises
#
# :::{admonition} Exercise 1: who pays
# :class: exercise
# Suppose that the trade cost does not melt but is paid to a carrier. What is measured quality then, and by how much do the implied prices of {numref}`belt-road-prices` change?
# :::
#
# :::{dropdown} Solution
# Then what leaves is what arrives, $x = q$, and the line *cost is paid* above has $-\frac{\sigma}{\sigma-1}\ln\tau$ in place of $-\ln\tau$: measured quality takes up more of the fall. The prices do not change at all. {eq}`eq-br-identity` is made of $x$ and $p$ as they are recorded, and holds for any demand whatever, also if the model is wrong.
# :::
#
# :::{admonition} Exercise 2: how many products
# :class: exercise
# Draw {numref}`belt-road-absorbed` again with two lines of products in each country, and with a hundred (`theory.measured_effect`). Does it help to have more products? Does it help against what?
# :::

# %% tags=["hide-cell"]
by_lines = pd.DataFrame({
    n: theory.measured_effect(theory.Planted(lines=n), seed)[["product", theory.ABSORBED]]
    for n in (2, 12, 100)
}).T.rename_axis("lines")  # fmt: skip
chapter.table(
    "lines_exercise",
    by_lines.round(9) + 0.0,
    caption="More lines of products",
    formats="{:.3f}",
    track="semi_synthetic",
    data=[],
)

# %% tags=["remove-cell"]
gap = (by_lines["product"] - (planted.quality - planted.cost)).abs()
chapter.say("with_many", by_lines["product"].iloc[-1], "{:.3f}")
chapter.holds("with many lines the sum of both is found closely", gap.iloc[-1] < 0.01)
chapter.holds("and still nothing within country and year", by_lines[theory.ABSORBED].abs().max() < 1e-12)

# %% [markdown]
# :::{dropdown} Solution
# It helps against noise: with a hundred lines the estimate is {glue:text}`with_many`, near to the {glue:text}`planted_both` that quality and cost make together ({numref}`belt-road-lines-exercise`). It does nothing against the mixture, and nothing for the identified effect, which stays zero. What would help is a treatment that differs *between products* of a country and year, such as a tariff line or a railway that only some goods use.
# :::
#
# :::{admonition} Exercise 3: the poor and the rich
# :class: exercise
# In {eq}`eq-br-inequality`, let first the price be so high that hardly anybody buys ($z \to -\infty$), then so low that nearly everybody does ($z \to \infty$). What happens to the effect of a lower price, and to the way in which inequality changes it?
# :::

# %% tags=["remove-cell"]
ends = {name: [float(part) for part in demand.signs(np.array(price), np.array(middle))]
        for name, price in (("dear", 20.0), ("cheap", 0.05))}  # fmt: skip
chapter.holds("dear goods: inequality raises demand and weakens the effect",
              ends["dear"][0] > 0 > ends["dear"][1])  # fmt: skip
chapter.holds("cheap goods: it lowers demand and strengthens the effect",
              ends["cheap"][0] < 0 < ends["cheap"][1])  # fmt: skip

# %% [markdown]
# :::{dropdown} Solution
# For $z \to -\infty$ the ratio $h$ approaches $-z$, so the effect $h/s$ grows without bound: where few buy, a lower price adds many in proportion. There $(z+h)(z+s) \to -1$, inequality weakens it, and raises demand itself. For $z \to \infty$ the ratio $h$ vanishes, and the effect with it: everybody has the good. There $(z+h)(z+s)$ grows, and inequality strengthens what effect is left, since it keeps some too poor to have bought yet.
# :::
