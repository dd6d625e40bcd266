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
# # Background and theory
#
# Why should a promise of friendship sell goods? The second section of the paper {cite:p}`yang2022twin` gives an answer in two steps: agreements lower the cost of trading, and lower costs raise exports. The first step is argued, the second derived from a model of demand. This chapter retells the first and derives the second anew, by computer algebra, so that each printed equation can be held against it.

# %% tags=["parameters"]
track = "public"  # and stays so: what stands here is public on every track of the other chapters
seed = 2017  # nothing is drawn here
own_share = 0.1  # of the exporter in the importer's spending, exercise 2

# %% tags=["hide-input"]
import numpy as np
import pandas as pd

from lib import audit, facts, published, verdicts
from lib.exhibits import Chapter
from lib.exhibits import twin_cities_theory as shows
from lib.results import tidy_rows
from lib.studies import twin_cities_equations as equations
from lib.studies import twin_cities_theory as model

chapter = Chapter("twin_cities/02_theory", track="public", varied=own_share != 0.1)
estimates = facts.load("trade_elasticities")
printed = published.cells("twin_cities").set_index("id")["printed"]

# %% [markdown]
# ## Six roles
#
# {numref}`twin-cities-table-1` has the six roles of the paper's table 1 in our words. The examples are ours, from the dated agreements of {doc}`01_introduction`; that a pair has an agreement does not show that the role was played.

# %% tags=["hide-input"]
chapter.table(
    "table_1",
    shows.roles(facts.load("sister_city_agreements")),
    caption="What sister cities are for (友好城市的六大作用)",
    original="Table 1",
)

# %% [markdown]
# Only the third role is about trade. The others come in through what economists call transaction costs. A firm that sells abroad has to find a buyer, to learn what is wanted, and to trust that the buyer will not ask for a lower price once the goods are made; networks of people help with all three {cite:p}`rauch2001business`. Studies of twinning elsewhere find that German counties with partners abroad grew faster {cite:p}`brakman2016town`, that ties in New Zealand moved from culture to commerce {cite:p}`cremer2001international`, that success depends on what the partners put in {cite:p}`baycan2010success`, and that cities of Asia value the exchange of know-how {cite:p}`tjandradewi2009city`. None of this measures a trade cost, nor does the paper: that agreements lower costs is an assumption in it, which the estimates of exports cannot test.
#
# From this the paper draws three hypotheses: (1) agreements raise exports between the partners; (2) they do so more for Belt and Road countries and for neighbours; (3) they make exports withstand shocks. Only the first is derived from its model.

# %% [markdown]
# ## The importer's problem
#
# The model is that of Dixit and Stiglitz {cite:p}`dixit1977monopolistic` with the *iceberg* costs of Samuelson {cite:p}`samuelson1954transfer`. Country $j$ spends $E_j$ on goods $i$ from all exporters. Of $\tau_{ij} > 1$ units that leave $i$ one arrives, so that a unit received costs $\tau_{ij} p_i$. With quantities *received* $q_{ij}$, weights $\alpha_i$ and an elasticity of substitution $\delta > 1$,
#
# $$
# \max_{q} \; U_j = \Big[\sum_i \alpha_i\, q_{ij}^{(\delta-1)/\delta}\Big]^{\delta/(\delta-1)} \quad \text{subject to} \quad \sum_i \tau_{ij} p_i q_{ij} = E_j .
# $$ (eq-tc-problem)
#
# At the optimum the marginal rate of substitution equals the ratio of what the units cost,
#
# $$
# \frac{\alpha_1}{\alpha_2}\Big(\frac{q_{1j}}{q_{2j}}\Big)^{-1/\delta} = \frac{\tau_{1j} p_1}{\tau_{2j} p_2}
# \quad\Longrightarrow\quad
# \frac{q_{1j}}{q_{2j}} = \Big(\frac{\alpha_1}{\alpha_2}\Big)^{\delta} \Big(\frac{\tau_{1j} p_1}{\tau_{2j} p_2}\Big)^{-\delta} .
# $$ (eq-tc-foc)
#
# Put into the budget, this gives the price index, which is what one unit of utility costs, and the demand,
#
# $$
# P_j = \Big[\sum_i \alpha_i^{\delta} (\tau_{ij} p_i)^{1-\delta}\Big]^{1/(1-\delta)}, \qquad
# q_{ij} = \alpha_i^{\delta}\, (\tau_{ij} p_i)^{-\delta}\, P_j^{\delta-1}\, E_j ,
# $$ (eq-tc-demand)
#
# and the share of $i$ in spending,
#
# $$
# \omega_{ij} = \frac{\tau_{ij} p_i q_{ij}}{E_j} = \alpha_i^{\delta} \Big(\frac{\tau_{ij} p_i}{P_j}\Big)^{1-\delta} .
# $$ (eq-tc-share)
#
# What customs of $i$ record is another quantity than $q_{ij}$. They see what leaves, $x_{ij} = \tau_{ij} q_{ij}$, and its value $v_{ij}$,
#
# $$
# x_{ij} = \alpha_i^{\delta}\, \tau_{ij}^{1-\delta}\, p_i^{-\delta}\, P_j^{\delta-1} E_j , \qquad
# v_{ij} = p_i\, x_{ij} = \tau_{ij} p_i\, q_{ij} = \alpha_i^{\delta} (\tau_{ij} p_i)^{1-\delta} P_j^{\delta-1} E_j .
# $$ (eq-tc-exports)
#
# With iceberg costs the value at the exporter's border and at the importer's is the same, because the whole cost is in units that melt.
#
# These equations are not taken on trust. {numref}`twin-cities-steps` has sympy solve {eq}`eq-tc-problem` for two goods, from the derivatives of the utility on, and compare each result with the closed form: once by simplifying their ratio, once at random points with thirty digits.

