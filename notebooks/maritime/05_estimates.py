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

# %% tags=["hide-input"]
import pandas as pd
from linearmodels.panel import PooledOLS, RandomEffects

from lib import panels, verdicts
from lib.exhibits import Chapter
from lib.exhibits import maritime_frontier as plots
from lib.exhibits.regression import regression_table
from lib.panels.maritime import INEFFICIENCY, MAIN_GRAVITY, Choices
from lib.studies import grid as grids
from lib.studies import maritime as study
from lib.studies import maritime_grid

chapter = Chapter("maritime/05_estimates", track=track)
panel = panels.load("maritime", track)
main = {outcome: study.estimate(panel, Choices(outcome=outcome)) for outcome in ("flow", "stock")}
both = list(main.values())

# %% [markdown]
# ## The main specification, and why
#
# The paper's own equation, with each gap filled by the reading that we think is the best one, not the one that comes nearest to the printed results:
#
# - rows without a logarithm are dropped, because any number put in their place is an invention that the estimator would read as extreme inefficiency;
# - GDP and GDP per head of the host are kept, and population, which they determine, is not ({doc}`04_model`);
# - both of China's variables stay, as in the paper, though they are nearly collinear;
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
# In both models the ratio is far above the critical value of the mixture, as the paper says.
#
# ## Table 2: what goes with inefficiency

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
chapter.table(
    "table_2_verdicts",
    verdicts.side_by_side(verdicts.beside("maritime", table_2)),
    caption="Table 2: claims beside results",
    original="Text on table 2",
)

# %% [markdown]
# ## Table 3: the frontier

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
chapter.table(
    "table_3_verdicts",
    verdicts.side_by_side(verdicts.beside("maritime", pd.concat([table_1, table_3]))),
    caption="Tables 1 and 3: claims beside results",
    original="Text on tables 1 and 3",
)

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
# Both maxima lie at $\gamma = 1$ ({numref}`maritime-fit`): the likelihood is highest where noise is taken away altogether and every deviation from the frontier is inefficiency. The estimator reports this rather than hiding it in a $\gamma$ of 0.9999 with a standard error. At such a limit the likelihood is not regular and the standard errors, which hold $\gamma$ fixed, are an approximation; {doc}`04_model` shows how often it happens by chance in panels of this size. Significance stars below deserve that much less trust, in the paper as here.
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
found = {outcome: study.sensitivities(panel, Choices(outcome=outcome)) for outcome in main}
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
    readings=study.sensitivity_readings(found, track),
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
steady = study.steady(pd.concat([t_stock, t_flow], axis=1))
chapter.say("steady", ", ".join(steady["steady"]).replace("_", " "))
chapter.say("turning", ", ".join(steady["turning"]).replace("_", " "))
chapter.say("n_readings", t_stock.shape[1])
chapter.say("bc92_flow", found["flow"]["1992, constant"].result.efficiency.mean(), "{:.3f}")

# %% [markdown]
# Of one sign in all {glue:text}`n_readings` readings of both models: {glue:text}`steady`. Of both signs, significantly so in each direction somewhere: {glue:text}`turning`. The ranking of hosts by the stock model hardly moves: its lowest rank correlation with the main specification is {glue:text}`kept_stock` over these readings, against {glue:text}`kept_flow` in the flow model, whose mean efficiency moves most with the one choice the paper does not mention: what it did with flows that have no logarithm.
#
# ## Standard errors four ways

# %% tags=["hide-input"]
kinds = {
    "Hessian": {},
    "outer product": {"cov_type": "opg"},
    "sandwich": {"cov_type": "sandwich"},
    "clustered by host": {"cov_type": "cluster", "cluster": "iso3"},
}
errors = {
    name: study.estimate(panel, Choices(outcome="stock"), **how).result.std_errors
    for name, how in kinds.items()
}
shown = pd.DataFrame(errors).drop(index="gamma")
shown.insert(0, "coefficient", main["stock"].result.params)
chapter.table(
    "standard_errors",
    shown.rename_axis("parameter"),
    caption="Standard errors, stock model",
    formats="{:.3f}",
)

# %% [markdown]
# ## What the printed efficiencies point to
#
# The paper prints six efficiencies of each model, the hosts above the mean, and rankings. They are enough to ask which of its silent choices produced them. We run every combination of four choices (flows without a logarithm, the host's and China's regressors, the intercept), each with the main reading of energy, of co-operation and of levels or one departure from it, and measure each reading's distance to the printed efficiencies, in units of the last printed place (median over the printed numbers) and in logarithms (root mean square), where an efficiency of 0.3 and one of 0.01 weigh the same. This is a finding about the paper; it does not change the main specification.

