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
# # Data and model
#
# The paper estimates a dynamic panel of cities by system GMM {cite:p}`agglomeration_exports`. This chapter goes through its variables and counts its observations, shows why the two simple estimators fail in such a model, writes system GMM down, and reads from the paper's few sentences which instruments it used.
#
# :::{admonition} Kind of result
# :class: note
# Track `semi_synthetic`: real cities, populations, distances, regions and sizes, and drawn variables and exports, from the paper's model with the coefficients of its tables planted. It shows what methods do, says nothing about the paper's numbers, and counts for nothing in the match rate. With the licensed files in `data/restricted` the same chapter runs on them ({doc}`/how_to_rerun`).
# :::

# %% tags=["parameters"]
track = "semi_synthetic"
seed = 2018  # of the first fresh panel
draws = 40  # of the panel, for the means of four estimators
left_out_draws = 100  # of the panel, for the spread without some instruments
simulations = 60  # at each coefficient of the lag, in the figure

# %% tags=["hide-input"]
import pandas as pd

from lib import audit, chapters, facts, panels, published
from lib.estimators import gmm
from lib.exhibits import Chapter
from lib.exhibits import agglomeration_gmm as plots
from lib.exhibits import agglomeration_tables as tables
from lib.panels import agglomeration_synthetic as synthetic
from lib.panels.agglomeration_columns import printed_columns
from lib.results import tidy_rows
from lib.studies import agglomeration_answers as answers
from lib.studies import agglomeration_model as study
from lib.studies import agglomeration_printed as record
from lib.studies import agglomeration_records as examples
from lib.studies import agglomeration_recovery as recovering
from lib.studies import dynamic_panel

chapter = Chapter(
    "agglomeration/03_data_model",
    track=track,
    home="semi_synthetic",
    varied=(seed, draws, left_out_draws, simulations) != (2018, 40, 100, 60),
)
panel = panels.load("agglomeration", track)
glossary = facts.load("glossary").set_index("term")
printed = published.cells("agglomeration").set_index("id")["printed"]
column = printed_columns("table_1")[0]  # export value, all cities
frame = column.frame(panel)

# %% [markdown]
# ## Variables
#
# {numref}`agglomeration-variables` has them in our words. Four things are not said and had to be read: how the index of resilience is formed (read here as the exponential of growth less growth of 2008, so that its logarithm, which the regressions hold, is that difference), of which firms and how productivity is estimated, what exactly goes into the moving average, and whether unemployment is a logarithm: the text has the registered rate computed, centred and standardised, and only its symbol, lnRunepd, has a logarithm (read here; {doc}`04_baseline` shows what the other reading changes). The six controls and their signs are the usual ones; five of them enter as $\ln(1 + x)$.

# %% tags=["hide-input"]
origins = synthetic.provenance()
chapter.table(
    "variables",
    tables.variables(glossary, origins),
    caption="Variables (变量选取与说明)",
    track="public",
    note="In parentheses the paper's symbol. In this panel: on the semi-synthetic track.",
)

# %% [markdown]
# Exports are those of firms in the *urban districts*. The paper makes them of customs records in four steps:
#
# 1. records without HS code, place of production, destination or value are dropped;
# 2. of the two places in a record, the address of the firm and the place of production, the second counts;
# 3. firms in counties and county-level cities are dropped by their postcode: of its digits the first four are those of a city's districts, in some cities, such as Shaoxing, five or six, and they are looked up year by year;
# 4. what is left is added up and merged with the yearbook's figures for the same districts.
#
# {numref}`agglomeration-records` sends {glue:text}`n_toy` invented records through them, by the customs step that an owner of the records would run (`lib.panels.customs_cities`). It differs from the paper in the third: it tells districts from counties by the administrative code of the place, which the record has too, and needs no postcodes; what postcodes would say stands beside it. {glue:text}`n_toy_kept` are kept. The last record shows why four digits do not do everywhere: they are those of the county as well. {numref}`agglomeration-records-added` has what comes out, and what would if the address of the firm were taken: Changzhou would have {glue:text}`toy_signed` US dollars in place of {glue:text}`toy_made`, and exports made in a county would count for a city.

