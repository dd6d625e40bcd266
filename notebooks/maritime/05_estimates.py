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
# # Estimates
#
# This chapter estimates the paper's two models, for flows and for stocks: is there inefficiency (table 1), what goes with it (table 2), and what makes the frontier (table 3). The bodies of the three tables are pictures that the source text does not carry, so there is no printed coefficient to match. What can be checked is what the text says about each coefficient's sign and significance, and the efficiencies it prints.

# %% tags=["parameters"]
track = "public"
seed = 2017
non_positive = "drop"  # or million, bulletin_unit, small, shift, ihs
energy = "fossil_growth"  # or carried, use
fta = "goods_2005"  # or framework_2003, zone_2010, staged_2010_2015, treaty_only
draws = 49  # of the bootstrap; its standard errors are then good to a tenth

# %% tags=["hide-input"]
import numpy as np
import pandas as pd
from linearmodels.panel import PooledOLS, RandomEffects

from lib import facts, panels, verdicts
from lib.exhibits import Chapter
from lib.exhibits import maritime_frontier as plots
from lib.exhibits.regression import regression_table
from lib.panels.maritime import INEFFICIENCY, MAIN_GRAVITY, Choices
from lib.studies import grid as grids
from lib.studies import maritime as study
from lib.studies import maritime_grid

varied = (seed, non_positive, energy, fta) != (2017, "drop", "fossil_growth", "goods_2005")
chapter = Chapter("maritime/05_estimates", track=track, varied=varied)
panel = panels.load("maritime", track)
base = Choices(non_positive=non_positive, energy=energy, fta=fta)
main = {outcome: study.estimate(panel, base.but(outcome=outcome), seed=seed) for outcome in ("flow", "stock")}
both = list(main.values())
names = facts.load("glossary").set_index("term")["name_en"]

# %% [markdown]
# ## The main specification, and why
#
# The paper's own equation, with each gap filled by the reading that we think is the best one, not the one that comes nearest to the printed results:
#
# - rows without a logarithm are dropped, because any number put in their place is an invention that the estimator would read as extreme inefficiency;
# - GDP and GDP per head of the host are kept, and population, which they determine, is not ({doc}`04_model`);
# - both of China's variables stay, because the paper's equation has them and both can be estimated, though they are so nearly one series that {doc}`04_model` advises against reading either coefficient; the sensitivity below keeps only China's GDP;
# - the inefficiency model has an intercept, since without one the zero points of the thirteen variables would matter;
# - energy production is extended beyond 2009 with the growth of fossil production, and co-operation counts from the agreement on goods of 2005 and, for the corridors, from 2013 ({doc}`03_data`).
#
# ## Table 1: is there inefficiency?

# %% tags=["hide-input"]
table_1 = study.specification_tests(both, track)
shown = table_1.pivot(index="column", columns="statistic", values="value")
shown = shown[["loglik_without", "loglik", "lr", "lr_df", "lr_critical_1pct"]].rename_axis("model")
shown.columns = [
    "log-likelihood without",
    "with inefficiency",
    "likelihood ratio",
    "restrictions",
    "1 % critical value",
]
shown["restrictions"] = shown["restrictions"].astype(int)
chapter.table(
    "table_1", shown, caption="Test of no inefficiency", formats="{:.2f}", tidy=table_1, original="Table 1"
)

# %% tags=["remove-cell"]
chapter.holds(
    "the ratio exceeds the critical value in both models",
    all(one.result.lr > one.result.lr_critical[0.01] for one in both),
)
chapter.holds("both maxima lie at gamma 1", all(one.result.boundary == "gamma at 1" for one in both))

# %% [markdown]
# In both models ({numref}`maritime-table-1`) the ratio is far above the critical value of the mixture, as the paper says.
#
# ## Table 2: what goes with inefficiency
#
# {numref}`maritime-table-2` has our estimates, {numref}`maritime-table-2-verdicts` what the text says of each variable beside them.

# %% tags=["hide-input"]
table_2 = study.main_tables(both, exhibit="table_2", terms=INEFFICIENCY, track=track)
chapter.table(
    "table_2",
    regression_table(table_2, INEFFICIENCY),
    caption="Inefficiency model, main specification",
    tidy=table_2,
    original="Table 2",
    note="Standard errors in parentheses, from the Hessian with gamma held at its boundary; \\* 10 %, \\*\\* 5 %, \\*\\*\\* 1 %. A negative coefficient lowers inefficiency.",
)

