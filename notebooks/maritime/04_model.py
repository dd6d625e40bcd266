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
# # The frontier gravity model
#
# A gravity model says how much investment to expect between two countries on average. A *frontier* gravity model says how much there could be at most, and reads the shortfall as inefficiency: everything that keeps investment below what size and distance allow. The paper estimates the frontier and the causes of the shortfall together, after Battese and Coelli {cite:p}`battese1995model`.

# %% tags=["parameters"]
track = "public"
seed = 2017
gammas = [0.5, 0.95]  # of exercise 1

# %% tags=["hide-input"]
import numpy as np
import pandas as pd
import statsmodels.api as sm
from statsmodels.stats.outliers_influence import variance_inflation_factor

from lib import panels
from lib.estimators import frontier
from lib.estimators.frontier import FrontierSpec
from lib.estimators.frontier_simulation import simulate
from lib.exhibits import Chapter
from lib.exhibits import maritime_frontier as plots
from lib.panels import maritime
from lib.studies import maritime as study
from lib.studies import maritime_grid as grid

chapter = Chapter("maritime/04_model", track=track, varied=seed != 2017)
panel = panels.load("maritime", track)

# %% [markdown]
# ## Frontier, noise, inefficiency
#
# Let $y_{it}$ be the logarithm of China's investment in host $i$ in year $t$ and $x_{it}$ the gravity variables, in logarithms too. The frontier model {cite:p}`aigner1977formulation,meeusen1977efficiency` splits the error in two,
#
# $$
# y_{it} = \beta_0 + x_{it}'\beta + v_{it} - u_{it}, \qquad v_{it} \sim N(0, \sigma_v^2), \qquad u_{it} \ge 0,
# $$ (eq-frontier)
#
# noise $v$, which goes both ways, and inefficiency $u$, which only goes down. Potential investment is what the frontier gives with $u = 0$, and efficiency is actual over potential investment,
#
# $$
# TE_{it} = \frac{\exp(x_{it}'\beta + v_{it} - u_{it})}{\exp(x_{it}'\beta + v_{it})} = e^{-u_{it}} \in (0, 1].
# $$ (eq-efficiency)
#
# In the model of 1995 the inefficiency of each host and year is drawn from a normal distribution cut off at zero, whose mean depends on the thirteen variables $z_{it}$,
#
# $$
# u_{it} = \delta_0 + z_{it}'\delta + w_{it}, \qquad u_{it} \sim N^{+}(\delta_0 + z_{it}'\delta,\ \sigma_u^2).
# $$ (eq-inefficiency)
#
# A *negative* $\delta$ means that the variable lowers inefficiency and so raises investment. Following the program Frontier 4.1 {cite:p}`coelli1996guide`, which the paper used, the variances are reported as $\sigma^2 = \sigma_u^2 + \sigma_v^2$ and $\gamma = \sigma_u^2 / \sigma^2$, the share of the inefficiency. With $\gamma = 0$ and all $\delta = 0$ there is no inefficiency and {eq}`eq-frontier` is ordinary least squares; with $\gamma = 1$ there is no noise and every deviation is inefficiency. Both ends are limits at which the usual theory does not hold.
#
# Since $u$ is not seen, efficiency is estimated by its expectation given the residual $\varepsilon = v - u$ {cite:p}`battese1988prediction`; with $\mu = \delta_0 + z'\delta$, $\mu_* = (1-\gamma)\mu - \gamma\varepsilon$ and $\sigma_*^2 = \gamma(1-\gamma)\sigma^2$,
#
# $$
# E[e^{-u} \mid \varepsilon] = \exp\!\left(-\mu_* + \tfrac12\sigma_*^2\right) \frac{\Phi(\mu_*/\sigma_* - \sigma_*)}{\Phi(\mu_*/\sigma_*)}.
# $$ (eq-te)
#
# {numref}`maritime-sketch` draws such a world.

# %% tags=["hide-input"]
sketch = FrontierSpec(outcome="y", regressors=("x",), model="half_normal")
truth = pd.Series({"const": 1.0, "x": 0.6, "sigma2": 1.2, "gamma": 0.9})
world = simulate(sketch, truth, np.random.default_rng(seed), units=160)
line = sm.OLS(world["y"], sm.add_constant(world["x"])).fit().params
fig, alt = plots.frontier_sketch(world, truth, line)
chapter.figure("sketch", fig, caption="A simulated frontier", alt=alt, track="semi_synthetic", data=[])