# %% tags=["hide-input"]
toy = examples.records()
fates = examples.fates(toy)
chapter.table(
    "records",
    examples.shown(toy, fates),
    caption="Six invented records and their fate",
    track="semi_synthetic",
    data=[],
    note="Firm, made in: address of the firm and place of production. Fate: by the project's customs step. Four, more: whether four digits of the postcode, or as many as it takes, put it in the urban districts. Firms and postcodes are invented.",
)

# %% tags=["hide-input"]
made, signed = examples.city_years(toy), examples.city_years(toy, examples.REGISTERED)
chapter.table(
    "records_added",
    examples.added_up(made, signed),
    caption="The same records added up by city",
    track="semi_synthetic",
    data=["data/facts/city_population.csv"],
    note="Population: the real figure of the year, merged.",
)

# %% tags=["remove-cell"]
chapter.say("n_toy", len(toy))
chapter.say("n_toy_kept", int((fates == "kept").sum()))
changzhou = (320400, 2005)
chapter.say("toy_made", made.loc[changzhou, "value"], "{:.0f}")
chapter.say("toy_signed", signed.loc[changzhou, "value"], "{:.0f}")
four, more = (examples.urban(toy, known) for known in examples.POSTCODES.values())
chapter.holds("four digits take the county of the last record for the city, more digits do not",
              four.iloc[-1] and not more.iloc[-1] and (four == more).iloc[:-1].all())  # fmt: skip
chapter.holds("with all digits postcodes and codes drop the same records",
              more.equals(fates != "outside the urban districts"))  # fmt: skip
chapter.holds("by address a county counts for a city", 330600 in signed.index and 330600 not in made.index)

# %% [markdown]
# Before estimation, agglomeration, resilience and productivity are centred, the centred variables multiplied, and *all* variables standardised ({doc}`02_theory` says what that does). Whether subsamples are standardised anew is not said; here they are not.
#
# {numref}`agglomeration-descriptives` describes the panel. Real agglomeration lies almost entirely *between* cities. How long the drawn variables last and how far they go together is our choice, measured on no yearbook: they share the city's size, its nearness to a port and the shock of the year and nothing else, so that no two of them have a correlation above {glue:text}`most_alike`. Those of a yearbook may be far more alike, and its controls then harder to tell apart.

# %% tags=["hide-input"]
described = study.descriptives(panel, tables.VARIABLES)
shown = tables.named(described.assign(within=100 * described["within"]), glossary)
chapter.table(
    "descriptives",
    shown.rename(columns={"within": "within, %", "sd": "s.d."}),
    caption="The panel's variables",
    formats={"mean": "{:.2f}", "s.d.": "{:.2f}", "within, %": "{:.1f}", "year to year": "{:.3f}"},
    note="Within: share of the variance within cities. Year to year: correlation with the year before.",
)

# %% tags=["remove-cell"]
chapter.say("within", 100 * described.loc["ln_agglomeration", "within"], "{:.1f}")
chapter.holds("agglomeration lies between cities", described.loc["ln_agglomeration", "within"] < 0.03)
drawn = synthetic.draw()
alike = answers.most_alike(drawn.panel)
chapter.say("most_alike", alike, "{:.2f}")
chapter.holds("drawn regressors are hardly correlated", alike < synthetic.covariates.MOST_ALIKE)
chapter.holds(
    "resilience and productivity move far more within cities",
    described.loc[["ln_resilience", "ln_productivity"], "within"].min() > 0.3,
)

# %% [markdown]
# ## How many observations can there be?
#
# {numref}`agglomeration-observations` counts. A model with one lag has no observation in the first year. From {glue:text}`first` to {glue:text}`last` the cities of the text give {glue:text}`with_lag` rows of it at most, those of the tables {glue:text}`with_lag_tables`; printed are {glue:text}`n_printed` ({ref}`finding <finding-agglomeration-observations-exceed-panel-table-1>`). Either the data begin earlier than the text says, or the number counts city-years and not rows of the estimation. The panel here takes the second: it has {glue:text}`n_panel` city-years of {glue:text}`n_cities` cities, and {glue:text}`n_used` rows have their year before. *Wherever a number of observations of ours stands beside a printed one, ours is therefore smaller.*