# %% tags=["hide-input"]
judged_2 = verdicts.beside("maritime", table_2)
chapter.table(
    "table_2_verdicts",
    study.model_by_model(table_2, judged_2, names),
    caption="Table 2: the text beside ours",
    original="Text on table 2",
    note="The text gives most signs for the flow *or* the stock model without saying which; such a claim holds if it holds in one.",
)

# %% [markdown]
# ## Table 3: the frontier
#
# The same for the gravity variables: {numref}`maritime-table-3` and {numref}`maritime-table-3-verdicts`.

# %% tags=["hide-input"]
table_3 = study.main_tables(both, exhibit="table_3", terms=MAIN_GRAVITY, track=track)
chapter.table(
    "table_3",
    regression_table(table_3, MAIN_GRAVITY),
    caption="Frontier, main specification",
    tidy=table_3,
    original="Table 3",
    note="Standard errors in parentheses. Population has no row: with GDP and GDP per head it is not identified.",
)

# %% tags=["hide-input"]
judged_3 = verdicts.beside("maritime", table_3)
chapter.table(
    "table_3_verdicts",
    study.model_by_model(table_3, judged_3, names),
    caption="Table 3: the text beside ours",
    original="Text on table 3",
)

# %% tags=["remove-cell"]
r = main["flow"].result
chapter.say("china_per_head", r.params["ln_gdp_per_head_china"], "{:.0f}")
chapter.say("china_gdp", r.params["ln_gdp_china"], "{:.0f}")
chapter.holds(
    "China's two coefficients are large and of opposite sign",
    r.params["ln_gdp_per_head_china"] > 10 > -10 > r.params["ln_gdp_china"],
)

# %% [markdown]
# Elasticities of {glue:text}`china_per_head` and {glue:text}`china_gdp` for China's GDP per head and GDP are not economics. They are what near-collinearity looks like: two enormous coefficients that almost cancel. Where the verdict on one of them is "exact", it is so by the luck of a sign, and the pooled regression below shows how little the data say about the pair.
#
# ## What the paper expected
#
# Section 2 of the paper states an expected sign for most variables. {numref}`maritime-expectations` sets the expectations beside our estimates; they are judged but never counted, since a wrong expectation is no failure of a replication.

# %% tags=["hide-input"]
expected = verdicts.beside("maritime", pd.concat([table_2, table_3]), hypotheses=True)
shown = verdicts.side_by_side(expected).drop(columns=["printed", "why"])
open_sign = expected["expected"].eq("any").to_numpy()
shown["verdict"] = shown["verdict"].mask(open_sign, "no expectation")
chapter.table("expectations", shown, caption="Expected signs beside estimates", original="Section 2")

# %% [markdown]
# ## Convergence

# %% tags=["hide-input"]
facts_of_fit = {}
for outcome, one in main.items():
    r = one.result
    facts_of_fit[outcome] = {
        "rows": r.nobs, "hosts": one.sample["iso3"].nunique(), "sigma2": f"{r.params['sigma2']:.3f}", "gamma": f"{r.params['gamma']:.6f}",
        "boundary": r.boundary or "interior", "Hessian": r.hessian_status, "starts": r.n_starts, "mean efficiency": f"{r.efficiency.mean():.3f}",
        "note": "; ".join(r.notes) or "none",
    }  # fmt: skip
chapter.table(
    "fit",
    pd.DataFrame(facts_of_fit).rename_axis("what the estimator reports"),
    caption="Convergence and boundary",
)

# %% [markdown]
# Both maxima lie at $\gamma = 1$ ({numref}`maritime-fit`): the likelihood is highest where noise is taken away altogether and every deviation from the frontier is inefficiency. The estimator reports this rather than hiding it in a $\gamma$ of 0.9999 with a standard error. At such a limit the likelihood is not regular and the standard errors, which hold $\gamma$ fixed, are an approximation; {doc}`04_model` shows how often it happens by chance in panels of this size. Significance stars deserve that much less trust, in the paper as here; a section below puts a number on it.
#
# ## Without a frontier
#
# What would ordinary regressions say? {numref}`maritime-gravity` has pooled least squares and random effects {cite:p}`wooldridge2010econometric` with standard errors clustered by host.