# %% tags=["hide-input"]
best = model.optimum()
steps = model.steps(best)
shown = steps[["symbolic", "numeric"]].set_axis(steps["words"].rename("step"))
shown.columns = ["ratio simplifies to one", "equal at random points"]
chapter.table("steps", shown, caption="The derivation, step by step", data=[])

# %% tags=["remove-cell"]
chapter.holds("every step is confirmed", steps[["symbolic", "numeric"]].all(axis=None))
held = equations.held_against(best)
outcome = {(one.equation, one.words): one for one in held}
count = pd.Series([one.result for one in held]).value_counts()
chapter.say("n_lines", len(held))
chapter.say("n_follow", int(count.get("follows", 0)))
chapter.say("n_if", int(count.get("follows only if", 0)))
chapter.holds("no printed equation is beyond repair", "does not follow" not in count)

# %% [markdown]
# ## Each printed equation
#
# {numref}`twin-cities-equations` holds the eight equations of the paper against these. Of {glue:text}`n_lines` comparisons {glue:text}`n_follow` come out as printed; {glue:text}`n_if` come out only under a reading that the paper does not state.

# %% tags=["hide-input"]
chapter.table(
    "equations",
    shows.comparison(held),
    caption="Printed equations and the derivation",
    original="Equations (1) to (8)",
    note="Two goods stand for the sum. The elasticity has two names in print, $\\sigma$ in (1) and (3) and $\\delta$ elsewhere; both are $\\delta$ here.",
)

# %% tags=["remove-cell"]
found = {one.id: one.severity for one in audit.audit("twin_cities")}
chapter.holds("the audit says the same of the budget", found.get("derivation:budget-of-1-against-5") == "inconsistency"
              and outcome["(1)", "spending of the budget"].readings != ())  # fmt: skip
chapter.holds("the audit says the same of (3)", found.get("derivation:7-against-3") == "inconsistency"
              and outcome["(3)", "demand for a good"].readings != ())  # fmt: skip
chapter.holds("the audit says the same of (6)", found.get("derivation:6-from-2-4-5") == "inconsistency"
              and equations.EQUAL in outcome["(6)", "quantity, by (2), (4), (5)"].readings)  # fmt: skip
chapter.holds("the audit says the same of (7)", found.get("first-order-condition:7-maximises-1") == "inconsistency"
              and equations.EQUAL in outcome["(7)", "quantity"].readings)  # fmt: skip
chapter.holds("the audit says the same of (8) as arithmetic", "derivation:8-from-7" not in found
              and outcome["(8)", "price times quantity (7)"].result == "follows")  # fmt: skip
chapter.holds("the audit says the same of (8) as a value", found.get("derivation:8-against-5") == "inconsistency"
              and outcome["(8)", "value of exports"].readings != ())  # fmt: skip
chapter.holds("the utility with roots mends (2) and (7) and not (4)",
              [equations.ROOT in outcome[key].readings for key in
               (("(2)", "price index"), ("(7)", "quantity"), ("(4)", "share in spending"))]
              == [True, True, False])  # fmt: skip