# %% tags=["hide-input"]
counted = study.observations(int(printed["design-n-cities"]))
chapter.table(
    "observations",
    counted.astype("Int64").rename_axis("what is counted"),
    caption="What the years allow",
    formats=dict.fromkeys(counted.columns, "{:,}"),
    track="public",
    data=[record.FILE, record.CLAIMS],
)

# %% tags=["remove-cell"]
chapter.say("first", printed["design-first-year"])
chapter.say("last", printed["design-last-year"])
chapter.say("with_lag", int(counted["city-years"].iloc[1]), "{:,}")
chapter.say("with_lag_tables", int(counted["city-years"].iloc[2]), "{:,}")
chapter.say("n_printed", int(counted["city-years"].iloc[3]), "{:,}")
chapter.holds(
    "more are printed than the years allow", counted["city-years"].iloc[3] > counted["city-years"].iloc[1]
)
main = gmm.estimate(frame, study.main_spec(column), "city_code", "year")
chapter.say("n_panel", len(panel), "{:,}")
chapter.say("n_cities", panel["city_code"].nunique())
chapter.say("n_used", main.nobs, "{:,}")
chapter.holds("the panel has the printed city-years", len(panel) == counted["city-years"].iloc[3])
found = {one.id: one.severity for one in audit.audit("agglomeration")}
chapter.holds(
    "the audit finds too many observations", found.get("observations-exceed-panel:table-1") == "inconsistency"
)
shares = synthetic.shortfall()
chapter.say("n_short", int((~shares["in_full"]).sum()))
chapter.say("n_columns", len(shares))
chapter.say("least_share", 100 * shares["share"].min(), "{:.0f}")

# %% [markdown]
# {numref}`agglomeration-samples` does the same for the samples of tables 4 to 7. Its sizes are drawn at the populations where the *observations* are those printed; the cities then are not, because real cities do not change their size as often as the printed numbers ask ({doc}`01_introduction`).

# %% tags=["hide-input"]
samples = synthetic.counts().set_index("sample")
samples.columns = ["city-years", "printed", "cities", "cities printed", "rows with a lag"]
chapter.table(
    "samples",
    samples.map("{:,}".format),
    caption="Samples, ours and printed",
    track="semi_synthetic",
)

# %% [markdown]
# One more thing comes out when the printed coefficients are planted. Standardised variables have variance one, and the outcome has, too. In {glue:text}`n_short` of the {glue:text}`n_columns` printed columns the coefficients on regressors that are correlated as cities' are would give the outcome *more* variance than that, before any error. There they were planted reduced, all alike, to {glue:text}`least_share` % in the worst case. That may be the fault of our drawn regressors as well as of the printed numbers; but it is a limit that a table of standardised coefficients has and one of raw coefficients has not.

# %% tags=["hide-input"]
designed = tidy_rows(study.designed(), paper="agglomeration", exhibit="design", track=chapter.track)
chapter.table(
    "design",
    study.designed().replace({"": "the sample"}).replace("_", " ", regex=True),
    caption="What the text fixes and the code has",
    tidy=designed,
    formats={"value": "{:g}"},
    printed=True,
)

# %% [markdown]
# ## Why the simple estimators fail
#
# The model is
#
# $$
# y_{it} = \rho\, y_{i,t-1} + x_{it}'\beta + \mu_i + \varepsilon_{it} ,
# $$ (eq-agg-dynamic)
#
# with an effect $\mu_i$ of the city. The printed equations have none; their estimator is built for one.
#
# **Least squares** takes $\mu_i$ for persistence. It is in $y_{i,t-1}$ as well as in $y_{it}$, so the coefficient of the lag is too *large*.
#
# **Within**, or fixed effects, subtracts each city's mean. The mean of the lags holds later errors, $\bar y_{i,-1} = \frac{1}{T}\sum_t y_{i,t-1}$ has $\varepsilon_{i1}, \dots, \varepsilon_{i,T-1}$ in it, and the coefficient of the lag is too *small*, by about $(1+\rho)/(T-1)$ for long panels {cite:p}`nickell1981biases`. More cities do not help, more years do.
#
# **Difference GMM** {cite:p}`arellano1991some` takes the effect out by differences and uses levels of two years ago and more as instruments. It is consistent, but where $y$ hardly moves, its levels say little about its changes.
#
# **System GMM** {cite:p}`arellano1995another,blundell1998initial` adds the equation in levels, with changes as instruments. Between least squares and within is where a good estimate lies, which is a check that costs nothing.
#
# {numref}`agglomeration-dynamic` draws all four for panels with as few periods as the paper's and no other regressor.