# %% tags=["hide-input"]
columns = {}
for outcome, one in main.items():
    data = one.sample.set_index(["iso3", "year"]).assign(const=1.0)
    for name, model in {"pooled": PooledOLS, "random effects": RandomEffects}.items():
        fit = model(data["ln_ofdi"], data[["const", *MAIN_GRAVITY]]).fit(
            cov_type="clustered", cluster_entity=True
        )
        columns[f"{outcome}, {name}"] = (
            fit.params.map("{:.2f}".format) + " (" + fit.std_errors.map("{:.2f}".format) + ")"
        )
chapter.table(
    "gravity",
    pd.DataFrame(columns).rename_axis("regressor"),
    caption="Gravity without a frontier",
    note="Standard errors clustered by host in parentheses.",
)

# %% [markdown]
# ## Sensitivity
#
# Each reading changes one thing in the main specification. {numref}`maritime-readings-stock` and {numref}`maritime-readings-flow` say what becomes of the fit and of the efficiencies; {numref}`maritime-signs-stock` and {numref}`maritime-signs-flow` of every coefficient.

# %% tags=["hide-input"]
found = {outcome: study.sensitivities(panel, base.but(outcome=outcome)) for outcome in main}
formats = {
    "log-likelihood": "{:.1f}",
    "gamma": "{:.3f}",
    "mean efficiency": "{:.3f}",
    "rank correlation": "{:.2f}",
}
note = "Rank correlation: of the hosts' mean efficiencies with those of the first row."
chapter.table(
    "readings_stock",
    study.sensitivity_summary(found["stock"]),
    caption="Sensitivity of the stock model",
    formats=formats,
    note=note,
    readings=pd.concat(
        [
            study.as_reading([rows[name] for rows in found.values()], name, track)
            for name in study.SENSITIVITIES
        ]
    ),
)

# %% tags=["hide-input"]
chapter.table(
    "readings_flow",
    study.sensitivity_summary(found["flow"]),
    caption="Sensitivity of the flow model",
    formats=formats,
    note=note,
)

# %% tags=["hide-input"]
terms = (*INEFFICIENCY, *MAIN_GRAVITY)
t_stock = study.sensitivity_t(found["stock"], terms)
fig, alt = plots.sign_map(t_stock, "Stock model")
chapter.figure(
    "signs_stock",
    fig,
    caption="Signs and significance, stock",
    alt=alt,
    note="One, two, three signs: significant at 10, 5, 1 per cent.",
    tidy=study.tidy_t(t_stock, "signs_stock", "stock", track),
)

# %% tags=["hide-input"]
t_flow = study.sensitivity_t(found["flow"], terms)
fig, alt = plots.sign_map(t_flow, "Flow model")
chapter.figure(
    "signs_flow",
    fig,
    caption="Signs and significance, flow",
    alt=alt,
    note="One, two, three signs: significant at 10, 5, 1 per cent.",
    tidy=study.tidy_t(t_flow, "signs_flow", "flow", track),
)

# %% tags=["remove-cell"]
kept = {
    name: study.sensitivity_summary(rows)
    .loc[list(study.SENSITIVITIES), "rank correlation"]
    .astype(float)
    .min()
    for name, rows in found.items()
}
chapter.holds(
    "the stock model's efficiencies hardly move, the flow model's do", kept["flow"] < 0.9 < kept["stock"]
)
chapter.say("kept_stock", kept["stock"], "{:.2f}")
chapter.say("kept_flow", kept["flow"], "{:.2f}")
row_1992 = study.sensitivity_summary(found["stock"]).loc["1992, constant"]
chapter.say("kept_1992", row_1992["rank correlation"], "{:.2f}")
chapter.say("mean_1992", row_1992["mean efficiency"], "{:.2f}")
steady = study.steady(pd.concat([t_stock, t_flow], axis=1))
chapter.say("steady", ", ".join(steady["steady"]).replace("_", " "))
chapter.say("turning", ", ".join(steady["turning"]).replace("_", " "))
chapter.say("n_readings", t_stock.shape[1])
chapter.say("bc92_flow", found["flow"]["1992, constant"].result.efficiency.mean(), "{:.3f}")