# %% [markdown]
# Three slips are of weight, the rest of notation.
#
# **The weights.** Equation (2) has each weight $\alpha_i$ as it stands, (4) has none, and the optimum of (1) has $\alpha_i^\delta$ in both. With (2) and (4) as printed the shares do not add up to the demand of (6) and (7) ({ref}`finding <finding-twin-cities-derivation-6-from-2-4-5>`), and (7) does not maximise (1) ({ref}`finding <finding-twin-cities-first-order-condition-7-maximises-1>`). A utility with $\alpha_i^{1/\delta}$ would mend (2) and (7), as exercise 1 shows, but not (4). Equal weights mend (4), (6) and (7). For the effect of the trade cost none of this matters: a constant factor drops out of an elasticity.
#
# **The budget.** Printed without a sum and without $\tau$, it charges nothing for what melts, while (5) does ({ref}`finding <finding-twin-cities-derivation-budget-of-1-against-5>`). It can be meant of units shipped; then the utility counts units that have melted.
#
# **The value of exports.** Equation (8) multiplies the price at the factory by the quantity that *arrives*. Nobody pays this amount: the seller is paid for $\tau_{ij} q_{ij}$ units at $p_i$, the buyer pays $\tau_{ij} p_i$ for $q_{ij}$ units, and these are equal ({eq}`eq-tc-exports`). As arithmetic (8) follows from (7); as the value of exports, which by (5) is $\omega_i E_j$, it lacks a factor $\tau_{ij}$ ({ref}`finding <finding-twin-cities-derivation-8-against-5>`), unless the cost is no iceberg but paid to somebody else, such as an agent who searches. Search and trust, which the paper means, are of that kind, so that (8) is right for the costs it has in mind and wrong for the model it writes down. This one matters for the elasticity.
#
# Of notation are the two names of the elasticity, the undefined $\mu$ and the missing $\tau$ of (3) ({ref}`findings <finding-twin-cities-undefined-symbol-symbols-of-1-to-8>`). All comparisons, in sympy's own typesetting:

# %% tags=["hide-input"]
shows.equations(held)

# %% [markdown]
# ## What a lower cost does
#
# {numref}`twin-cities-model` has the elasticity of exports with respect to the trade cost. Given the price index, it is $-\delta$ for what arrives, as in (7) and (8), and $1-\delta$ for what customs see. If the price index moves too, each is closer to zero by $(\delta-1)\,\omega$, where $\omega$ is the exporter's share in the importer's spending; for a Chinese city this is small. So the paper's conclusion holds in every version: exports fall in the trade cost.

# %% tags=["hide-input"]
elastic = model.elasticities(best)
sigma = float(model.substitution(estimates).stack().median())
cost = float(estimates.loc[estimates["quantity"] == "trade cost", "low"].iloc[0])
rows = pd.DataFrame(
    [
        ("quantity", "trade_cost", "coef", -sigma),
        ("value", "trade_cost", "coef", 1 - sigma),
        ("", "elasticity", "value", sigma),
        ("", "trade_cost", "value", cost),
    ],
    columns=["column", "term", "statistic", "value"],
)
rows = tidy_rows(rows, paper="twin_cities", exhibit="model", track=chapter.track)
shown = elastic.map(shows.greek).rename(index={"demand": "quantity received", "shipped": "quantity shipped"})
shown.columns = ["price index given", "price index moves"]
chapter.table(
    "model",
    shown.rename_axis("exports"),
    caption="Elasticities with respect to the trade cost",
    tidy=rows,
    original="Equations (7) and (8)",
    note="ω: share of the exporter in the importer's spending.",
)