# %% tags=["hide-input"]
design = dynamic_panel.Design(units=280, periods=9)
simulated = dynamic_panel.simulate(design=design, draws=simulations, seed=seed)
fig, alt = plots.biases(simulated)
chapter.figure(
    "dynamic",
    fig,
    caption="Four estimators of the coefficient of the lag",
    alt=alt,
    track="semi_synthetic",
    data=[],
    note="280 units, 9 periods, effects and errors of one variance. Shaded: nine tenths of the draws. Dotted in black: limits of least squares and within for many units, from formulas.",
)

# %% tags=["remove-cell"]
wide = simulated.set_index(["rho", "estimator"])
low, high = simulated["rho"].min(), simulated["rho"].max()
bias = wide["bias"].unstack()
chapter.holds("least squares is above, within below the truth everywhere",
              (bias["least squares"] > 0).all() and (bias["fixed effects"] < 0).all())  # fmt: skip
chapter.holds("system GMM is the nearest or as near as difference GMM at high persistence",
              abs(bias.loc[high, "system GMM"]) < abs(bias.loc[high, "difference GMM"]))  # fmt: skip
chapter.say("rho_high", high, "{:g}")
chapter.say("difference_high", wide.loc[(high, "difference GMM"), "mean"], "{:.2f}")
chapter.say("difference_sd", wide.loc[(high, "difference GMM"), "sd"], "{:.2f}")
chapter.say("system_high", wide.loc[(high, "system GMM"), "mean"], "{:.2f}")
own = wide.loc[(high, "system GMM")]
chapter.say("system_bias", own["bias"], "{:.2f}")
chapter.say("system_z", own["bias"] / (own["sd"] / simulations**0.5), "{:.0f}")
chapter.holds("system GMM is biased upwards there", own["bias"] > 4 * own["sd"] / simulations**0.5)
chapter.say("system_sd", wide.loc[(high, "system GMM"), "sd"], "{:.2f}")

# %% [markdown]
# At {glue:text}`rho_high` difference GMM finds {glue:text}`difference_high` on average with a standard deviation of {glue:text}`difference_sd`, system GMM {glue:text}`system_high` with {glue:text}`system_sd`: much the sharper one, and itself too large by {glue:text}`system_bias`. That is a bias of small samples, {glue:text}`system_z` Monte Carlo errors from nothing.
#
# {numref}`agglomeration-four-ways` asks the same of the paper's own model: {glue:text}`draws_said` fresh panels with the coefficients of table 1, column (1), planted.

# %% tags=["hide-input"]
core = [term for term in column.terms if term not in study.CONTROLS]
four = study.recovered(column, draws, seed).loc[core]
errors = four.filter(like=" error")
shown = tables.with_errors(
    four.drop(columns=errors.columns), errors.rename(columns=lambda name: name.removesuffix(" error"))
)
chapter.table(
    "four_ways",
    tables.named(shown, glossary),
    caption="Means of four estimators over fresh panels",
    note="In parentheses the Monte Carlo error of the mean. Difference GMM: the main reading without the equation in levels.",
    track="semi_synthetic",
)

