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
# # What modern estimators add
#
# The paper estimates one coefficient by least squares, with effects of city, destination and year, and reads it as the effect of an agreement. Since it was designed, econometrics has learnt a good deal about such coefficients: what they average when agreements take effect in different years and effects grow {cite:p}`goodmanbacon2021difference,dechaisemartin2020two`, what to estimate instead {cite:p}`callaway2021difference,sun2021estimating,borusyak2024revisiting`, how far a conclusion survives if trends are not quite parallel {cite:p}`rambachan2023more`, and which standard errors and tests to trust {cite:p}`bertrand2004how,cameron2011robust`. This chapter puts these questions to the paper's design.
#
# The panel is the semi-synthetic one of {doc}`03_results`: real cities, destinations and ties, drawn outcomes into which the printed coefficients are planted, with an effect that rises for ten years after an agreement. What depends on who is tied and since when (weights, comparisons, the inflation of standard errors) rests on real ties for {glue:text}`real_ties` % of the tied pairs and on real dates for {glue:text}`real_dates` %; what depends on the outcomes shows whether a method finds what was planted. None of it is evidence on trade. With `TRACK=original` the chapter runs on customs records instead.

# %% tags=["parameters"]
track = "semi_synthetic"
seed = 2022
draws = 500  # of the placebo tests
outcome = "value"  # or quantity

# %% tags=["hide-input"]
import pandas as pd

from lib import panels
from lib.exhibits import Chapter
from lib.exhibits import staggered as small_plots
from lib.exhibits import twin_cities_modern as plots
from lib.panels.twin_cities_columns import MILLS
from lib.studies import persistence
from lib.studies import staggered_simulation as simulation
from lib.studies import twin_cities_modern as study
from lib.studies import twin_cities_paths as paths
from lib.studies.twin_cities_events import chance_to_reject

varied = (seed, draws, outcome) != (2022, 500, "value")
chapter = Chapter("twin_cities/05_modern", track=track, home="semi_synthetic", varied=varied)
panel = panels.load("twin_cities", track)
y = study.OUTCOMES[outcome]
since = study.since_agreement(panel)
planted = paths.planted(panel, outcome) if track == "semi_synthetic" else None

# %% tags=["remove-cell"]
tied = panel[panel["treat"] == 1].drop_duplicates("pair")
chapter.say("real_ties", 100 * (tied["tie_origin"] == "real").mean(), "{:.0f}")
chapter.say("real_dates", 100 * (tied["date_origin"] == "real").mean(), "{:.0f}")

# %% [markdown]
# ## With whom are tied pairs compared?
#
# The regression of the paper's equation (9) is
#
# $$ \ln x_{ijt} = \beta\, d_{ijt} + z_{ijt}'\gamma + \sigma_i + \varphi_j + \gamma_t + \varepsilon_{ijt}, $$ (eq-modern-nine)
#
# with $d_{ijt} = 1$ where city $i$ has an agreement with destination $j$ in force in year $t$. It is called difference-in-differences, but a difference over time needs an effect of the pair, and {eq}`eq-modern-nine` has none (the audit says so: {ref}`the finding <finding-twin-cities-treatment-not-differenced-9>`). By Frisch and Waugh $\hat\beta = \sum \tilde d_{ijt} \ln x_{ijt} / \sum \tilde d_{ijt}^2$, where $\tilde d$ is what city, destination, year and controls leave of the treatment. The share of $\sum \tilde d^2$ that lies between pairs says how much of the coefficient comes from comparing tied pairs with others, rather than a pair with itself before its agreement.

# %% tags=["hide-input"]
projected = study.projections(panel, y, study.THREE)
errors = study.effects_by_errors(panel, y)
chapter.table(
    "four_effects",
    study.effects_table(errors),
    caption="One treatment, four sets of effects",
    note="Coefficient of the agreement in force on the logarithm of exports, and its standard error four ways. Effects of city-years and destination-years absorb the controls.",
    tidy=study.tidy(
        errors, {"panel": "effects", "column": "errors"}, ("coef", "se", "t", "p"), "four_effects", track
    ),
)

# %% tags=["remove-cell"]
by_pair = errors[errors["errors"] == "by pair"].set_index("effects")
chapter.say("paper_coef", by_pair.loc[study.PAPER, "coef"], "{:.3f}")
chapter.say("within_coef", by_pair.loc[study.WITHIN, "coef"], "{:.3f}")
chapter.say("within_se", by_pair.loc[study.WITHIN, "se"], "{:.3f}")
between = {name: persistence.between_share(one, panel["pair"]) for name, one in projected.items()}
chapter.say("between", 100 * between[study.PAPER], "{:.0f}")
chapter.say("between_structural", 100 * between[study.STRUCTURAL], "{:.0f}")
chapter.holds("more than half of the variation lies between pairs", between[study.PAPER] > 0.5)
chapter.say("main_outcome", outcome)
if planted is not None:
    sizes, one = planted.planting.coefficients, projected[study.PAPER]
    for name in study.OUTCOMES:
        chapter.say(f"mills_{name}", sizes.loc[MILLS, name], "{:+.3f}")
    parts = (planted.planting.shapes * sizes.loc[list(planted.planting.shapes), outcome]).loc[one.rows]
    parts = pd.Series(one.weights @ parts.to_numpy(), index=parts.columns)
    bents = parts.filter(like="bent").sum()
    chapter.say("mills_part", parts[MILLS], "{:+.3f}")
    chapter.say("bent_part", bents, "{:+.3f}")
    ratio = planted.planting.shapes[MILLS]
    chapter.holds(
        "the planted Mills coefficients are positive", (sizes.loc[MILLS, list(study.OUTCOMES)] > 0).all()
    )
    chapter.holds(
        "tied pairs, the likelier ones, have lower ratios",
        ratio[panel["treat"] == 1].mean() < ratio[panel["treat"] == 0].mean(),
    )
    chapter.holds("the ratio adds little, the bents take more", abs(parts[MILLS]) < 0.02 < -bents)
    chapter.holds("in all the bias is downward", parts.drop(parts.filter(regex="path|post").index).sum() < 0)

