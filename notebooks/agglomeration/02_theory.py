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
# # Mechanism and theory
#
# The second section of the paper {cite:p}`agglomeration_exports` argues in words why people who live close together should export more. The third turns the words into two equations. This chapter draws the argument, checks each equation by computer algebra, and asks of both whether the numbers of the tables can mean what the text takes them to mean. No data are needed for that.

# %% tags=["parameters"]
track = "public"  # and stays so: what stands here rests on the printed text
seed = 2017  # of exercise 1
n = 400  # observations of exercise 1

# %% tags=["hide-input"]
import math

import pandas as pd

from lib import audit, published
from lib.exhibits import Chapter
from lib.exhibits import agglomeration_theory as shows
from lib.studies import agglomeration_printed as record
from lib.studies import agglomeration_theory as theory

chapter = Chapter("agglomeration/02_theory", track="public", varied=(seed, n) != (2017, 400))
claims = published.cells("agglomeration").set_index("id")["printed"]

# %% tags=["remove-cell"]
chapter.say("size_said", claims["literature-size-doubles"])
chapter.say("density_said", claims["literature-density-doubles"])

# %% [markdown]
# ## The argument
#
# **Productivity.** Dense places make firms productive in three ways, which {cite:t}`duranton2004micro` call *sharing* (of suppliers and of what only many can pay for), *matching* (of workers and jobs) and *learning* (from neighbours). The paper cites estimates that a city twice as large has a labour productivity {glue:text}`size_said` % higher {cite:p}`sveikauskas1975productivity`, and one twice as dense one about {glue:text}`density_said` % higher {cite:p}`ciccone1996productivity`. On top of this may come *sorting*: firms that are productive anyway go to large cities {cite:p}`baldwin2006heterogeneous`. Productive firms pay the cost of entering foreign markets more easily, so they export.
#
# **Resilience.** A place is resilient if a shock harms it little, or if it recovers; these are two things, *resistance* and *recovery* {cite:p}`martin2015notion`. Cities have skilled workers, research and a mix of industries, which helps with both. And productivity itself makes resilient.
#
# **What kind of agglomeration.** A good part of the section is on another distinction: many industries in one place (diversified agglomeration, 多样化集聚) against one industry in one place (specialised agglomeration, 专业化集聚). The text quotes works by which the first serves productivity, agglomeration, resilience and exports more than the second, and has exports further both. Nothing becomes of it: agglomeration is measured by the number of people, no regressor knows industries, and no conclusion returns to it.
#
# **Feedback.** Exports bring scale, which makes cities larger and more productive: cumulative causation. If so, agglomeration, resilience and productivity are all caused by what they are to explain, and least squares will not do.
#
# {numref}`agglomeration-mechanism` draws this, and beside it what the paper estimates. The two differ.

# %% tags=["hide-input"]
fig, alt = shows.mechanism()
chapter.figure(
    "mechanism",
    fig,
    caption="Channels and products (作用渠道与交互项)",
    alt=alt,
    data=[],
    note="An arrow that ends on another arrow changes the strength of that effect.",
)

# %% [markdown]
# ## Two equations
#
# With exports $y$ of city $c$ in year $t$ and the logarithms of agglomeration $a$, resilience $r$ and productivity $s$, equation (1) of the paper is
#
# $$
# y_{ct} = \alpha_0 + \alpha_1 y_{c,t-1} + \alpha_2 a_{ct} + \alpha_3 r_{ct} + \alpha_4 s_{ct} + x_{ct}'\beta + \varepsilon_{ct} ,
# $$ (eq-agg-one)
#
# and equation (2) adds two products, of variables less their means,
#
# $$
# y_{ct} = \alpha_0 + \alpha_1 y_{c,t-1} + \alpha_2 a_{ct} + \alpha_3 r_{ct} + \alpha_4 s_{ct} + \alpha_5 a_{ct} r_{ct} + \alpha_6 a_{ct} s_{ct} + x_{ct}'\beta + \varepsilon_{ct} .
# $$ (eq-agg-two)
#
# In {eq}`eq-agg-two` the effect of agglomeration is $\alpha_2 + \alpha_5 r + \alpha_6 s$: it depends on how resilient and productive the city already is. That is *moderation* {cite:p}`baron1986moderator,brambor2006understanding`, an answer to the question *when* agglomeration helps more. A channel is *mediation*: agglomeration changes resilience, and resilience changes exports. By the chain rule,
#
# $$
# \frac{\mathrm d y}{\mathrm d a} = \underbrace{\alpha_2 + \alpha_5 r + \alpha_6 s}_{\text{direct}} + \underbrace{(\alpha_3 + \alpha_5 a)\, \frac{\mathrm d r}{\mathrm d a}}_{\text{through resilience}} + \underbrace{(\alpha_4 + \alpha_6 a)\, \frac{\mathrm d s}{\mathrm d a}}_{\text{through productivity}} .
# $$ (eq-agg-chain)
#
# The channel through resilience needs the response of resilience to agglomeration, $\mathrm d r/\mathrm d a$. The paper has no equation for it ({ref}`finding <finding-agglomeration-derivation-2-interaction-read-as-a-channel>`). $\alpha_5$ may be positive without any channel, if agglomeration leaves resilience alone; and there may be a channel with $\alpha_5 = 0$.
#
# {numref}`agglomeration-statements` holds what the text says of its equations against their derivatives, with sympy; below it stand the formulas of what does not follow, in which $\rho_r$ and $\rho_s$ are the two responses.