# %% [markdown]
# Of one sign in all {glue:text}`n_readings` readings of both models: {glue:text}`steady`. Of both signs, significantly so in each direction somewhere: {glue:text}`turning`. The ranking of hosts by the stock model of 1995 hardly moves: its lowest rank correlation with the main specification is {glue:text}`kept_stock` over these readings, against {glue:text}`kept_flow` in the flow model, whose mean efficiency moves most with the one choice the paper does not mention: what it did with flows that have no logarithm. The model of 1992, in which inefficiency has no explanation, ranks the hosts of the stock model differently ({glue:text}`kept_1992`) and finds a mean of {glue:text}`mean_1992`.
#
# ## Standard errors at a boundary
#
# With $\gamma$ at its bound the Hessian describes a likelihood that the next sample would not have. A parametric bootstrap asks the question directly: draw outcomes from the estimated model, estimate again, boundary and all, and look at the spread.

# %% tags=["hide-input"]
kinds = {
    "Hessian": {},
    "outer product": {"cov_type": "opg"},
    "sandwich": {"cov_type": "sandwich"},
    "clustered by host": {"cov_type": "cluster", "cluster": "iso3"},
}
again = {outcome: study.bootstrap(one, draws, seed) for outcome, one in main.items()}
errors = {
    name: study.estimate(panel, base.but(outcome="stock"), seed=seed, **how).result.std_errors
    for name, how in kinds.items()
}
shown = pd.DataFrame({**errors, "bootstrap": again["stock"].result.std_errors}).drop(index="gamma")
shown.insert(0, "coefficient", main["stock"].result.params)
chapter.table(
    "standard_errors",
    shown.rename_axis("parameter"),
    caption="Standard errors, stock model",
    formats="{:.3f}",
    readings=study.as_reading(list(again.values()), "bootstrap", track),
)

# %% tags=["hide-input"]
shown = {}
for outcome, one in main.items():
    t = {"Hessian": one.result.tstats, "bootstrap": again[outcome].result.tstats}
    shown |= {f"{outcome}, {name}": values.drop(index=["sigma2", "gamma"]) for name, values in t.items()}
t_both = pd.DataFrame(shown)
chapter.table(
    "bootstrap_t",
    t_both.rename_axis("parameter"),
    caption="t-statistics, Hessian and bootstrap",
    formats="{:.1f}",
)

# %% tags=["hide-input"]
table_boot = pd.concat(
    [
        study.main_tables(list(again.values()), exhibit=e, terms=terms_of, track=track)
        for e, terms_of in {"table_2": INEFFICIENCY, "table_3": MAIN_GRAVITY}.items()
    ]
)
both_ways = {"Hessian": pd.concat([judged_2, judged_3]), "bootstrap": verdicts.beside("maritime", table_boot)}
counts = pd.DataFrame(
    {name: frame.loc[frame["counted"], "verdict"].value_counts() for name, frame in both_ways.items()}
)
counts = (
    counts.reindex([step.name for step in verdicts.SCALE if step.name in counts.index]).fillna(0).astype(int)
)
chapter.table(
    "bootstrap_verdicts", counts.rename_axis("verdict"), caption="Claims on tables 2 and 3, two errors"
)

# %% tags=["remove-cell"]
slopes = t_both.drop(index=["const", "delta_0"])
strong = (slopes.abs() > 1.96).sum()
for outcome in main:
    chapter.say(f"hessian_{outcome}", int(strong[f"{outcome}, Hessian"]))
    chapter.say(f"boot_{outcome}", int(strong[f"{outcome}, bootstrap"]))
chapter.say("n_slopes", len(slopes))
chapter.holds(
    "the bootstrap leaves fewer coefficients significant",
    all(strong[f"{o}, bootstrap"] < strong[f"{o}, Hessian"] for o in main),
)
chapter.say("draws", draws)

# %% [markdown]
# {numref}`maritime-standard-errors` has the errors of the stock model five ways, {numref}`maritime-bootstrap-t` the t-statistics of both models. Of {glue:text}`n_slopes` coefficients {glue:text}`hessian_flow` (flow) and {glue:text}`hessian_stock` (stock) are significant at 5 % by the Hessian, {glue:text}`boot_flow` and {glue:text}`boot_stock` by the bootstrap of {glue:text}`draws` draws. The verdicts keep the Hessian, because the paper's program prints errors of that kind; {numref}`maritime-bootstrap-verdicts` says what the bootstrap would make of the same claims.