# %% [markdown]
# In this panel {glue:text}`between` % of the variation that identifies {eq}`eq-modern-nine` lies between pairs, and {glue:text}`between_structural` % with effects of city-years and destination-years. So the paper's coefficient is above all a comparison of tied pairs with other pairs of the same city and of the same destination. It is the effect of an agreement only if tied pairs would have traded no more than the sum of their city's and their destination's effects predicts. That is a strong assumption where friendship follows trade, and one that the paper itself doubts when it turns to Heckman ({doc}`04_robustness`).
#
# Friendship that follows trade would bias the coefficient upwards. What is planted in this panel has the opposite sign: to give all printed columns, the two-step estimates among them, the inverse Mills ratio needs coefficients of {glue:text}`mills_value` on value and {glue:text}`mills_quantity` on quantity, and the ratio falls as a tie becomes likelier, so likelier pairs trade *less*, other effects given. Hardly any of it reaches the coefficient on {glue:text}`main_outcome` ({glue:text}`mills_part`). What does is planted as well: cities with many agreements trade less than the sum of effects predicts with countries on the Belt and Road and next to China, which takes {glue:text}`bent_part`. In all the bias is downward here. Nothing in this chapter says which way it goes in the customs records.
#
# What each set of effects in {numref}`twin-cities-four-effects` compares:
#
# - **city + destination + year**: as above. Anything lasting about a pair (a common language, an old shipping line, a diaspora) that goes with agreements is in $\hat\beta$.
# - **pair + year**: a pair with itself, before and after, against other pairs over the same years. What is lasting about the pair drops out; a city or a destination that grows faster than others does not. Pairs tied in all their years say nothing.
# - **city-year + destination-year**: as gravity theory asks of multilateral resistance {cite:p}`anderson2003gravity`; but pairs still have no effect of their own.
# - **pair + city-year + destination-year**: what the structural gravity literature would estimate today {cite:p}`yotov2016advanced`.
#
# Here pair effects move the coefficient from {glue:text}`paper_coef` to {glue:text}`within_coef` (standard error {glue:text}`within_se`). The outcomes are drawn, so this difference says what was planted, and noise; on customs records it would be the first number to look at.
#
# The paper's equation (10), its event study, prints effects of city-years and destination-years beside a treatment that it indexes by city and year alone. These effects absorb such a treatment entirely: no coefficient exists (the audit's {ref}`finding on equation (10) <finding-twin-cities-absorbed-equation-10>`). With a treatment of pairs, as in {numref}`twin-cities-four-effects`, they do not.
#
# ## What the coefficient averages

# %% tags=["hide-input"]
weights = study.weights(projected, since)
mean_year = study.mean_years(projected, since)
fig, alt = plots.weights_by_year(weights, mean_year)
chapter.figure(
    "weights",
    fig,
    caption="Weight of each year since the agreement",
    alt=alt,
    note="The last group has all later years. Weights add up to one. The line of city + destination + year is broad and pale: that of city-years and destination-years (dashed) lies on it.",
    tidy=study.tidy_weights(weights, track),
)

# %% tags=["hide-input"]
bacon = paths.bacon(panel, y)
fig, alt = plots.bacon(paths.comparisons(bacon))
chapter.figure(
    "bacon",
    fig,
    caption="Two-by-two comparisons and their weights",
    alt=alt,
    note="Effects of pair and year, pairs seen in every year; the decomposition exists for no other design.",
    tidy=bacon.tidy(paper="twin_cities", exhibit="bacon", track=track),
)

# %% tags=["remove-cell"]
chapter.say("year_rows", since[panel["treat_post"] == 1].mean(), "{:.1f}")
chapter.say("year_paper", mean_year[study.PAPER], "{:.1f}")
chapter.say("year_within", mean_year[study.WITHIN], "{:.1f}")
negative = {name: -table["negative"].sum() for name, table in weights.items()}
chapter.say("negative_within", 100 * negative[study.WITHIN], "{:.0f}")
chapter.holds("the paper's effects give hardly any negative weight", negative[study.PAPER] < 0.005)
chapter.holds("the paper's weights lie on earlier years than the treated rows",
              mean_year[study.PAPER] < since[panel["treat_post"] == 1].mean())  # fmt: skip
chapter.holds("pair effects weigh early years more", mean_year[study.WITHIN] < mean_year[study.PAPER] - 1)
kinds = paths.by_kind(bacon)
chapter.say("forbidden", 100 * kinds.loc[paths.FORBIDDEN, "weight"], "{:.1f}")
chapter.say("never_weight", 100 * kinds["weight"].iloc[0], "{:.0f}")
chapter.say("balanced", bacon.n_units, "{:,}")
chapter.holds(
    "forbidden comparisons weigh less than two per cent", kinds.loc[paths.FORBIDDEN, "weight"] < 0.02
)
chapter.say("never_share", 100 * (panel.groupby("pair")["treat"].first() == 0).mean(), "{:.0f}")

# %% [markdown]
# Where the model is right without the treatment, $\hat\beta = \sum w_{ijt} \tau_{ijt}$ over treated rows with weights $w = \tilde d / \sum \tilde d^2$ that add up to one {cite:p}`dechaisemartin2020two`. A weight can be negative, and then a larger effect makes a smaller coefficient. {numref}`twin-cities-weights` has the weights by years since the agreement. With the paper's effects no row has a negative weight worth mentioning, and each treated row weighs about the same, many of them long after old agreements: the mean year since the agreement is {glue:text}`year_paper` by these weights, {glue:text}`year_rows` over the treated rows. With pair effects only agreements that take effect inside the panel count, their early years most (mean year {glue:text}`year_within`), and {glue:text}`negative_within` % of the weight is negative.
#
# {numref}`twin-cities-bacon` takes the coefficient with pair and year effects apart into two-by-two comparisons {cite:p}`goodmanbacon2021difference`, for the {glue:text}`balanced` pairs seen in all years. The forbidden ones, which compare a newly tied pair with one tied before and so subtract the latter's growing effect, carry {glue:text}`forbidden` % of the weight, against {glue:text}`never_weight` % for comparisons with pairs never tied. That is the design's good side: {glue:text}`never_share` % of pairs are never tied, so there is no lack of clean comparisons. The trouble of which the recent literature is full is not this paper's first problem; the missing effect of the pair is.
#
# ## The path of the effect

# %% tags=["hide-input"]
drawn = paths.estimate_all(panel, y)
rows = paths.path_rows(drawn)
truth = None if planted is None else planted.path
if planted is not None:
    without_noise = paths.estimate_all(planted.panel, paths.MEAN)
    exact = paths.path_rows(without_noise)
else:
    without_noise, exact = None, rows
fig, alt = plots.paths(exact, truth, f"effect on ln {outcome}")
chapter.figure(
    "paths_exact",
    fig,
    caption="What each estimator estimates"
    + (", without noise" if planted is not None else "; nothing is planted on this track, so as drawn"),
    alt=alt,
    note="Pairs with effects of their own, no controls; agreements before the panel's first year are left out."
    + (
        " The outcome is the one before noise was drawn: what remains between an estimator and the planted path is its own doing, or what else was planted (spillovers within the city, selection)."
        if planted is not None
        else ""
    ),
    tidy=paths.tidy_paths(exact, truth, track, "paths_exact"),
)