# %% tags=["remove-cell"]
chapter.say("sigma_median", sigma, "{:g}")
chapter.say("tau", cost, "{:g}")
chapter.say("tau_percent", 100 * (cost - 1), "{:.0f}")
both = pd.concat(
    [verdicts.beside("twin_cities", rows), verdicts.beside("twin_cities", rows, hypotheses=True)]
)
chapter.holds("what the text says of its model holds", (both["verdict"] == "exact").all() and len(both) == 3)
quantity, value = (float(printed[f"table_3//({k})/treat_post/coef"]) for k in (2, 4))
errors = [
    effect / float(printed[f"table_3//({k})/treat_post/t"]) for k, effect in ((2, quantity), (4, value))
]
cuts = model.cost_cuts(estimates, quantity, value)
chapter.say("quantity", quantity, "{:.3f}")
chapter.say("value", value, "{:.3f}")
chapter.say("gap", value - quantity, "{:.3f}")
chapter.say("smaller_error", min(errors), "{:.3f}")
chapter.holds("the gap is within a standard error", value - quantity < min(errors))
chapter.say("cut_low", 100 * cuts["quantity (7)"].min(), "{:.1f}")
chapter.say("cut_high", 100 * cuts["quantity shipped"].max(), "{:.1f}")
part = cuts * cost / (cost - 1)
chapter.say("part_low", 100 * part["quantity (7)"].min(), "{:.1f}")
chapter.say("part_high", 100 * part["quantity shipped"].max(), "{:.1f}")
spread = model.substitution(estimates)
survey = spread.loc["anderson2004trade"]
chapter.say("sigma_low", survey["low"], "{:g}")
chapter.say("sigma_high", survey["high"], "{:g}")
chapter.holds("the others lie within the survey", spread["low"].min() >= survey["low"]
              and spread["high"].max() <= survey["high"])  # fmt: skip

# %% [markdown]
# How large is an effect of {glue:text}`quantity` on the logarithm of exports? The model turns it into a fall of the trade cost, if the elasticity is known. {numref}`twin-cities-cuts` does so for what the literature has found: between {glue:text}`sigma_low` and {glue:text}`sigma_high` in the survey of Anderson and van Wincoop {cite:p}`anderson2004trade`, and one more than the trade elasticities of Simonovska and Waugh {cite:p}`simonovska2014elasticity`, of Fontagné, Guimbard and Orefice {cite:p}`fontagne2019product` and of the meta-analysis of Head and Mayer {cite:p}`head2014gravity`. {numref}`twin-cities-statics` draws it around a cost of {glue:text}`tau`, that is {glue:text}`tau_percent` % on top of the price, which the survey gives for trade between rich countries.

# %% tags=["hide-input"]
works = {
    "anderson2004trade": "Anderson and van Wincoop",
    "simonovska2014elasticity": "Simonovska and Waugh",
    "head2014gravity": "Head and Mayer",
    "fontagne2019product": "Fontagné, Guimbard and Orefice",
}
shown = (100 * cuts).rename(index=works, level="source").reset_index()
chapter.table(
    "cuts",
    shown.rename(columns={"sigma": "elasticity"}),
    caption="Fall of the trade cost behind the printed effects",
    formats={"elasticity": "{:g}"} | dict.fromkeys(cuts.columns, "{:.2f}"),
    note="Per cent of the trade cost, as a factor on the price. Effects: table 3, columns (2) and (4).",
)

# %% tags=["hide-input"]
chosen = {f"elasticity {x:g}": x for x in (spread["low"].min(), sigma, spread["high"].max())}
titles = {"Quantity, as in (7)": ("demand", quantity), "Value, iceberg": ("value", value)}
grid = np.linspace(cost - 0.06, cost + 0.02, 161)
curves = {title: model.curves(grid, chosen, name, cost) for title, (name, _) in titles.items()}
slopes = {title: pd.Series({label: -x if name == "demand" else 1 - x for label, x in chosen.items()})
          for title, (name, _) in titles.items()}  # fmt: skip
fig, alt = shows.statics(curves, slopes, cost, {title: effect for title, (_, effect) in titles.items()})
chapter.figure(
    "statics",
    fig,
    caption="Exports and the trade cost",
    alt=alt,
    note="Dotted: tangents, from the exact derivative. The price index is given.",
)

# %% [markdown]
# To raise the logarithm of exports by {glue:text}`quantity` an agreement would have to take between {glue:text}`cut_low` and {glue:text}`cut_high` % off the trade cost, which is between {glue:text}`part_low` and {glue:text}`part_high` % of the part of it that lies on top of the price. That is a possible amount for something that saves search and builds trust, and it is not a small one for a single agreement.
#
# The model has more to say than the paper uses.
#
# - *Quantity and value move together.* Prices at the factory are given, so the effects on both must be equal, in (7) and (8) as in {eq}`eq-tc-exports`. The printed ones are {glue:text}`quantity` and {glue:text}`value`. Their difference of {glue:text}`gap` is smaller than either standard error (the smaller is {glue:text}`smaller_error`), so the results do not contradict the model, nor do they support the text's reading of the difference, that exports grow less by sheer quantity than before.
# - *Other destinations are not touched.* An agreement with one country changes $\tau$ and $P$ of that country only. The rise of exports to countries without agreement in table 4 is outside the model, so whether it is called creation or spillover, it tests nothing that was derived.
# - *Lines, shares and shocks are absent.* A consumer with this utility buys some of everything: there is no margin at which new goods enter, and no shock. The second and third hypotheses and the columns on industries rest on words.
#
# ## Exercises
#
# :::{admonition} Exercise 1: mend the weights
# :class: exercise
# Write the utility with $\alpha_i^{1/\delta}$ instead of $\alpha_i$ and solve the importer's problem again. Which of the printed equations (2), (4) and (7) come out now?
# :::