# %% tags=["remove-cell"]
chapter.say("draws_said", draws)
lag = four.loc["lag_outcome"]
chapter.say("lag_planted", lag["planted"], "{:.3f}")
chapter.say("lag_ols", lag[study.LEAST_SQUARES], "{:.3f}")
chapter.say("lag_within", lag[study.WITHIN], "{:.3f}")
chapter.say("lag_system", lag[study.SYSTEM], "{:.3f}")
pro = four.loc["ln_productivity"]
chapter.say("pro_planted", pro["planted"], "{:.3f}")
chapter.say("pro_ols", pro[study.LEAST_SQUARES], "{:.3f}")
chapter.say("pro_within", pro[study.WITHIN], "{:.3f}")
chapter.say("pro_system", pro[study.SYSTEM], "{:.3f}")
agg = four.loc["ln_agglomeration"]
fresh = recovering.collected([chapters.exhibit("agglomeration/04_baseline", "bias_1")])
longer = recovering.biases(fresh).loc[("table_1", "(1)", "ln_productivity")]
chapter.say("pro_bias", longer["bias"], "{:.3f}")
chapter.say("pro_error", longer["error"], "{:.3f}")
chapter.say("pro_part_low", 100 * (longer["bias"] - 2 * longer["error"]) / longer["planted"], "{:.0f}")
chapter.say("pro_part_high", 100 * (longer["bias"] + 2 * longer["error"]) / longer["planted"], "{:.0f}")
chapter.holds("system GMM is biased for productivity, beyond chance", longer["z"] > 4)
chapter.say("agg_difference_error", agg[f"{study.DIFFERENCE} error"], "{:.2f}")
chapter.say("agg_ratio", agg[f"{study.DIFFERENCE} error"] / agg[f"{study.SYSTEM} error"], "{:.0f}")
chapter.holds("the lag: within, planted, least squares, in this order",
              lag[study.WITHIN] < lag["planted"] < lag[study.LEAST_SQUARES])  # fmt: skip
chapter.holds("GMM is nearer to what is planted for the lag and for productivity", all(
    abs(four.loc[term, study.SYSTEM] - four.loc[term, "planted"])
    < abs(four.loc[term, simple] - four.loc[term, "planted"]) / 4
    for term in ("lag_outcome", "ln_productivity") for simple in (study.LEAST_SQUARES, study.WITHIN)))  # fmt: skip
chapter.holds("difference GMM knows next to nothing of agglomeration",
              agg[f"{study.DIFFERENCE} error"] > 10 * agg[f"{study.SYSTEM} error"])  # fmt: skip

# %% [markdown]
# Least squares finds {glue:text}`lag_ols` for the lag, within {glue:text}`lag_within`, where {glue:text}`lag_planted` is planted; system GMM comes to {glue:text}`lag_system`. Productivity was drawn to answer the shock of the year, as the text argues; both simple estimators take that for its effect ({glue:text}`pro_ols` and {glue:text}`pro_within` for {glue:text}`pro_planted`), system GMM far less ({glue:text}`pro_system` in these draws). But less is not nothing. More draws, in {doc}`04_baseline`, {numref}`agglomeration-bias-1`, have a bias of {glue:text}`pro_bias` (Monte Carlo error {glue:text}`pro_error`), by two Monte Carlo errors either way between {glue:text}`pro_part_low` and {glue:text}`pro_part_high` % of the coefficient. That is with the few instruments of the main reading; {doc}`09_referee` shows what more of them do.
#
# Difference GMM says next to nothing about agglomeration: its Monte Carlo error is {glue:text}`agg_difference_error`, {glue:text}`agg_ratio` times that of system GMM. With *real* populations, which hardly change, this holds whatever the exports are. Whatever the paper says about agglomeration it says by its equation in levels.

# %% tags=["remove-cell"]
knows, asked = answers.known(drawn), answers.answering(column, draws, seed)
chapter.say("knows_shock", knows["shock"], "{:.2f}")
chapter.say("knows_effect", knows["effect"], "{:.2f}")
for key, name in (("own", answers.OWN_LAGS), ("taken", answers.AS_EXOGENOUS), ("around", answers.WITHIN)):
    chapter.say(f"asked_{key}", asked.loc[name, "off"], "{:+.3f}")
    chapter.say(f"asked_{key}_error", asked.loc[name, "error"], "{:.3f}")
rows = len(drawn.panel) - drawn.panel["city_code"].nunique()
chapter.holds("agglomeration knows neither shock nor effect, but by chance",
              abs(knows["shock"]) < 4 / rows**0.5
              and abs(knows["effect"]) < 4 / drawn.panel["city_code"].nunique() ** 0.5)  # fmt: skip