# %% tags=["hide-input"]
fig, alt = plots.paths(rows, truth, f"effect on ln {outcome}")
chapter.figure(
    "paths",
    fig,
    caption="Event paths on the panel as drawn",
    alt=alt,
    note="Bars: 95 % intervals, clustered by pair.",
    tidy=paths.tidy_paths(rows, truth, track, "paths"),
)

# %% tags=["hide-input"]
averages = paths.averages(panel, y, drawn)
if planted is not None:
    free = paths.averages(planted.panel, paths.MEAN, without_noise)["coef"]
    averages.insert(0, "without noise", free)
chapter.table(
    "averages",
    averages.rename(columns={"coef": "as drawn", "se": "standard error"}),
    caption="One number an estimator",
    note="The first two are coefficients, the others mean effects over the treated rows of agreements that take effect inside the panel. Standard errors clustered by pair.",
)

# %% tags=["remove-cell"]
if planted is not None:
    chapter.say("effect", planted.effect, "{:.3f}")
    chapter.say("everywhere", planted.everywhere, "{:.3f}")
    chapter.say("free_paper", free[study.PAPER], "{:.3f}")
    chapter.say("free_within", free[study.WITHIN], "{:.3f}")
    modern = free.drop([study.PAPER, study.WITHIN])
    chapter.say("free_low", modern.min(), "{:.3f}")
    chapter.say("free_high", modern.max(), "{:.3f}")
    chapter.say("short", 100 * (1 - free[study.WITHIN] / planted.effect), "{:.0f}")
    ends = exact[exact["relative_year"] == paths.WINDOW].set_index("estimator")["coef"]
    chapter.say("last_truth", truth.iloc[-1], "{:.3f}")
    chapter.say("last_low", ends.min(), "{:.3f}")
    chapter.say("last_high", ends.max(), "{:.3f}")
    own_part = projected[study.PAPER].weights @ planted.own.loc[projected[study.PAPER].rows]
    chapter.say("own_part", own_part, "{:.3f}")
    chapter.say("rest", free[study.PAPER] - own_part, "{:.3f}")
    chapter.holds(
        "its weights cost less than half of what else was planted does",
        abs(planted.everywhere - own_part) < 0.5 * abs(free[study.PAPER] - own_part),
    )
    overall = averages.drop([study.PAPER, study.WITHIN])
    times = overall["coef"] / planted.effect
    chapter.say("times_low", times.min(), "{:.1f}")
    chapter.say("times_high", times.max(), "{:.1f}")
    precise = overall["se"].min()
    chapter.say("power", 100 * chance_to_reject(planted.effect, precise), "{:.0f}")
    chapter.say("needed", 1.96 * precise / planted.effect, "{:.1f}")
    chapter.holds("every average is significant", (overall["coef"] > 1.96 * overall["se"]).all())
    chapter.holds(
        "nor away from the truth", ((overall["coef"] - planted.effect).abs() < 1.96 * overall["se"]).all()
    )
    chapter.holds(
        "modern averages lie within a tenth of the truth", (modern / planted.effect - 1).abs().max() < 0.1
    )
    chapter.holds("static pair effects fall short of it by more", free[study.WITHIN] < 0.85 * planted.effect)
    chapter.holds(
        "the paper's coefficient is far below the mean effect", free[study.PAPER] < 0.7 * planted.everywhere
    )
    chapter.holds("paths end near the planted one", (ends / truth.iloc[-1] - 1).abs().max() < 0.1)
chapter.say("noise_se", averages["se"].drop([study.PAPER, study.WITHIN]).max(), "{:.2f}")

# %% [markdown]
# Without noise ({numref}`twin-cities-paths-exact`) all four paths rise as planted: ten years after, {glue:text}`last_low` to {glue:text}`last_high` where {glue:text}`last_truth` is planted. Single numbers differ more ({numref}`twin-cities-averages`). The mean effect over the treated rows of these agreements is {glue:text}`effect`; Callaway and Sant'Anna, Sun and Abraham and the imputation estimator give {glue:text}`free_low` to {glue:text}`free_high`, the static coefficient with pair and year effects {glue:text}`free_within`, {glue:text}`short` % short, because it weighs the early years of a rising path most. The paper's coefficient, {glue:text}`free_paper`, is planted to be what is printed; yet the mean effect over all treated rows of this panel is {glue:text}`everywhere`. Its weights are the lesser cause: they would give {glue:text}`own_part`. The other {glue:text}`rest` come from what else had to be planted so that all printed tables hold at once: spillovers, selection, and lasting differences between tied and other pairs, which effects of city and destination leave in, as said above. A regression can return exactly what its authors printed and still be far from the mean effect.
#
# With the noise that the paper's $R^2$ and $t$ ask for ({numref}`twin-cities-paths`) the averages over a path have standard errors of up to {glue:text}`noise_se`. In the draw at hand all three differ significantly from zero, and none from what was planted; but they are {glue:text}`times_low` to {glue:text}`times_high` times the planted effect. Significance and excess go together: an effect of this size is found at 5 % in {glue:text}`power` % of draws by the most precise of them, and only if the estimate comes out at {glue:text}`needed` times the truth or more. If the customs records are as noisy as the printed fit says, estimators that use changes within pairs alone have little power at this size, and what they find significant is on average too large.
#
# ## How far from parallel may trends be?

# %% tags=["hide-input"]
events = paths.honest_events(panel, {outcome: y, "lines": "ln_lines"})
known, free_events = None, {}
if planted is not None:
    own_lines = paths.planted(panel, "lines", planting=planted.planting)
    both_means = panel.assign(
        **{name: planted.planting.mean(name) for name in ("value", "quantity", "lines")}
    )
    free_events = paths.honest_events(both_means, {outcome: outcome, "lines": "lines"})
    first_years = {
        outcome: planted.path.loc[0 : paths.HONEST_WINDOW].mean(),
        **dict.fromkeys(["lines", paths.BARE], own_lines.path.loc[0 : paths.HONEST_WINDOW].mean()),
    }
    known = pd.DataFrame(
        {
            paths.PLANTED: pd.Series(first_years),
            paths.NOISE_FREE: {name: paths.mean_after(event) for name, event in free_events.items()},
        }
    )
bounds = paths.sensitivity_rows(paths.sensitivity(events), known)
fig, alt = plots.honest(bounds)
chapter.figure(
    "honest",
    fig,
    caption="Robust intervals by bound on trends",
    alt=alt,
    note=f"Mean effect of years 0 to {paths.HONEST_WINDOW} after the agreement, pair and year effects, the paper's controls but in the last row, {paths.HONEST_WINDOW} leads. Every year before and after has its own estimate; none stands for years beyond. Dashed: the mean effect that was planted; dotted: the same event study on the outcome without noise. Relative magnitudes: later deviations up to the bound times the largest between two leads; the intervals take the leads as known and are too short where these are noisy. Smoothness: the trend may bend by the bound a year.",
    tidy=paths.tidy_sensitivity(bounds, track),
)