# %% [markdown]
# ## One regressor too many
#
# The paper's frontier has six variables. Asked to estimate all six, the estimator refuses and says why:

# %%
all_six = maritime.Choices(outcome="stock", gravity=maritime.GRAVITY)
try:
    study.estimate(panel, all_six)
except ValueError as error:
    print(error)

# %% [markdown]
# Population, GDP and GDP per head of the host are tied by an identity, so that only two of their three coefficients exist. A source that prints rounded figures hides this: the matrix is then invertible, and software that does not look prints three coefficients. {numref}`maritime-six` rounds our data to three decimals (population in millions, GDP in billions, GDP per head in dollars) and estimates all six.

# %% tags=["hide-input"]
six = study.estimate(maritime.rounded(panel), all_six, seed=seed).result
shown = six.summary().loc[list(maritime.GRAVITY), ["coef", "se", "t"]]
chapter.table(
    "six", shown.rename_axis("regressor"), caption="Six regressors on rounded data, stock", formats="{:.2f}"
)

# %% tags=["remove-cell"]
host_three = ["ln_population", "ln_gdp", "ln_gdp_per_head"]
chapter.holds(
    "none of the three host coefficients is significant", (shown.loc[host_three, "t"].abs() < 1.645).all()
)
chapter.holds("their standard errors are huge", (shown.loc[host_three, "se"] > 10).all())

# %% [markdown]
# The three coefficients are rounding errors scaled up, with standard errors to match, and none is significant. The paper reports two of the three as significant in its stock model; with the variables it names this cannot come from the data alone. Perhaps its GDP per head was of another kind (at purchasing power parity, or at constant prices), which the text does not say. Which two are kept is a matter of words, not of fit: {numref}`maritime-pairs` estimates the stock model with each pair.

# %% tags=["hide-input"]
china = ("ln_gdp_per_head_china", "ln_gdp_china")
pairs = [("ln_gdp", "ln_gdp_per_head"), ("ln_population", "ln_gdp_per_head"), ("ln_population", "ln_gdp")]
fits = {}
for pair in pairs:
    choices = all_six.but(gravity=(*pair, *china, "ln_distance"))
    one = study.estimate(panel, choices)
    label = " and ".join(name.removeprefix("ln_").replace("_", " ") for name in pair)
    fits[label] = {
        **one.result.params[list(pair)],
        "log-likelihood": one.result.loglik,
        "mean efficiency": one.result.efficiency.mean(),
    }
shown = pd.DataFrame(fits).T[
    ["ln_population", "ln_gdp", "ln_gdp_per_head", "log-likelihood", "mean efficiency"]
]
chapter.table("pairs", shown.rename_axis("kept"), caption="Three pairs, one fit", formats="{:.4f}")

# %% tags=["remove-cell"]
chapter.holds("the likelihood is the same with each pair", np.ptp(shown["log-likelihood"]) < 1e-4)
linked = shown["ln_gdp"].iloc[0] - shown["ln_population"].iloc[1]
chapter.holds("population carries what was GDP's coefficient", abs(linked) < 1e-3)

# %% [markdown]
# The likelihood and every efficiency are the same; only the names of the coefficients change: with population and GDP per head, population carries what was GDP's coefficient, and GDP per head the sum of both. So the paper's three separate findings on host population, GDP and GDP per head cannot all be findings about the data. We keep GDP and GDP per head.
#
# ## Two regressors of one country
#
# China's GDP and GDP per head differ by China's population, which over twelve years is close to a straight line. They are not collinear, but nearly: {numref}`maritime-vif` shows the variance inflation factors, how many times larger the variance of a coefficient is than it would be with unrelated regressors.

# %% tags=["hide-input"]
sample = maritime.sample(panel, maritime.Choices(outcome="stock"))
inflation = {}
for label, names in {
    "both": maritime.MAIN_GRAVITY,
    "GDP only": tuple(n for n in maritime.MAIN_GRAVITY if n != "ln_gdp_per_head_china"),
}.items():
    design = sm.add_constant(sample[list(names)]).to_numpy()
    inflation[label] = {name: variance_inflation_factor(design, k + 1) for k, name in enumerate(names)}