z_asked = asked["off"] / asked["error"]
chapter.holds("where it answers, own lags find it and the others do not",
              abs(z_asked[answers.OWN_LAGS]) < 4 and z_asked[[answers.AS_EXOGENOUS, answers.WITHIN]].min() > 4)  # fmt: skip

# %% [markdown]
# One thing this panel does *not* test. Its agglomeration is real, so that it neither answers the drawn shock (correlation of its change with it: {glue:text}`knows_shock`) nor goes with the drawn effect of the city ({glue:text}`knows_effect`), but by chance. The paper calls agglomeration endogenous, and in its data it may be. In panels with a drawn part of agglomeration that does answer the shock, the coefficient is off by {glue:text}`asked_own` (Monte Carlo error {glue:text}`asked_own_error`) with its own lags as instruments, by {glue:text}`asked_taken` ({glue:text}`asked_taken_error`) where it is its own instrument, and by {glue:text}`asked_around` ({glue:text}`asked_around_error`) within cities.
#
# ## System GMM
#
# Write the model for changes and for levels,
#
# $$
# \Delta y_{it} = \rho\, \Delta y_{i,t-1} + \Delta x_{it}'\beta + \Delta\varepsilon_{it}, \qquad
# y_{it} = \rho\, y_{i,t-1} + x_{it}'\beta + \mu_i + \varepsilon_{it} .
# $$ (eq-agg-system)
#
# If $\varepsilon$ is not correlated over time, a variable $w$ that answers the shock of its own year but not later ones (*endogenous*) satisfies
#
# $$
# \operatorname{E}[w_{i,t-\ell}\, \Delta\varepsilon_{it}] = 0, \; \ell \ge 2, \qquad
# \operatorname{E}[\Delta w_{i,t-1} (\mu_i + \varepsilon_{it})] = 0 ,
# $$ (eq-agg-moments)
#
# the first for the differences, the second for the levels. For a *predetermined* variable, which answers past shocks only, $\ell = 1$ will do as well and $\Delta w_{it}$ in levels; an *exogenous* one is its own instrument. The second part of {eq}`eq-agg-moments` is an assumption of another kind: *changes* are not correlated with the city's effect. For the lag of $y$ it asks that cities do not start systematically above or below where they tend to.
#
# Stack the instruments of a city in $Z_i$, both equations in $y_i$ and $X_i$. One step weighs the moments by $A_1 = (\sum_i Z_i' H Z_i)^{-1}$ with a known $H$, the second by what the first one's residuals say,
#
# $$
# \hat\beta = (X'Z A Z'X)^{-1} X'Z A Z'y, \qquad A_2 = \Big(\sum_i Z_i' \hat e_i \hat e_i' Z_i\Big)^{-1} .
# $$ (eq-agg-gmm)
#
# The two-step standard errors take $A_2$ as if it were known, and are too small; {cite:t}`windmeijer2005finite` corrects them. Three tests belong to it:
#
# - **AR(1) and AR(2)** of the differenced residuals {cite:p}`arellano1991some`. The first must be there, since $\Delta\varepsilon_{it}$ and $\Delta\varepsilon_{i,t-1}$ share $\varepsilon_{i,t-1}$; the second must not, or the second lag is no instrument.
# - **Hansen's J**, $\hat e' Z A_2 Z' \hat e$, chi-squared with as many degrees of freedom as instruments beyond coefficients: whether the moments can all be near zero at once.
# - **Difference-in-Hansen**: J with a set of instruments less J without it, whether this set agrees with the others.
#
# The conventions here are those of Stata's `xtabond2` {cite:p}`roodman2009how`. {doc}`09_referee` changes them one by one.
#
# ## The instruments, read from the paper
#
# The paper has two sentences on its instruments. {numref}`agglomeration-instruments` puts beside them what they are taken to mean, and as what they enter the estimator. *This is a reading*; it is argued, not recovered.

# %% tags=["hide-input"]
chapter.table(
    "instruments",
    tables.instruments(study.main_spec(column)),
    caption="Sentences and specification",
    track="public",
    data=[],
    note="gmm(w, 2): the second lag of w in differences, its lagged change in levels. iv(w): w itself.",
)