# %% tags=["remove-cell"]
relative = bounds[bounds["restriction"] == "relative magnitudes"].set_index(["outcome", "bound"])
lines, bare = relative.loc["lines"], relative.loc[paths.BARE]
chapter.say("outcome_name", outcome)
for name, rows_of in (("lines", lines), ("bare", bare)):
    chapter.say(f"{name}_estimate", rows_of["estimate"].iloc[0], "{:.3f}")
    chapter.say(f"{name}_low", rows_of.loc[0.0, "lower"], "{:.3f}")
    chapter.say(f"{name}_high", rows_of.loc[0.0, "upper"], "{:.3f}")
zero_out = {
    name: list(rows_of.index[(rows_of["lower"] > 0) | (rows_of["upper"] < 0)])
    for name, rows_of in (("lines", lines), ("bare", bare))
}
chapter.say("lines_first", lines.index[lines.index > 0][0], "{:g}")
chapter.say("lines_move", paths.largest_move(events["lines"]), "{:.3f}")
chapter.say("bare_t", paths.largest_lead_t(events[paths.BARE]), "{:.1f}")
others = bounds[bounds["outcome"] == outcome]
chapter.holds(
    "of the main outcome every interval holds zero, that of parallel trends too",
    ((others["lower"] < 0) & (others["upper"] > 0)).all(),
)
chapter.holds(
    "no estimate behind the intervals stands for years beyond",
    not any(event.binned for event in events.values()),
)
chapter.say("main_low", relative.loc[(outcome, 0.0), "lower"], "{:.3f}")
chapter.say("main_high", relative.loc[(outcome, 0.0), "upper"], "{:.3f}")
chapter.holds("lines leave out zero with parallel trends alone", zero_out["lines"] == [0.0])
chapter.holds("a lead without controls is significant", paths.largest_lead_t(events[paths.BARE]) > 2.576)
chapter.holds("without controls zero is left out under parallel trends alone", zero_out["bare"] == [0.0])
if planted is not None:
    truth_lines = known.loc["lines", paths.PLANTED]
    bare_lead = free_events[paths.BARE].path()["coef"].iloc[0]
    chapter.say("lines_truth", truth_lines, "{:.3f}")
    chapter.say("lines_free", known.loc["lines", paths.NOISE_FREE], "{:.3f}")
    chapter.say("bare_free", known.loc[paths.BARE, paths.NOISE_FREE], "{:.3f}")
    chapter.say("bare_lead", bare_lead, "{:.3f}")
    chapter.say("lines_move_free", paths.largest_move(free_events["lines"]), "{:.3f}")
    misses = bare.index[(bare["lower"] > truth_lines) | (bare["upper"] < truth_lines)]
    covered = bounds[bounds["outcome"] != paths.BARE]
    chapter.holds(
        "with controls every interval holds the planted effect",
        ((covered["lower"] < covered[paths.PLANTED]) & (covered[paths.PLANTED] < covered["upper"])).all(),
    )
    chapter.holds(
        "with controls and without noise lines give what was planted",
        abs(known.loc["lines", paths.NOISE_FREE] / truth_lines - 1) < 0.1,
    )
    chapter.holds(
        "without controls they give twice as much, and a trend before",
        known.loc[paths.BARE, paths.NOISE_FREE] > 2 * truth_lines and bare_lead < -0.1,
    )
    chapter.holds(
        "without controls the interval of parallel trends alone misses the truth", set(misses) == {0.0}
    )
    chapter.holds(
        "with controls the moves between leads are noise",
        paths.largest_move(free_events["lines"]) < 0.2 * paths.largest_move(events["lines"]),
    )

# %% [markdown]
# The paper finds no trend before an agreement in figure 2 and takes parallel trends as given after it. {numref}`twin-cities-honest` asks how much they may fail {cite:p}`rambachan2023more`. Its restrictions are on moves from one year to the next, so every year before and after an agreement needs an estimate of its own; an event study whose first lead and last lag stand for all years beyond, as in the figure of the paths, will not do. On this panel's {glue:text}`outcome_name` these estimates are too noisy to say anything: even if trends are exactly parallel the interval, [{glue:text}`main_low`, {glue:text}`main_high`], holds zero.
#
# The number of lines has less noise. With the paper's controls the event study gives {glue:text}`lines_estimate`, with the interval [{glue:text}`lines_low`, {glue:text}`lines_high`] under parallel trends, in which the planted mean effect of these years, {glue:text}`lines_truth`, lies; without noise the same event study gives {glue:text}`lines_free`. Zero is left out only if trends are exactly parallel, not at a bound of {glue:text}`lines_first` on relative magnitudes. The interval widens so fast because the bound is measured against the largest move between two neighbouring leads, {glue:text}`lines_move`, and here that is noise: without noise it is {glue:text}`lines_move_free`.
#
# The last row of the figure leaves the controls out, and shows what the method cannot know. What the planted controls add to lines grows faster for pairs that become tied than for others: without noise the leads start at {glue:text}`bare_lead`, so trends are not parallel, and the event study finds {glue:text}`bare_free`, more than twice what was planted. The interval under parallel trends, [{glue:text}`bare_low`, {glue:text}`bare_high`], misses the truth and looks firm. In this draw the leads give it away (the largest $t$ is {glue:text}`bare_t`), and the first bound that allows for trends as large as theirs has both zero and the truth inside. With leads as noisy as those of the other rows the same trend could have passed unseen: that no lead is significant is no evidence that trends are parallel {cite:p}`rambachan2023more`.
#
# ## Standard errors

# %% tags=["hide-input"]
inflation = {
    name: persistence.compare(projected[name], panel["pair"], panel["year"], draws=8, seed=seed)
    for name in (study.PAPER, study.WITHIN)
}
fig, alt = plots.persistence(inflation)
chapter.figure(
    "inflation",
    fig,
    caption="Standard errors when errors persist",
    alt=alt,
    note="The regressors are those of the panel; the errors are drawn, autoregressive within pairs with the correlation on the axis, independent between pairs. The true standard error is exact; bars: two Monte Carlo errors.",
    tidy=study.tidy_inflation(inflation, track),
)

# %% tags=["hide-input"]
honest_t = study.t_under_persistence(projected[study.PAPER], panel)
chapter.table(
    "honest_t",
    honest_t,
    caption="Printed t if a pair's errors persist",
    note="Table 3, columns with controls. Lasting: the share of the error's variance that stays with the pair. Up to: the correlation at which t falls to 1.96; 1 if it never does, a dash if it is below already. If the paper's errors are clustered by pair, which it does not say, nothing is to be corrected.",
    formats="{:.2f}",
)