# %% tags=["hide-input"]
held = theory.held_against()
chapter.table(
    "statements",
    shows.statements(held),
    caption="The equations and what is said of them",
    original="Equations (1) and (2)",
)

# %% tags=["remove-cell"]
fails = [one.words for one in held if one.result == theory.NOT]
chapter.say("n_held", len(held))
chapter.say("n_fail", len(fails))
chapter.holds(
    "both channels and the reading as per cent do not follow, all else does",
    fails == ["effect through resilience", "effect through productivity",
              "per cent of exports for one per cent of agglomeration"],
)  # fmt: skip
found = {one.id: one.severity for one in audit.audit("agglomeration")}
for what, severity in {
    "derivation:2-interaction-read-as-a-channel": "ambiguity",
    "reparameterisation:2-centring": "remark",
    "constant-by-definition:resilience-in-its-base-year": "remark",
    "standardised-percent:t1-value-agglomeration-effect": "contradiction",
}.items():
    chapter.holds(f"the audit finds {what}", found.get(what) == severity)
chapter.holds(
    "the audit has nothing against the statements that follow",
    not any(name.startswith("sign-of-effect") for name in found),
)

# %% tags=["hide-input"]
shows.typeset([one for one in held if one.result == theory.NOT])

# %% tags=["remove-cell"]
percent, effect = (
    float(claims["t1-value-agglomeration-effect"]),
    float(claims["table_1//(1)/ln_agglomeration/coef"]),
)
chapter.say("percent_said", percent, "{:g}")
chapter.say("elasticity", effect, "{:g}")
needed = math.log1p(percent / 100) / math.log(1.01) / effect  # exact, not to first order
chapter.say("ratio_needed", needed, "{:.0f}")
chapter.say("elasticity_needed", needed * effect, "{:.1f}")
chapter.say("ratio_first_order", percent / effect, "{:.0f}")
chapter.holds("the percentage of the formula in the text is the printed one", percent == 20)
chapter.holds("diversity against specialisation is a hypothesis that no table tests",
              published.cells("agglomeration").set_index("id").loc[
                  "h-diversity-over-specialisation", ["kind", "exhibit"]].tolist() == ["hypothesis", "theory"])  # fmt: skip

# %% [markdown]
# {glue:text}`n_fail` of {glue:text}`n_held` do not follow. Two of them are the channels. The third is the reading of a standardised coefficient as per cent ({ref}`finding <finding-agglomeration-standardised-percent-t1-value-agglomeration-effect>`): the text has exports rise by {glue:text}`percent_said` % for one per cent (it says percentage point) of agglomeration. Between logarithms in their own units a coefficient of {glue:text}`elasticity` would be {glue:text}`elasticity` %; between standardised ones the elasticity is $\alpha_2 \sigma_y / \sigma_a$, and for {glue:text}`percent_said` % the logarithm of exports would have to vary {glue:text}`ratio_needed` times as much as that of population ({doc}`04_baseline`). That is exact: {glue:text}`percent_said` % for one is an elasticity of $\ln 1.2 / \ln 1.01$, {glue:text}`elasticity_needed`. To first order, as the coefficient is read, it is {glue:text}`percent_said`, and the ratio {glue:text}`ratio_first_order`.
#
# ## How large can a channel be?
#
# The numbers can be held against {eq}`eq-agg-chain` even without the missing equation. All variables are standardised, and the slope of one standardised variable on another is their correlation, which is between minus one and one. At the mean ($a = 0$) the channel through resilience is $\alpha_3 \rho_r$, so its size is *at most* $|\alpha_3|$. {numref}`agglomeration-channel-bounds` sets this beside the coefficient that the text reads as the channel.