chapter.table(
    "vif",
    pd.DataFrame(inflation).rename_axis("regressor"),
    caption="Variance inflation factors",
    formats="{:,.1f}",
    note="Columns: both of China's variables kept; only China's GDP kept.",
)

# %% tags=["remove-cell"]
chapter.say("vif_china", inflation["both"]["ln_gdp_china"], "{:,.0f}")
series = panel.drop_duplicates("year")[["ln_gdp_china", "ln_gdp_per_head_china"]]
chapter.say("n_flows", len(panel))
chapter.say("not_positive_flow", int((panel["flow"] <= 0).sum()))
chapter.say("not_positive_stock", int((panel["stock"] <= 0).sum()))
chapter.say("correlation_china", series.corr().iloc[0, 1], "{:.6f}")

# %% [markdown]
# The two series correlate at {glue:text}`correlation_china`, and the variance is inflated {glue:text}`vif_china` times. Both can be estimated, and the main specification keeps both because the paper does; but their coefficients are large numbers of opposite sign whose difference is a trend, and a claim about the sign of either is a claim about that trend.
#
# ## Flows without a logarithm
#
# {glue:text}`not_positive_flow` of {glue:text}`n_flows` flows are zero or negative, and {glue:text}`not_positive_stock` stocks are zero. A model in logarithms has no place for them, and the paper does not say what it did. {numref}`maritime-zeros` shows the readings one can make.
#
# - **Dropped**: the model then speaks of positive investment only. This is the main reading. It invents nothing, but leaves out just those hosts and years in which investment failed.
# - **One million, one unit of the bulletin** (10,000 US dollars) **or one dollar**: the chosen number decides how far below the frontier these rows lie.
# - **Shifted**: the minimum is added to all flows, so that the largest withdrawal sets the scale for everybody.
# - **Inverse hyperbolic sine**: $\ln(y + \sqrt{y^2 + 1})$ exists everywhere, but depends on the unit of $y$ {cite:p}`bellemare2020elasticities`.

# %% tags=["hide-input"]
readings = {
    name: maritime.sample(panel, maritime.Choices(outcome="flow", **how))
    for name, how in grid.NON_POSITIVE.items()
    if name != "ihs, 10 thousand"
}
fig, alt = plots.readings_of_zero(readings)
chapter.figure("zeros", fig, caption="Six readings of the flow", alt=alt)

# %% [markdown]
# ## Is there inefficiency at all?
#
# The likelihood ratio compares {eq}`eq-frontier` with least squares. Because $\gamma$ cannot be negative, the statistic is not chi-square distributed but follows a mixture {cite:p}`kodde1986wald`; {numref}`maritime-mixture` gives its upper-bound critical values. With thirteen variables, an intercept and $\gamma$ there are fifteen restrictions.

# %% tags=["hide-input"]
from lib.estimators.frontier_inference import critical_values

rows = {q: critical_values(q) for q in (1, 2, 3, 14, 15)}
mixture = pd.DataFrame(rows).T.rename_axis("restrictions")
mixture.columns = [f"{100 * level:g} %" for level in mixture.columns]
chapter.table("mixture", mixture, caption="Critical values of the mixture", formats="{:.3f}", data=[])

# %% [markdown]
# ## Exercises
#
# :::{admonition} Exercise 1: how well does the estimator find what was planted?
# :class: exercise
# Draw a panel of 24 hosts and 12 years from the model of 1995 with one variable in the inefficiency model, estimate it, and compare with the truth. Repeat with $\gamma = 0.5$ and $\gamma = 0.95$. Which parameters are hard to find?
# :::
#
# :::{dropdown} Solution
# The slope is found well in both worlds ({numref}`maritime-recovery-exercise`). The standard errors of the inefficiency part are larger where $\gamma$ is small, since noise then hides the one-sided error; but one draw cannot show how far the estimates themselves stray, and in this one they stray further at the larger $\gamma$. Draw again with other seeds before you conclude: change `gammas` and `seed` in the parameters.
# :::