# %% tags=["remove-cell"]
wide = inflation[study.PAPER].pivot(index="rho", columns="formula", values="se")
chapter.say("iid_ratio", 100 * wide.loc[0.9, "iid"] / wide.loc[0.9, "true"], "{:.0f}")
se = errors.set_index(["effects", "errors"])["se"]
chapter.say("t_iid", by_pair.loc[study.PAPER, "coef"] / se[study.PAPER, "iid"], "{:.1f}")
chapter.say("t_pair", by_pair.loc[study.PAPER, "coef"] / se[study.PAPER, "by pair"], "{:.1f}")
if planted is not None:
    off = by_pair.loc[study.PAPER, "coef"] - free[study.PAPER]
    chapter.say("off", off, "{:.3f}")
    chapter.say("off_iid", abs(off) / se[study.PAPER, "iid"], "{:.1f}")
    chapter.say("off_pair", abs(off) / se[study.PAPER, "by pair"], "{:.1f}")
chapter.holds(
    "clustering by pair raises the paper's standard error",
    se[study.PAPER, "by pair"] > 1.3 * se[study.PAPER, "iid"],
)
quantity_t, value_t = (honest_t.filter(like=name, axis=0).iloc[0] for name in ("quantity", "value"))
chapter.say("quantity_t", quantity_t["t"], "{:.2f}")
chapter.say("value_t", value_t["t"], "{:.2f}")
chapter.say("quantity_half", quantity_t["lasting 0.5"], "{:.2f}")
chapter.say("value_half", value_t["lasting 0.5"], "{:.2f}")
chapter.say("quantity_share", quantity_t["up to, lasting"], "{:.2f}")
chapter.holds("half the variance lasting undoes the effect on quantity", quantity_t["lasting 0.5"] < 1.96)

# %% [markdown]
# Exports of a pair in two years are not two independent observations. Least squares with independent errors treats them as such, and understates the standard error the more the treatment persists, too {cite:p}`bertrand2004how,moulton1990illustration`. {numref}`twin-cities-inflation` shows by how much in this design: with errors that keep nine tenths of themselves from year to year, the usual standard error of the paper's regression is {glue:text}`iid_ratio` % of the true one, robust ones (which allow for different variances, not for persistence) no better, and clustering by pair finds the truth. Pair effects do not make clustering superfluous.
#
# In the panel as drawn part of the noise lasts for the pair. There $t$ falls from {glue:text}`t_iid` to {glue:text}`t_pair` with clustering ({numref}`twin-cities-four-effects`). The estimate is {glue:text}`off` away from the planted coefficient: {glue:text}`off_iid` of the independent standard errors, {glue:text}`off_pair` of the clustered ones.
#
# The paper does not say how it computed its errors. {numref}`twin-cities-honest-t` reads its $t$ as independent ones. If half of the error's variance lasts for the pair, which is not much to ask where everything lasting about a pair is in the error, the $t$ of {glue:text}`quantity_t` on quantity becomes {glue:text}`quantity_half`, and that of {glue:text}`value_t` on value {glue:text}`value_half`; the effect on quantity stops being significant at 5 % once a share of {glue:text}`quantity_share` lasts. Two-way clustering by city and destination {cite:p}`cameron2011robust` also allows for shocks that all pairs of a city share.
#
# ## Levels in place of logarithms

# %% tags=["hide-input"]
poisson = study.poisson(panel, y)
both = pd.concat({study.LEAST_SQUARES: by_pair.reset_index(), study.POISSON: poisson}, names=["estimator"])
shown = both.reset_index().query("effects in @study.THREE[:2]")
chapter.table(
    "poisson",
    shown[["effects", "estimator", "coef", "se", "t", "n"]].reset_index(drop=True),
    caption="Logarithm by least squares, level by Poisson",
    note="Standard errors clustered by pair.",
    tidy=study.tidy(
        poisson, {"panel": "effects", "column": "errors"}, ("coef", "se", "t", "p"), "poisson", track
    ),
)