# %% [markdown]
# ## What the printed efficiencies point to
#
# The paper prints six efficiencies of each model, the hosts above the mean, and rankings. They are enough to ask which of its silent choices produced them. We run every combination of three choices (flows without a logarithm, the host's and China's regressors), each with the main reading of the others (energy, co-operation, intercept, levels or logarithms) or one departure from it, and beside the model of 1995 those without inefficiency variables. Each reading's distance to the printed efficiencies is measured in units of the last printed place (median over the printed numbers) and in logarithms (root mean square): a log distance $d$ means that efficiencies are off by a factor of $e^d$, whether they are 0.3 or 0.01. This is a finding about the paper; it does not change the main specification.

# %% tags=["hide-input"]
grid = grids.run(maritime_grid.evaluate, maritime_grid.specifications(track))
printed, ranks = maritime_grid.printed_efficiencies(), maritime_grid.printed_ranks()
grid = grid.join(maritime_grid.distances(grid, printed)).join(maritime_grid.agreement(grid, *ranks))
choices = list(maritime_grid.MAIN)
by_outcome = dict(list(grid.groupby("outcome")))
chosen = {outcome: maritime_grid.main_row(rows) for outcome, rows in by_outcome.items()}
marked = maritime_grid.marked(by_outcome, chosen, choices)

# %% tags=["hide-input"]
fig, alt = plots.recovery(by_outcome["stock"], choices, "log_ratio", chosen["stock"], marked["stock, joint"])
note = "A dot a reading; tick: median; diamond: main specification; square: nearest to both models together; star: nearest."
chapter.figure("recovery_stock", fig, caption="Readings of the stock model", alt=alt, note=note)

# %% tags=["hide-input"]
fig, alt = plots.recovery(by_outcome["flow"], choices, "log_ratio", chosen["flow"], marked["flow, joint"])
chapter.figure("recovery_flow", fig, caption="Readings of the flow model", alt=alt, note=note)

# %% tags=["hide-input"]
recovered = maritime_grid.nearest(by_outcome, choices, chosen)
chapter.table(
    "nearest",
    recovered,
    caption="Main, nearest and best joint reading",
    note="Joint: the reading nearest to both models' efficiencies together. Distances: see the text. Set: hosts above the mean, common members over all members. Pairs: share of the ranked pairs in the printed order.",
    tidy=maritime_grid.tidy_nearest(recovered, track),
)

# %% tags=["hide-input"]
chapter.table(
    "nearest_values",
    maritime_grid.nearest_values(by_outcome, chosen, printed),
    caption="Printed efficiencies, main and nearest",
    formats={"main": "{:.3f}", "nearest": "{:.3f}"},
    tidy=maritime_grid.tidy_hosts(by_outcome, choices, chosen, track),
)

# %% tags=["remove-cell"]
best = {outcome: rows.loc[rows["log_ratio"].idxmin()] for outcome, rows in by_outcome.items()}
factor = {
    f"{label}_{o}": np.exp(rows[o]["log_ratio"])
    for label, rows in {"near": best, "main": chosen}.items()
    for o in best
}
for key, value in factor.items():
    chapter.say(key, value, "{:.2f}")
for outcome in best:
    chapter.say(f"joint_{outcome}", np.exp(marked[f"{outcome}, joint"]["log_ratio"]), "{:.2f}")
    chapter.say(f"zero_{outcome}", best[outcome]["non-positive"])
    chapter.say(f"model_{outcome}", best[outcome]["model"])
chapter.say("mean_near_stock", best["stock"]["all"], "{:.3f}")
chapter.say("joint_zero", marked["flow, joint"]["non-positive"])
chapter.say("n_grid", len(grid), "{:,}")
chapter.say("n_failed", int((grid["failed"] != "").sum()))
flows = by_outcome["flow"]
dropping = flows[flows["non-positive"] == "dropped"].groupby("model")["log_ratio"].min()
chapter.say("drop_1995", np.exp(dropping["1995"]), "{:.2f}")
chapter.say("drop_1992", np.exp(dropping["1992"]), "{:.2f}")
stock_1992 = by_outcome["stock"].query("model == '1992'")["log_ratio"].min()
chapter.say("stock_1992", np.exp(stock_1992), "{:.2f}")
chapter.holds(
    "stocks are recovered by dropping, flows not",
    best["stock"]["non-positive"] == "dropped" != best["flow"]["non-positive"],
)
chapter.holds("the model of 1992 fits the flows better than the stocks", dropping["1992"] < stock_1992)