# %% tags=["hide-input"]
every = theory.channels(("table_1", "table_2", "table_3"))
outcomes = {"(1)": "value", "(2)": "varieties", "(3)": "destinations"}
shown = every.loc["table_1"].reset_index()
shown = shown.assign(column=shown["column"].map(outcomes), main=shown["main"].abs())
chapter.table(
    "channel_bounds",
    shown.set_axis(
        ["exports", "channel", "read as", "at most", "response needed", "least z", "largest z"], axis=1
    ),
    caption="Channels as read, and their upper bounds",
    formats={"read as": "{:.3f}", "at most": "{:.3f}", "response needed": "{:.2f}"}
    | dict.fromkeys(("least z", "largest z"), "{:.2f}"),
    note="Printed coefficients of table 1. Response needed: standard deviations of the variable for one of agglomeration; possible up to 1. z: of the difference between *read as* and *at most*, over all correlations of the two estimates.",
    data=[record.FILE],
)

# %% tags=["remove-cell"]
over = every["needed"].abs() > 1
chapter.say("n_channels", len(every))
chapter.say("n_over", int(over.sum()))
chapter.say("n_over_1", int(over["table_1"].sum()))
chapter.say("n_1", len(every.loc["table_1"]))
first = every.loc["table_1"]
beyond = first[first["z_low"] > 1.96]
never = first[(first["needed"].abs() > 1) & (first["z_high"] < 1.96)]
chapter.say("n_beyond", len(beyond))
chapter.say("n_never", len(never))
chapter.say("beyond_z", beyond["z_low"].min(), "{:.2f}")
chapter.holds("beyond error for productivity on value alone", list(beyond.index) == [("(1)", "productivity")])
chapter.say("needed_resilience", first.loc[("(1)", "resilience"), "needed"], "{:.1f}")
chapter.say("needed_productivity", first.loc[("(1)", "productivity"), "needed"], "{:.1f}")
main = first["main"].abs().unstack("through")
chapter.holds("by main effects resilience leads for destinations only",
              list(main["resilience"] > main["productivity"]) == [False, False, True])  # fmt: skip
chapter.say("main_resilience", main.loc["(3)", "resilience"], "{:g}")
chapter.say("main_productivity", main.loc["(3)", "productivity"], "{:g}")
lag = float(claims["table_1//(1)/lag_outcome/coef"])
chapter.say("lag", lag, "{:g}")
chapter.say("after_one", 100 * (1 - lag), "{:.0f}")
chapter.say("half_life", theory.half_life(lag), "{:.2f}")
chapter.say("long_run", effect / (1 - lag), "{:.3f}")

# %% [markdown]
# In {glue:text}`n_over_1` of the {glue:text}`n_1` cases of table 1, and in {glue:text}`n_over` of {glue:text}`n_channels` in the tables on the full sample (1 to 3), the printed coefficient is larger than the channel can be: for export value, resilience would have to move by {glue:text}`needed_resilience` standard deviations, and productivity by {glue:text}`needed_productivity`, for one of agglomeration. Coefficients are estimates, though, and the paper prints no covariance of the two. Whatever their correlation, the difference is beyond sampling error (at 5 %) in {glue:text}`n_beyond` of the cases of table 1, productivity on export value, where $z$ is at least {glue:text}`beyond_z`; in {glue:text}`n_never` no correlation makes it so, in the others it depends on what is not printed. So beyond error the numbers exclude the reading in one case; that the paper has no equation for a channel holds in all. (A response that holds other variables fixed can exceed one; nothing in the text suggests that it means such a one.) Nor does the order of the channels come from the products. By {eq}`eq-agg-chain` it depends on $\alpha_3 \rho_r$ against $\alpha_4 \rho_s$. If agglomeration moved both variables alike, productivity would lead for value and varieties, and resilience for destinations, where the main effects are {glue:text}`main_resilience` and {glue:text}`main_productivity`.
#
# One more number of {eq}`eq-agg-two` deserves a look before any estimation, the coefficient of the lag. The text reads its sign as *cumulative self-reinforcement*. At {glue:text}`lag`, {glue:text}`after_one` % of a deviation is gone after a year (a half-life of {glue:text}`half_life` years), and the long-run effect $\alpha_2/(1-\alpha_1)$ of agglomeration is {glue:text}`long_run` instead of {glue:text}`elasticity`. Beside what stays for good in a city's effect, exports would have next to no memory.
#
# ## What centring does
#
# The text centres the variables so that products and main effects are less collinear. Put $a - m_a$, $r - m_r$, $s - m_s$ into {eq}`eq-agg-two` and expand: in the raw variables,