# %% tags=["remove-cell"]
level = poisson.set_index("effects")
chapter.say("poisson_paper", level.loc[study.PAPER, "coef"], "{:.2f}")
chapter.say("poisson_se", level.loc[study.PAPER, "se"], "{:.2f}")
chapter.say("spread", panel[y].std(), "{:.1f}")
largest = panel[outcome].nlargest(max(1, len(panel) // 1000)).sum() / panel[outcome].sum()
chapter.say("largest", 100 * largest, "{:.0f}")
chapter.holds(
    "Poisson's standard error is several times larger",
    level.loc[study.PAPER, "se"] > 2 * by_pair.loc[study.PAPER, "se"],
)

# %% [markdown]
# A coefficient on a logarithm is an effect on the mean of the logarithm; on the mean of exports it may be another if the spread of the errors changes with the treatment {cite:p}`santossilva2006log`. Poisson pseudo maximum likelihood estimates the latter ({numref}`twin-cities-poisson`). Rows without exports are not in the panel, so it cannot bring them back. Here it gives {glue:text}`poisson_paper` with a standard error of {glue:text}`poisson_se`: the logarithm's standard deviation of {glue:text}`spread` makes levels so unequal that a thousandth of the rows holds {glue:text}`largest` % of all exports, and these rows decide. The noise was sized to the printed fit ({doc}`03_results`).
#
# ## A placebo test as it should be
#
# Under the hypothesis that agreements have no effect at all, any other assignment of agreements could have produced the same exports. So we draw {glue:text}`draws` of them and estimate the coefficient for each: which pairs are tied (with the observed dates), when (among the tied pairs), or both. Every draw is a full regression with all effects and controls, made fast by absorbing these once. The $p$-value is two-sided: the share of draws beyond the actual coefficient, which counts as one draw itself {cite:p}`phipson2010permutation`, on the side where there are fewer of them, twice. Most software counts the draws that are at least as far from zero. The two agree where the draws lie around zero, as they do when pairs are reassigned; with the dates alone reassigned they do not, and the count by distance from zero looks to one side only ($p$ {glue:text}`p_any_dates_distance` where the two sides give {glue:text}`p_any_dates`).

# %% tags=["hide-input"]
free_draws = study.placebos(panel, y, study.PAPER, draws=draws, seed=seed)
fig, alt = plots.placebo(free_draws)
chapter.figure("placebo", fig, caption="Placebo agreements, the paper's effects", alt=alt)

# %% tags=["hide-input"]
strata = {
    "paper's effects, any pair": free_draws,
    "paper's effects, within destination": study.placebos(
        panel, y, study.PAPER, draws=draws, seed=seed, strata="iso3"
    ),
    "pair effects, within destination": study.placebos(
        panel, y, study.WITHIN, draws=draws, seed=seed, strata="iso3"
    ),
}
tests = pd.concat({name: study.placebo_table(one) for name, one in strata.items()}, names=["design"])
chapter.table(
    "placebo_tests",
    tests.reset_index()[list(study.PLACEBO_HEADS)].rename(columns=study.PLACEBO_HEADS),
    caption="Randomisation inference, three designs",
    note="p: two-sided, twice the smaller tail, with the +1 correction; in the last column its Monte Carlo standard error.",
    tidy=study.tidy_placebos(strata, track),
)

# %% tags=["hide-input"]
earlier = study.fictitious_dates(panel, y, study.WITHIN)
fig, alt = plots.fictitious(earlier, by_pair.loc[study.WITHIN, "coef"])
chapter.figure(
    "fictitious",
    fig,
    caption="Agreements dated too early",
    alt=alt,
    note="Pair and year effects; the rows of agreements in force are left out.",
)

# %% tags=["remove-cell"]
chapter.say("draws", draws)
chapter.say("early_t", (earlier["coef"] / earlier["se"]).abs().max(), "{:.1f}")
p = tests["p"].unstack()
units, dates, whole = study.REASSIGNED.values()
designs = {"any": "paper's effects, any pair", "strata": "paper's effects, within destination",
           "within": "pair effects, within destination"}  # fmt: skip
for key, design_name in designs.items():
    fmt = "{:.2f}" if key == "within" else "{:.3f}"
    for what, words in (("units", units), ("dates", dates), ("both", whole)):
        chapter.say(f"p_{key}_{what}", p.loc[design_name, words], fmt)
chapter.say("p_units_se", tests["p_se"].unstack().loc["paper's effects, any pair", units], "{:.3f}")
band = free_draws[dates].distribution.quantile([0.025, 0.975])
chapter.say("dates_low", band.iloc[0], "{:.3f}")
chapter.say("dates_high", band.iloc[1], "{:.3f}")
middle = tests["placebo_mean"].unstack()
chapter.say("dates_mean", middle.loc["paper's effects, any pair", dates], "{:.3f}")
chapter.say("actual", free_draws[units].coef, "{:.3f}")
chapter.say(
    "dates_share", 100 * middle.loc["paper's effects, any pair", dates] / free_draws[units].coef, "{:.0f}"
)
chapter.holds(
    "reassigned dates leave most of the coefficient",
    middle.loc["paper's effects, any pair", dates] > 0.5 * free_draws[units].coef,
)
if planted is not None:
    chapter.holds("there is an effect in this panel", planted.effect > 0)
chapter.holds("reassigned pairs leave none", abs(middle.loc["paper's effects, any pair", units]) < 0.02)
chapter.holds(
    "the paper's design rejects clearly where pairs are reassigned, the one with pair effects nowhere",
    (p.loc[[designs["any"], designs["strata"]], [units, whole]] < 0.01).all().all()
    and (p.loc[designs["within"]] > 0.05).all(),
)
chapter.holds("pair effects reject at 10 % with both reassigned alone",
              list(p.columns[p.loc[designs["within"]] < 0.1]) == [whole])  # fmt: skip
chapter.holds("dates alone reject at 5 % freely, within destinations not at 10 %",
              p.loc[designs["any"], dates] < 0.05 and p.loc[designs["strata"], dates] > 0.1)  # fmt: skip
by_distance = study.p_by_distance(free_draws[dates])
chapter.say("p_any_dates_distance", by_distance, "{:.3f}")
chapter.holds("the distance from zero gives half of p for dates",
              abs(by_distance - p.loc[designs["any"], dates] / 2) < 1e-9)  # fmt: skip
chapter.holds(
    "the dates count too: the actual coefficient is outside their band", free_draws[dates].coef > band.iloc[1]
)

# %% [markdown]
# With the paper's effects $p$ is {glue:text}`p_any_units` (Monte Carlo error {glue:text}`p_units_se`) when pairs are reassigned freely, {glue:text}`p_strata_units` when they are within destinations ({numref}`twin-cities-placebo`, {numref}`twin-cities-placebo-tests`). With the dates alone reassigned the mean placebo coefficient is {glue:text}`dates_mean`, {glue:text}`dates_share` % of the actual {glue:text}`actual`: that much comes from *which* pairs are tied, whenever it was. The rest depends on the dates: 95 % of these placebos lie between {glue:text}`dates_low` and {glue:text}`dates_high`, the actual coefficient above them, $p$ is {glue:text}`p_any_dates`. Within destinations it is {glue:text}`p_strata_dates`, which rejects nothing. But even this is no comparison of a pair with itself: without pair effects it sets pairs tied long ago against pairs tied late or not yet. With pair effects only changes within pairs count, and the evidence shrinks: $p$ is {glue:text}`p_within_units` for pairs, {glue:text}`p_within_dates` for dates, {glue:text}`p_within_both` for both. There is an effect in this panel, and the noise of this draw is on its side; changes within pairs are still not enough to show it at 5 %.
#
# {numref}`twin-cities-fictitious` dates the agreements earlier than they were and uses only the years before they were in force; with parallel trends these coefficients are zero but for noise. The largest is {glue:text}`early_t` standard errors from zero.
#
# A placebo test that draws pairs is valid if agreements were as good as drawn among them, which the Heckman estimates of the paper deny; drawing within destinations, or dates alone, asks less.
#
# ## Every combination

# %% tags=["hide-input"]
more = pd.concat(
    [
        study.further(averages, outcome),
        poisson.assign(estimator=study.POISSON, outcome=outcome, controls="all"),
    ]
)
combinations = study.curve(panel, errors, outcome, more)
fig, alt = plots.curve(combinations, ["outcome", "effects", "controls", "estimator", "errors"])
chapter.figure(
    "curve",
    fig,
    caption="Specification curve",
    alt=alt,
    note="Coefficients and 95 % bars in standard deviations of the outcome, whose units differ (logarithms; per cent of the lines). Red: the paper's specification, an outcome each.",
    tidy=study.tidy_curve(combinations, track),
)

# %% tags=["remove-cell"]
chapter.say("n_curve", len(combinations))
strong = combinations["coef"].abs() > 1.96 * combinations["se"]
chapter.say("n_strong", int(strong.sum()))
least = combinations[combinations["estimator"] == study.LEAST_SQUARES]
across = least["effects"].isin([study.PAPER, study.STRUCTURAL])
tally = {(name, side): strong[rows_of.index] for name in study.ALL_OUTCOMES for side, rows_of in (
    ("across", least[across & (least["outcome"] == name)]), ("pair", least[~across & (least["outcome"] == name)])
)}  # fmt: skip
chapter.say("n_least", len(least))
chapter.say("n_other", len(combinations) - len(least))
chapter.say("n_other_strong", int(strong.drop(least.index).sum()))
sized = (least["coef"] / least["sd"])[least["main"]].set_axis(least.loc[least["main"], "outcome"])
chapter.say("sized_lines", sized["lines"], "{:.2f}")
chapter.say("sized_rest", sized.drop("lines").max(), "{:.2f}")
pair_lines = least[(least["outcome"] == "lines") & (least["effects"] == study.WITHIN)]
pair_lines = pair_lines.set_index("errors").loc["by pair"]
chapter.say("pair_lines", pair_lines["coef"], "{:.3f}")
chapter.say("pair_lines_se", pair_lines["se"], "{:.3f}")
chapter.holds(
    "quantity and value are significant without pair effects, quantity not with them",
    all(tally[name, "across"].all() for name in study.OUTCOMES) and not tally["quantity", "pair"].any(),
)
within_value = least[(least["outcome"] == "value") & (least["effects"] == study.WITHIN)]
chapter.holds(
    "value is with pair and year effects, not with those of city-years and destination-years beside",
    strong[within_value.index].all() and tally["value", "pair"].sum() == len(within_value),
)
chapter.holds("lines always are", tally["lines", "across"].all() and tally["lines", "pair"].all())
share = "high-tech share"
chapter.holds("the share never is", not (tally[share, "across"].any() or tally[share, "pair"].any()))
by_choice = strong[least.index].groupby([least["outcome"], least["effects"]])
chapter.holds("neither controls nor errors change significance", (by_choice.min() == by_choice.max()).all())

# %% [markdown]
# Of the {glue:text}`n_curve` combinations of {numref}`twin-cities-curve` {glue:text}`n_strong` are significant at 5 %. Among the {glue:text}`n_least` of least squares outcome and effects decide together {cite:p}`simonsohn2020specification`. Quantity and value are significant without pair effects. With effects of pairs and years value still is in this draw, quantity is not; with those of city-years and destination-years beside neither is. The number of lines always is, with pair and year effects too ({glue:text}`pair_lines`, standard error {glue:text}`pair_lines_se`); the share of high-tech lines never is. In standard deviations of the outcome the paper's specification finds {glue:text}`sized_lines` on lines and at most {glue:text}`sized_rest` on the others. Controls and the choice of the standard error change the verdict of no outcome and set of effects. Of the {glue:text}`n_other` other estimators, tried on {glue:text}`main_outcome` alone, {glue:text}`n_other_strong` are significant.
#
# ## A panel in which two-way fixed effects fail
#
# In the paper's panel nearly all pairs are never tied. Elsewhere most units are treated sooner or later, and then two-way effects can fail badly. A small panel makes it visible: {glue:text}`n_cohorts` cohorts, {glue:text}`never_small` % of the units never treated, an effect that rises. Its mean over all treated rows is the same in every example below.

# %% tags=["hide-input"]
design = simulation.Design()
fig, alt = small_plots.cohort_weights(simulation.weights(design))
chapter.figure(
    "cohort_weights",
    fig,
    caption="Weights of cohorts and years",
    alt=alt,
    data=[],
    track="semi_synthetic",
)

# %% tags=["hide-input"]
shares = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
by_never = simulation.by_share_never_treated(design, shares)
fig, alt = small_plots.by_share(by_never, design.effect)
chapter.figure(
    "never_treated",
    fig,
    caption="Two-way effects by share never treated",
    alt=alt,
    note="Without noise, exact.",
    data=[],
    track="semi_synthetic",
)

# %% tags=["hide-input"]
small_draws = 25
found = {
    path: simulation.bias(simulation.Design(path=path), draws=small_draws, seed=seed)
    for path in simulation.PATHS
}
table = pd.concat(found, names=["path"])
fig, alt = small_plots.bias(table)
chapter.figure(
    "bias",
    fig,
    caption=f"Mean estimates over {small_draws} draws",
    alt=alt,
    note="Dots with two Monte Carlo errors; grey: 95 % of single draws.",
    tidy=study.tidy_bias(table, "semi_synthetic"),
    data=[],
    track="semi_synthetic",
)

# %% tags=["remove-cell"]
rising = table.loc["rising"]
chapter.say("n_cohorts", len(design.dates))
chapter.say("never_small", 100 * design.never, "{:.0f}")
chapter.say("small_truth", design.effect, "{:g}")
chapter.say("small_two_way", rising.loc["two-way fixed effects", "mean"], "{:.3f}")
chapter.say("small_error", rising.loc["two-way fixed effects", "mc_error"], "{:.3f}")
chapter.say("small_fading", table.loc[("fading", "two-way fixed effects"), "mean"], "{:.3f}")
chapter.say("never_last", by_never["rising"].iloc[-1], "{:.3f}")
chapter.say("share_last", 100 * by_never.index[-1], "{:.0f}")
clean = table.drop(index="two-way fixed effects", level="estimator")
chapter.holds(
    "the others are within four Monte Carlo errors", (clean["bias"].abs() < 4 * clean["mc_error"]).all()
)
chapter.holds(
    "two-way effects are far off",
    rising.loc["two-way fixed effects", "bias"] < -20 * rising.loc["two-way fixed effects", "mc_error"],
)

# %% [markdown]
# {numref}`twin-cities-cohort-weights` shows why: late years of the first cohort get negative weights, since they serve as a comparison for the later cohorts. With a rising effect two-way fixed effects give {glue:text}`small_two_way` (Monte Carlo error {glue:text}`small_error`) where {glue:text}`small_truth` is true, with a fading one {glue:text}`small_fading`; the group-time and the imputation estimators are right in all three ({numref}`twin-cities-bias`). Never treated units help, but do not cure ({numref}`twin-cities-never-treated`): even with {glue:text}`share_last` % of them two-way effects give {glue:text}`never_last` with the rising path, no longer because weights are negative but because early years weigh too much, as in {numref}`twin-cities-weights`.
#
# ## Exercises
#
# :::{admonition} Exercise 1: the wrong sign
# :class: exercise
# Every effect in the simulated panel is positive. Find a path for which two-way fixed effects are negative, without noise. Any function of the years since the treatment will do: `simulation.Design(path=lambda k: ...)`.
# :::
#
# :::{dropdown} Solution
# The negative weights fall on the late years of the early cohort, so the effect has to be large there: a path that accelerates. With $(k + 1)^2$ the estimand is {glue:text}`squared`, with $(k + 1)^3$ {glue:text}`cubed`, though the mean effect is {glue:text}`small_truth` in both. No draw is needed: {glue:text}`share_wrong` % of noisy panels with the cube have the wrong sign.
# :::

# %% tags=["hide-cell"]
accelerating = {power: simulation.Design(path=lambda k, power=power: (k + 1.0) ** power) for power in (2, 3)}
estimands = {
    power: simulation.noise_free(one)["two-way fixed effects"] for power, one in accelerating.items()
}
chapter.say("squared", estimands[2], "{:.3f}")
chapter.say("cubed", estimands[3], "{:.3f}")
two_way = {"two-way fixed effects": simulation.estimators.two_way}
wrong = simulation.bias(accelerating[3], draws=200, seed=seed, names=two_way)["wrong_sign"].iloc[0]
chapter.say("share_wrong", 100 * wrong, "{:.0f}")
chapter.holds("the cube turns the sign", estimands[3] < 0)

# %% [markdown]
# :::{admonition} Exercise 2: draw new agreements
# :class: exercise
# Give the pairs of each destination new agreements: permute the treatment years of all its pairs, so that nothing about agreements is left in the outcomes. What do the paper's regression and the one with pair effects find now? Draw a few such panels.
# :::
#
# :::{dropdown} Solution
# `placebo.given_assignments` and `placebo.randomise` do this without building a panel, but the long way is instructive: {numref}`twin-cities-redealt` has their coefficients. They scatter around zero, the paper's with a spread of {glue:text}`redrawn_sd`. Its reported standard error, of independent errors, is {glue:text}`redrawn_se`: the spread of honest placebos is the best check of a standard error.
# :::

# %% tags=["hide-cell"]
redrawn = study.redraw(panel, y, times=6, seed=seed)
chapter.say("redrawn_sd", redrawn[study.PAPER].std(), "{:.3f}")
chapter.say("redrawn_se", se[study.PAPER, "iid"], "{:.3f}")
chapter.table("redealt", redrawn, caption="Coefficients of redrawn agreements")

# %% [markdown]
# :::{admonition} Exercise 3: another path, the same coefficient
# :class: exercise
# `lib.panels.twin_cities_synthetic_planting.plant(panel, "fading")` plants an effect that fades in this chapter's panel, sized so that the printed regressions again find the printed coefficients. With `world` for what it returns, the true effect in each row is `world.effects("value")["own"]`, its mean on the treated `world.effects("value")["own"][panel["treat_post"] == 1].mean()`, and `world.columns` has the printed coefficients beside those that the printed regressions find without noise. Do it for `"constant"` as well. What does the printed coefficient alone say about the effect of an agreement after ten years? And how much of it is made by effects at all, weighed as the regression weighs pairs and years: `projected[study.PAPER].weights @ own.loc[projected[study.PAPER].rows]`?
# :::
#
# :::{dropdown} Solution
# {numref}`twin-cities-same-coefficient` has three worlds with one printed coefficient. Ten years after an agreement or later the mean effect is between {glue:text}`ten_low` and {glue:text}`ten_high`: the coefficient is one linear combination of the path and says nothing about its shape.
#
# The mean effect on the treated ({glue:text}`mean_low` to {glue:text}`mean_high`) is not the coefficient either, and here the regression's weights are the lesser cause. As it weighs pairs and years, the effects give {glue:text}`weighed_low` to {glue:text}`weighed_high`, which is their mean moved by {glue:text}`moved_rising` with the rising path, {glue:text}`moved_constant` with the constant and {glue:text}`moved_fading` with the fading one. With the constant path hardly any of this is a matter of years: effects differ between groups of destinations (and in the years of the two shocks), and the regression weighs the groups otherwise than a mean over rows. Besides, it counts early years a little more than the rows do (mean year {glue:text}`year_paper` against {glue:text}`year_rows`), so that against the constant path the rising one comes out lower and the fading one higher. The rest, {glue:text}`rest_low` to {glue:text}`rest_high`, is no effect of the agreements in these rows at all: it comes from what else had to be planted so that every printed table holds, above all the bents that {doc}`04_robustness` describes. It is a property of this panel, not of two-way fixed effects.
#
# In a smaller panel this gets out of hand. In one of {glue:text}`small_cities` cities by {glue:text}`small_destinations` destinations, `lib.panels.twin_cities_synthetic.draw(cities=60, destinations=40)`, the same printed numbers have to be met with fewer pairs: the rest is {glue:text}`small_rest`, the mean effect {glue:text}`small_mean`. A gap between coefficient and mean effect there teaches nothing about paths or weights.
# :::

# %% tags=["hide-cell"]
from lib.panels import twin_cities_synthetic

base = panel if planted is not None else panels.load("twin_cities", "semi_synthetic")
same = paths.same_coefficient(base, outcome, planted.planting if planted is not None else None)
sizes = {"cities": 60, "destinations": 40}
small = twin_cities_synthetic.draw(seed=seed, **sizes)
small_column = paths.same_coefficient(small.panel, outcome, small.planting)["rising"]
for key, row in {
    "ten": "ten years after or later", "mean": paths.ON_TREATED, "weighed": paths.WEIGHED, "rest": paths.REST
}.items():  # fmt: skip
    chapter.say(f"{key}_low", same.loc[row].min(), "{:.2f}" if key == "ten" else "{:.3f}")
    chapter.say(f"{key}_high", same.loc[row].max(), "{:.2f}" if key == "ten" else "{:.3f}")
moved = same.loc[paths.WEIGHED] - same.loc[paths.ON_TREATED]
for path, number in moved.items():
    chapter.say(f"moved_{path}", number, "{:+.3f}")
for key, number in sizes.items():
    chapter.say(f"small_{key}", number)
chapter.say("small_rest", small_column[paths.REST], "{:.2f}")
chapter.say("small_mean", small_column[paths.ON_TREATED], "{:.2f}")
chapter.holds("the regression finds the same in all three worlds",
              same.loc[paths.COEFFICIENT].max() - same.loc[paths.COEFFICIENT].min() < 1e-8)  # fmt: skip
chapter.holds(
    "the rest is more than what the weights do", (same.loc[paths.REST].abs() > 2 * moved.abs()).all()
)
chapter.holds("the rest takes away in all", (same.loc[paths.REST] < 0).all())
chapter.holds("the weights lower the rising path most, the constant one too, the fading one least",
              moved["rising"] < moved["constant"] < min(moved["fading"], 0))  # fmt: skip
chapter.holds(
    "in a small panel the rest is larger than the coefficient and many times what it is here",
    abs(small_column[paths.REST])
    > max(3 * same.loc[paths.REST].abs().max(), same.loc[paths.COEFFICIENT, "rising"]),
)
chapter.table(
    "same_coefficient",
    same,
    caption="One coefficient, three paths",
    track="semi_synthetic",
    note="The coefficient is the sum of the two rows below it.",
)