# %% tags=["hide-cell"]
bc95 = FrontierSpec(
    outcome="y", regressors=("x",), model="bc95", inefficiency=("z",), unit="host", period="year"
)
planted = pd.Series({"const": 5.0, "x": 0.8, "delta_0": 0.5, "delta:z": -1.0, "sigma2": 1.0, "gamma": 0.5})
found = {}
for gamma in gammas:
    world = simulate(
        bc95, planted.mask(planted.index == "gamma", gamma), np.random.default_rng(seed), units=24, periods=12
    )
    fit = frontier.fit(world, bc95)
    found[f"estimate, gamma {gamma}"] = fit.params
    found[f"s.e., gamma {gamma}"] = fit.std_errors
shown = pd.DataFrame({"planted": planted, **found}).rename_axis("parameter")
wider = (
    [shown.loc["delta_0", f"s.e., gamma {gamma}"] for gamma in (0.5, 0.95)]
    if gammas == [0.5, 0.95]
    else [1, 0]
)
chapter.holds("the errors of the inefficiency part are larger at the small gamma", wider[0] > wider[1])
chapter.table("recovery_exercise", shown, caption="Planted and found", track="semi_synthetic", data=[])

# %% [markdown]
# :::{admonition} Exercise 2: how often does gamma end at one?
# :class: exercise
# Chapter {doc}`05_estimates` finds $\gamma$ at 1. Is that a property of the data, or does it happen with 288 rows and thirteen variables even when the true $\gamma$ is 0.8? Draw twenty panels of the paper's size and count.
# :::
#
# :::{dropdown} Solution
# The maximum lies at a boundary in {glue:text}`n_boundary` of {glue:text}`n_draws` draws, at either end: at $\gamma = 1$ in {glue:text}`n_one`, where the mean efficiency is underestimated by {glue:text}`error_one` on average, and at $\gamma = 0$ in {glue:text}`n_zero`, where what the noise hides is lost and efficiency is overestimated by {glue:text}`error_zero`. With thirteen variables that do nothing the search has thirteen ways to bend the mean of the inefficiency until some rows lie exactly on the frontier. So a $\gamma$ of 1 in one sample of this size says little.
# :::

# %% tags=["hide-cell"]
many = tuple(f"z{k}" for k in range(1, 14))
wide = FrontierSpec(
    outcome="y", regressors=("x1", "x2", "x3"), model="bc95", inefficiency=many, unit="host", period="year"
)
planted = pd.Series(0.0, index=list(wide.parameter_names))
planted.update({"const": 5.0, "x1": 0.8, "x2": 0.3, "x3": -0.5, "delta_0": 1.0, "sigma2": 1.5, "gamma": 0.8})
rng, counted = np.random.default_rng(seed), []
for _ in range(20):
    world = simulate(wide, planted, rng, units=24, periods=12)
    fit = frontier.fit(world, wide, cov_type="none")
    counted.append(
        {
            "gamma": fit.params["gamma"],
            "boundary": fit.boundary or "interior",
            "error": fit.efficiency.mean() - np.exp(-world["true_u"]).mean(),
        }
    )
counts = (
    pd.DataFrame(counted)
    .groupby("boundary")
    .agg(panels=("gamma", "size"), gamma=("gamma", "mean"), error=("error", "mean"))
)
counts = counts.set_axis(["panels", "mean of gamma", "mean error of the mean efficiency"], axis=1)
chapter.table(
    "boundary_exercise",
    counts.rename_axis("maximum"),
    caption="Boundary solutions in twenty draws",
    track="semi_synthetic",
    data=[],
)

# %% tags=["remove-cell"]
ends = counts.reindex(["gamma at 0", "gamma at 1", "interior"]).fillna(0)
chapter.say("n_draws", len(counted))
chapter.say("n_boundary", int(ends["panels"].iloc[:2].sum()))
chapter.say("n_zero", int(ends["panels"].iloc[0]))
chapter.say("n_one", int(ends["panels"].iloc[1]))
chapter.say("error_zero", abs(ends["mean error of the mean efficiency"].iloc[0]), "{:.2f}")
chapter.say("error_one", abs(ends["mean error of the mean efficiency"].iloc[1]), "{:.2f}")
errors = ends["mean error of the mean efficiency"]
chapter.holds("efficiency is over- and underestimated at the two ends", errors.iloc[0] > 0 > errors.iloc[1])