# %% tags=["hide-input"]
grid = grids.run(maritime_grid.evaluate, maritime_grid.specifications(track))
printed, ranks = maritime_grid.printed_efficiencies(), maritime_grid.printed_ranks()
grid = grid.join(maritime_grid.distances(grid, printed)).join(maritime_grid.agreement(grid, *ranks))
choices = list(maritime_grid.MAIN)
by_outcome = dict(list(grid.groupby("outcome")))
chosen = {outcome: maritime_grid.main_row(rows) for outcome, rows in by_outcome.items()}

# %% tags=["hide-input"]
fig, alt = plots.recovery(by_outcome["stock"], choices, "log_ratio", chosen["stock"])
note = "A dot a reading; tick: median; diamond: main specification; star: the nearest reading."
chapter.figure("recovery_stock", fig, caption="Readings of the stock model", alt=alt, note=note)

# %% tags=["hide-input"]
fig, alt = plots.recovery(by_outcome["flow"], choices, "log_ratio", chosen["flow"])
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
    formats="{:.3f}",
    tidy=maritime_grid.tidy_hosts(by_outcome, choices, chosen, track),
)

# %% tags=["remove-cell"]
best = {outcome: rows.loc[rows["log_ratio"].idxmin()] for outcome, rows in by_outcome.items()}
chapter.say("n_grid", len(grid), "{:,}")
chapter.say("n_failed", int((grid["failed"] != "").sum()))
for outcome in best:
    chapter.say(f"near_{outcome}", 100 * best[outcome]["log_ratio"], "{:.0f}")
    chapter.say(f"main_{outcome}", 100 * chosen[outcome]["log_ratio"], "{:.0f}")
    chapter.say(f"mean_near_{outcome}", best[outcome]["all"], "{:.3f}")
    chapter.say(f"zero_{outcome}", best[outcome]["non-positive"])
dropped = by_outcome["flow"].query("`non-positive` == 'dropped'")
chapter.say("best_dropped", 100 * dropped["log_ratio"].min(), "{:.0f}")

# %% [markdown]
# Of {glue:text}`n_grid` readings {glue:text}`n_failed` failed. For stocks the printed efficiencies are recovered almost exactly: the nearest reading ({glue:text}`zero_stock`) is off by {glue:text}`near_stock` % on average, with a mean of {glue:text}`mean_near_stock`, and the main specification by {glue:text}`main_stock` %. For flows the main specification is off by {glue:text}`main_flow` %, while the nearest reading ({glue:text}`zero_flow`) is off by {glue:text}`near_flow` %; no reading that drops the flows without a logarithm comes nearer than {glue:text}`best_dropped` %. So the paper most likely put something in their place, and its efficiencies of flows depend on what.
#
# ## Exercises
#
# :::{admonition} Exercise 3: another date for co-operation
# :class: exercise
# Estimate the stock model with each of the five readings of the co-operation dummy and compare its coefficient. Does the paper's finding that co-operation has no significant effect hold in any?
# :::
#
# :::{dropdown} Solution
# The folded cell below does it. The readings differ in when the free trade area with ASEAN counts and in whether the two corridors count at all.
# :::

# %% tags=["hide-cell"]
from lib.panels.maritime import FTA

rows = {}
for name in FTA:
    r = study.estimate(panel, Choices(outcome="stock", fta=name)).result
    rows[name] = {
        "coefficient": r.params["delta:fta"],
        "standard error": r.std_errors["delta:fta"],
        "p": r.pvalues["delta:fta"],
    }
chapter.table(
    "fta_exercise", pd.DataFrame(rows).T.rename_axis("reading"), caption="Co-operation, five readings"
)

# %% [markdown]
# :::{admonition} Exercise 4: the unit of the inverse hyperbolic sine
# :class: exercise
# Estimate the flow model with the inverse hyperbolic sine of flows in million dollars, in 10,000 dollars and in dollars. Why does the mean efficiency change, when a logarithm's would not?
# :::
#
# :::{dropdown} Solution
# For large $y$ the inverse hyperbolic sine is $\ln 2y$, so a change of unit shifts positive flows by a constant, as a logarithm does. A flow of zero stays at zero in every unit. The smaller the unit, the further the zeros lie below the rest, and the more inefficiency the model sees in them.
# :::

# %% tags=["hide-cell"]
from lib.panels.maritime import UNITS

rows = {}
for unit in UNITS:
    one = study.estimate(panel, Choices(outcome="flow", non_positive="ihs", unit=unit), cov_type="none")
    rows[unit] = {
        "mean efficiency": one.result.efficiency.mean(),
        "gamma": one.result.params["gamma"],
        "boundary": one.result.boundary or "interior",
    }
chapter.table("unit_exercise", pd.DataFrame(rows).T.rename_axis("unit"), caption="Flow model, four units")