# %% tags=["hide-cell"]
roots = (
    "(alpha1**(1/delta)*q1**((delta-1)/delta) + alpha2**(1/delta)*q2**((delta-1)/delta))**(delta/(delta-1))"
)
mended = model.optimum(roots)
said, f = equations.printed_equations(), model.formulas()
whole = {"(2)": said["(2)"], "(4)": said["(4)"], "(7)": said["(7)"].subs(f.symbol("P"), said["(2)"])}
solved = {"(2)": mended.price_index, "(4)": mended.share, "(7)": mended.demand}
comes_out = {name: f.equal(whole[name], solved[name]) for name in whole}
chapter.table(
    "weights_exercise",
    pd.Series(comes_out, name="comes out").rename_axis("equation").to_frame(),
    caption="With each weight to the power of one over delta",
    data=[],
)

# %% tags=["remove-cell"]
chapter.holds("(2) and (7) come out and (4) does not", list(comes_out.values()) == [True, False, True])

# %% [markdown]
# :::{dropdown} Solution
# Equations (2) and (7) come out, (4) does not ({numref}`twin-cities-weights-exercise`): its shares have no weights, whatever the utility. Many textbooks write the utility with the root for just this reason; the paper seems to have mixed both forms.
# :::
#
# :::{admonition} Exercise 2: a large exporter
# :class: exercise
# An exporter has a share of {glue:text}`own_share` in the importer's spending, and the elasticity of substitution is {glue:text}`sigma_median`. By how much does the elasticity of its export value with respect to the trade cost differ from that of an exporter too small to move the price index? Does the conclusion that exports fall in the cost survive a share close to one?
# :::

# %% tags=["remove-cell"]
omega, delta = f.symbol("omega1"), f.symbol("delta")
moving = elastic.loc["value", "whole"].subs({omega: own_share, delta: sigma})
chapter.say("own_share", own_share, "{:g}")
chapter.say("value_small", 1 - sigma, "{:.2f}")
chapter.say("value_large", float(moving), "{:.2f}")
limit = elastic["whole"].map(lambda one: one.subs(omega, 1))
chapter.say("limit_received", int(limit["demand"]))
chapter.holds("with a share of one only what arrives falls", limit["demand"] == -1 and limit["value"] == 0)

# %% [markdown]
# :::{dropdown} Solution
# The elasticity is {glue:text}`value_large` instead of {glue:text}`value_small`: by {numref}`twin-cities-model` it is multiplied by one minus the share. With a share of one the value does not move at all, since spending is given and there is nobody to take it from; what arrives then falls one for one (an elasticity of {glue:text}`limit_received`). For any smaller share both fall, so the conclusion survives.
# :::
#
# :::{admonition} Exercise 3: melting or paying
# :class: exercise
# Suppose an agreement saves {glue:text}`tau_cut` % of the trade cost, and the elasticity of substitution is {glue:text}`sigma_median`. By how much do the logarithms of the quantity and of the value at China's border rise if the cost melts, and if it is paid to an agent in the importing country?
# :::

# %% tags=["remove-cell"]
saved = 0.02
chapter.say("tau_cut", 100 * saved, "{:g}")
chapter.say("melts", (1 - sigma) * np.log(1 - saved), "{:.3f}")
chapter.say("paid", -sigma * np.log(1 - saved), "{:.3f}")

# %% [markdown]
# :::{dropdown} Solution
# If it melts, fewer units have to leave for each that arrives, which offsets a part of the rise: both logarithms rise by {glue:text}`melts`. If it is paid, what leaves is what arrives, and both rise by {glue:text}`paid`, as in the paper's (7) and (8). In neither case do quantity and value part.
# :::