# %% [markdown]
# {numref}`maritime-recovery-stock` and {numref}`maritime-recovery-flow` show every reading, {numref}`maritime-nearest` and {numref}`maritime-nearest-values` the nearest ones. Of {glue:text}`n_grid` readings {glue:text}`n_failed` failed. For stocks the printed efficiencies are recovered closely: the nearest reading (model of {glue:text}`model_stock`, {glue:text}`zero_stock`) is off by a factor of {glue:text}`near_stock`, with a mean of {glue:text}`mean_near_stock`, and the main specification by {glue:text}`main_stock`. For flows the main specification is off by a factor of {glue:text}`main_flow`, the nearest reading (model of {glue:text}`model_flow`, {glue:text}`zero_flow`) by {glue:text}`near_flow`. Among readings of the paper's own model of 1995 that drop the flows without a logarithm, none comes nearer than {glue:text}`drop_1995`; a reading that replaces them ({glue:text}`joint_zero`) is off by {glue:text}`joint_flow` for flows and {glue:text}`joint_stock` for stocks at once. So, if the paper estimated the model it says it did, it most likely put something in the place of these flows. The model of 1992, which has no inefficiency variables, comes as near as {glue:text}`drop_1992` for flows with the rows dropped, but not for stocks ({glue:text}`stock_1992`); the distances alone cannot rule out that the printed efficiencies of flows are those of another model.
#
# ## Exercises
#
# :::{admonition} Exercise 3: another date for co-operation
# :class: exercise
# Estimate the stock model with each of the five readings of the co-operation dummy and compare its coefficient. Does the paper's finding that co-operation has no significant effect hold in any?
# :::
#
# :::{dropdown} Solution
# Set `fta` in `Choices` and read `delta:fta`. The folded cell lists coefficient, standard error and p for each reading. The coefficient is negative and significant in every one, so the paper's finding holds in none: whatever date is meant, hosts under co-operation lie nearer to the frontier of stocks.
# :::

# %% tags=["hide-cell"]
from lib.panels.maritime import FTA

rows = {}
for name in FTA:
    r = study.estimate(panel, base.but(outcome="stock", fta=name)).result
    rows[name] = {
        "coefficient": r.params["delta:fta"],
        "standard error": r.std_errors["delta:fta"],
        "p": r.pvalues["delta:fta"],
    }
chapter.holds(
    "co-operation is negative and significant in every reading",
    all(row["coefficient"] < 0 and row["p"] < 0.1 for row in rows.values()),
)
chapter.table(
    "fta_exercise", pd.DataFrame(rows).T.rename_axis("reading"), caption="Co-operation, five readings"
)

# %% [markdown]
# :::{admonition} Exercise 4: the unit of the inverse hyperbolic sine
# :class: exercise
# Estimate the flow model with the inverse hyperbolic sine of flows in millions, in 10,000 dollars, in 100 millions and in dollars. Why does the mean efficiency change, when a logarithm's would not?
# :::
#
# :::{dropdown} Solution
# For large $y$ the inverse hyperbolic sine is $\ln 2y$, so a change of unit shifts large flows by a constant, as a logarithm does, and a flow of zero stays at zero. In a small unit (dollars) the zeros lie far below the rest and weigh on the inefficiency; in a large unit (100 million) most flows are small numbers, for which the function is nearly linear, $\operatorname{arsinh} y \approx y$, and what is estimated is no longer a model of proportions. There is no unit in which both problems are absent. (`sigma2 unbounded` in the table: the inefficiency becomes exponential in the limit, and only ratios to $\\sigma^2$ are identified.)
# :::

# %% tags=["hide-cell"]
from lib.panels.maritime import UNITS

rows = {}
for unit in UNITS:
    one = study.estimate(panel, base.but(outcome="flow", non_positive="ihs", unit=unit), cov_type="none")
    rows[unit] = {
        "mean efficiency": one.result.efficiency.mean(),
        "gamma": one.result.params["gamma"],
        "boundary": one.result.boundary or "interior",
    }
chapter.table("unit_exercise", pd.DataFrame(rows).T.rename_axis("unit"), caption="Flow model, four units")