# %% tags=["hide-input"]
raw = theory.centred()
chapter.table(
    "centring",
    pd.Series({name: shows.plain(one) for name, one in raw.items()}, name="coefficient in raw variables")
    .rename_axis("regressor")
    .to_frame(),
    caption="Centred coefficients in raw variables",
    data=[],
    note="α: the coefficients with centred variables; m: the means that are subtracted; y₋₁: the lag.",
)

# %% tags=["remove-cell"]
f = theory.formulas()
chapter.holds(
    "products keep their coefficients", raw["a*r"] == f.symbol("alpha5") and raw["a*s"] == f.symbol("alpha6")
)
spread = theory.variance_of_product()

# %% [markdown]
# The products keep their coefficients ({numref}`agglomeration-centring`). Only constant and main effects get other names: they are effects at the means instead of effects at zero. Fitted values, residuals and the test of each product are the same to the last digit ({ref}`finding <finding-agglomeration-reparameterisation-2-centring>`). Centring is good for reading main effects, and does nothing for precision.
#
# It does matter for what comes next. The paper *standardises*, products included, and compares the standardised coefficients of the two products. The standard deviation of a product depends on what was subtracted from its factors. For jointly normal variables with correlation $\varrho$,
#
# $$
# \operatorname{Var}\big[(a - m_a)(r - m_r)\big] = \sigma_a^2\sigma_r^2 (1 + \varrho^2), \qquad
# \operatorname{Var}(a r) = \sigma_a^2\sigma_r^2 (1 + \varrho^2) + m_a^2\sigma_r^2 + m_r^2\sigma_a^2 + 2\varrho\, m_a m_r \sigma_a \sigma_r ,
# $$ (eq-agg-product)
#
# which sympy confirms moment by moment. The same model thus has another standardised coefficient of the product with every other origin of the scales, and logarithms have no natural origin: whether population is counted in persons or in ten thousands moves $m_a$. With centred variables this is settled, by convention. But that one standardised product has a larger coefficient than another says that it explains more of the spread of exports *in this sample*, and no more.

# %% tags=["remove-cell"]
names = {one.name: one for one in spread["raw"].free_symbols}
sd_a, sd_r, c, ma, mr = (names[key] for key in ("sd_a", "sd_r", "c", "ma", "mr"))
more = ma**2 * sd_r**2 + mr**2 * sd_a**2 + 2 * c * ma * mr * sd_a * sd_r
chapter.holds(
    "the variances of products are those of the equation",
    (spread["centred"] - sd_a**2 * sd_r**2 * (1 + c**2)).expand() == 0
    and (spread["raw"] - spread["centred"] - more).expand() == 0,
)

# %% [markdown]
# ## What the measure of resilience measures
#
# Resilience of a city in a year is its growth less its own growth of 2008, made positive by an index whose formula is not printed. Two things follow, whatever the index.
#
# **In 2008 it is the same for every city**, zero before the index ({ref}`finding <finding-agglomeration-constant-by-definition-resilience-in-its-base-year>`). The year of the crisis, the one in which resilience could be seen, has no variation in it, and the product with agglomeration is in that year a multiple of agglomeration itself.
#
# **It falls in the growth of 2008**, one for one, in every other year. A city that got through the crisis unharmed has a *high* growth of 2008 and therefore a *low* measured resilience ever after, and before. {numref}`agglomeration-resilience-example` has two invented cities: one that never wavers, and one that dips in 2008 and comes back.

# %% tags=["hide-input"]
cities = theory.example()
fig, alt = shows.measured_resilience(cities, theory.BASE_YEAR)
chapter.figure(
    "resilience_example",
    fig,
    caption="Two invented cities and their resilience",
    alt=alt,
    data=[],
    note="Measured resilience: growth less the city's growth of 2008, percentage points, before the index.",
)

# %% tags=["remove-cell"]
at_base, slope = theory.in_base_year()
chapter.holds("zero in the base year, falling one for one in its growth", (at_base, slope) == (0, -1))
means = cities["resilience"].drop(theory.BASE_YEAR).mean()
chapter.holds(
    "the city that dips is measured as the more resilient one",
    means["dips and recovers"] > means["steady"],
)
chapter.say("mean_dips", means["dips and recovers"], "{:.1f}")
chapter.say("mean_steady", means["steady"], "{:g}")
dip = cities["growth"].loc[theory.BASE_YEAR, "dips and recovers"]
before = cities["growth"].loc[theory.BASE_YEAR - 1, "dips and recovers"]
chapter.say("dip", before - dip, "{:g}")
chapter.holds("the city that dips loses eight points", before - dip == 8)