# %% tags=["remove-cell"]
chapter.say("n_instruments", main.instruments)
chapter.say("n_params", len(main.params))
chapter.say("n_over", main.hansen.df)
strength = study.strength(frame, column)
own = strength.loc["ln_agglomeration"]
for key, what in {"agg_strength": "changes", "agg_levels": "levels", "agg_land": "land"}.items():
    chapter.say(key, 100 * own[what, "r2"], "{:.2f}" if what == "changes" else "{:.1f}")
    chapter.say(f"{key}_f", own[what, "F"], "{:.1f}")
chapter.say("agg_others", 100 * own["others", "r2"], "{:.1f}")
chapter.say("agg_others_f", own["others", "F"], "{:.1f}")
by_own = strength[["changes", "levels"]].xs("r2", axis=1, level=1)
chapter.say("own_most", 100 * by_own.max().max(), "{:.0f}")
of_own = strength[["changes", "levels"]].xs("F", axis=1, level=1)
others_f = of_own.drop(index="ln_agglomeration").min().min()
chapter.say("others_least_f", others_f, "{:.0f}")
chapter.holds("own lags are weak by F for agglomeration alone",
              of_own.loc["ln_agglomeration"].max() < 10 < others_f)  # fmt: skip
chapter.holds("the second lag of agglomeration explains next to nothing", own["changes", "r2"] < 0.005)
chapter.holds("the land area says more of agglomeration than its own lagged change",
              own["land", "F"] > 2 * own["levels", "F"])  # fmt: skip

# %% [markdown]
# Read literally, "the first lag" would be $w_{i,t-1}$ for the change $\Delta w_{it}$. For an endogenous variable that is invalid, because $w_{i,t-1}$ answers $\varepsilon_{i,t-1}$, which is in $\Delta\varepsilon_{it}$; and the lag of the outcome would be an instrument of itself. So the first lag *that is valid* is read. The sentence on the land area is odd in another way: exogenous variables need no instrument. The area is one more instrument for everything; that it acts on exports through the regressors only, the paper does not argue. {cite:t}`ciccone2002agglomeration`, whom it follows in this, divides by area in order to measure density, and instruments with it because today's employment did not draw the borders.
#
# This gives {glue:text}`n_instruments` instruments for {glue:text}`n_params` coefficients, {glue:text}`n_over` of them beyond need. How good are they? {numref}`agglomeration-strength` has their first stages: what share of the variance each explains that the controls and all other instruments leave, and F, by which econometricians call an instrument weak below ten or so.

# %% tags=["hide-input"]
chapter.table(
    "strength",
    tables.strength(strength, glossary),
    caption="What the instruments explain",
    note="Partial R² given the controls and all other instruments of the equation; in parentheses F with errors clustered by city. Agglomeration is real, the land area is drawn.",
)

# %% [markdown]
# A variable's own lags explain {glue:text}`own_most` % at most. That is little, but by F enough for all variables that were drawn to move: the least is {glue:text}`others_least_f`. Not for agglomeration, which is real and hardly moves: {glue:text}`agg_strength` % in differences and {glue:text}`agg_levels` % in levels, F of {glue:text}`agg_strength_f` and {glue:text}`agg_levels_f`. System GMM is chosen because levels are weak instruments of the changes of a lasting variable; of a variable as lasting as this, changes are weak instruments of levels as well {cite:p}`bun2010weak`. Nothing that the paper prints would show it.
#
# What, then, identifies agglomeration? {numref}`agglomeration-identification` leaves instruments out.

# %% tags=["hide-input"]
left_out = study.identification(column, left_out_draws, seed)
chapter.table(
    "identification",
    tables.identification(left_out),
    caption="Agglomeration without some of its instruments",
    note="Table 1, column (1), on fresh panels: mean of the estimates with its Monte Carlo error, their standard deviation. The land area is drawn.",
    track="semi_synthetic",
)

# %% tags=["remove-cell"]
sd = left_out["sd"]
for key, words in zip(("all", "own", "land", "both"), study.LEFT_OUT, strict=True):
    chapter.say(f"sd_{key}", sd[words], "{:.3f}")