# %% [markdown]
# The city that loses {glue:text}`dip` points of growth in the crisis is measured as the resilient one: {glue:text}`mean_dips` points on average in the other years, against {glue:text}`mean_steady`. The measure takes *recovery* for the whole of resilience, counts it also in the years *before* the shock, and turns *resistance* upside down. A positive coefficient then says that cities export more in years of higher growth, or that cities hit harder in 2008 do; the regression cannot tell which. {doc}`05_resilience` has the paper's two other measures.
#
# ## Exercises
#
# :::{admonition} Exercise 1: centre, and look again
# :class: exercise
# Draw {glue:text}`n_drawn` observations with $a$ around 4 and $r$ around 3, and regress $y$ on both and on their product: once from raw, once from centred variables (`theory.centring_example`). Which numbers move? What would you report as the size of the interaction?
# :::

# %% tags=["hide-cell"]
chapter.say("n_drawn", n)
ways = theory.centring_example(n, seed)
chapter.holds("the product's coefficient, its t and the fit stay",
              (ways.loc["raw", ["product", "t of product", "fit"]]
               - ways.loc["centred", ["product", "t of product", "fit"]]).abs().max() < 1e-9)  # fmt: skip
chapter.holds(
    "collinearity, the t of a and the standardised coefficient move",
    ways["collinearity"].abs().iloc[0] > 0.8
    and abs(ways["collinearity"].iloc[1]) < 0.1
    and ways["standardised"].iloc[0] > 5 * ways["standardised"].iloc[1]
    and ways["t of a"].iloc[1] > 3 > abs(ways["t of a"].iloc[0]),
)
for way in ways.index:
    chapter.say(f"standardised_{way}", ways.loc[way, "standardised"], "{:.3f}")
chapter.table(
    "centring_exercise",
    ways.rename_axis("product from"),
    caption="One regression, two products",
    formats=dict.fromkeys(ways.columns, "{:.3f}"),
    track="semi_synthetic",
    data=[],
)

# %% [markdown]
# :::{dropdown} Solution
# In {numref}`agglomeration-centring-exercise` the correlation of $a$ with the product all but vanishes by centring, the t-statistic of $a$ jumps, and coefficient, t-statistic of the product and fit do not move at all. The jump is no gain: it is the test of another hypothesis, no effect at the mean of $r$ instead of at $r = 0$. The *standardised* coefficient of the product falls from {glue:text}`standardised_raw` to {glue:text}`standardised_centred`, for the same model. So report the effect of $a$ at chosen values of $r$, in units {cite:p}`brambor2006understanding`.
# :::
#
# :::{admonition} Exercise 2: a better measure
# :class: exercise
# Define a measure of *resistance* from growth alone that ranks the two cities of {numref}`agglomeration-resilience-example` the other way round, and that does not change from year to year. What can a model with city effects, or one in first differences, make of it?
# :::

# %% tags=["remove-cell"]
withstood = theory.resistance(cities["growth"])
chapter.say("resist_steady", withstood["steady"], "{:g}")
chapter.say("resist_dips", withstood["dips and recovers"], "{:.1f}")
chapter.holds(
    "resistance ranks them the other way round", withstood["steady"] > withstood["dips and recovers"]
)

# %% [markdown]
# :::{dropdown} Solution
# Growth of 2008 less the mean of the years before it, `theory.resistance`: {glue:text}`resist_steady` for the steady city, {glue:text}`resist_dips` for the other. It is one number a city, so city effects absorb it and differences delete it; only its product with something that varies, as agglomeration or the years after 2008, can enter. With the paper's own measure it is the reverse: in first differences the growth of 2008 drops out before the index, and what is left is the change of growth, which has nothing to do with the crisis.
# :::
#
# :::{admonition} Exercise 3: write the missing equation
# :class: exercise
# Which equations would the paper have to estimate in order to speak of channels? What must be assumed for the product of the two coefficients to be the effect through resilience?
# :::
#
# :::{dropdown} Solution
# One for each mediator, $r_{ct} = \gamma_0 + \gamma_1 r_{c,t-1} + \gamma_2 a_{ct} + \dots$, and the same for $s$; the channel at the mean is then $\gamma_2 \alpha_3$ in the year itself. It needs agglomeration to be as good as random given what else is in the equation for $r$, resilience to be so in the equation for exports, *also given agglomeration*, and no third variable that agglomeration moves and that moves both resilience and exports. The figure itself breaks the last one: productivity is such a variable. Instruments for agglomeration alone do not help with it.
# :::