chapter.holds("its own lags hardly matter, the land area does",
              abs(sd["its own lags"] / sd["nothing"] - 1) < 0.1 and sd["the land area"] > 1.1 * sd["nothing"])  # fmt: skip

# %% [markdown]
# Not its own lags, the instruments of which the paper speaks: without them the estimates vary with a standard deviation of {glue:text}`sd_own` instead of {glue:text}`sd_all`. Without the land area it is {glue:text}`sd_land`, without both {glue:text}`sd_both`, and what is left then rests on the lagged changes of the *other* variables. The land area explains {glue:text}`agg_land` % of what the others leave (F of {glue:text}`agg_land_f`), and the lagged changes of the other variables explain {glue:text}`agg_others` % together (F of {glue:text}`agg_others_f`). *And the land area is drawn here*, by the size of the city and with no part of its own in exports, because we made it so. That agglomeration comes back in this panel ({doc}`04_baseline`) is therefore a check of the code, and no sign that it would be identified in the paper's data: there it depends on an instrument for whose exclusion nothing is said.
#
# ## Exercises
#
# :::{admonition} Exercise 1: the bracket
# :class: exercise
# The paper prints {glue:text}`lag_printed` for the lag of export value. Between which numbers would an estimate by least squares and one by fixed effects have to lie on *its* data for this to be believable? How would you use the two as a check, and when does the check fail?
# :::
#
# :::{dropdown} Solution
# Least squares must be above and within below it, as in {numref}`agglomeration-four-ways`, where the bracket runs from {glue:text}`lag_within` to {glue:text}`lag_ols`; an estimate outside of the bracket is a sign of bad instruments or of a wrong model. Both are biased in known directions only if the lag is the one variable that is not exogenous. Other endogenous regressors push both estimates about as well, so that the bracket is a rule of thumb. Both cost a line each, and the paper prints neither.
# :::

# %% tags=["remove-cell"]
chapter.say("lag_printed", printed["table_1//(1)/lag_outcome/coef"])

# %% [markdown]
# :::{admonition} Exercise 2: count the instruments
# :class: exercise
# A panel has $T = 9$ years. How many columns does one endogenous variable give in differences and in levels, if all lags from the second on are used, with a column for each lag *and* year? With a column for each lag? How many for the six variables of the main reading, with seven instruments that stand for themselves and a constant? Check with `study.main_spec(column, gmm=..., collapse=False)`.
# :::

# %% tags=["hide-cell"]
deep = tuple(gmm.endogenous(name) for name in ("y", *column.core))
every = {
    words: gmm.estimate(frame, study.main_spec(column, gmm=deep, collapse=collapse), "city_code", "year")
    for words, collapse in {"one a lag and year": False, "one a lag": True}.items()
}
shown = pd.DataFrame(
    {
        words: {"columns": len(one.instrument_names), "independent": one.instruments}
        for words, one in every.items()
    }
).T
chapter.table("count_exercise", shown.rename_axis("columns are"), caption="Instruments with all lags")

# %% tags=["remove-cell"]
chapter.say("count_all", int(shown["columns"].iloc[0]))
chapter.say("count_collapsed", int(shown["columns"].iloc[1]))
years, variables, outside = 9, 1 + len(column.core), 7
per_year, per_lag = (years - 1) * (years - 2) // 2 + years - 2, years - 2 + 1
chapter.say("per_year", per_year)
chapter.say("per_lag", per_lag)
chapter.holds("the formulas give the columns", list(shown["columns"]) == [
    variables * per_year + outside + 1, variables * per_lag + outside + 1])  # fmt: skip
chapter.holds("there are six variables", variables == 6)

# %% [markdown]
# :::{dropdown} Solution
# In differences the years $t = 3, \dots, T$ have $t - 2$ lags each, $(T-1)(T-2)/2$ in all; in levels one a year, $T - 2$. That is {glue:text}`per_year` for one variable, and {glue:text}`count_all` in all. Collapsed, there are $T - 2$ lags in differences and one in levels, {glue:text}`per_lag` for one variable and {glue:text}`count_collapsed` in all ({numref}`agglomeration-count-exercise`). A few of the many are linear combinations of others and do not count. The number of uncollapsed instruments rises with the *square* of the years.
# :::
