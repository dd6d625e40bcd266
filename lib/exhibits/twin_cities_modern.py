"""Figures of what modern estimators add to the sister cities paper: figure and alt text, fed by the data."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

MARKERS = ("o", "s", "^", "D", "v", "P")
_PHONE = 5.0  # inches: at the width of a phone 11 points are then 10 pixels
_PAIR = ("#0173b2", "#de8f05")  # blue and orange, apart in the dark as well
_TOGETHER = len(_PAIR)  # event paths in a panel; more lie over each other
TRUTHS = {
    "planted": {"color": "#b2182b", "linestyle": "--"},
    "without noise": {"color": "#1b7837", "linestyle": ":"},
}


def weights_by_year(
    tables: Mapping[str, pd.DataFrame], mean_years: Mapping[str, float]
) -> tuple[Figure, str]:
    """Weight of each year since the agreement in the coefficient, a line a set of effects.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        As `lib.studies.projected.weight_by` returns them, indexed by years since the agreement.
    mean_years : mapping of str to float
        Mean year of each, of years that are not grouped.
    """
    fig, ax = plt.subplots()
    first = next(iter(tables.values()))
    ax.bar(first.index, first["rows"], color="0.88", label="share of the treated rows")
    # Lines that lie on each other stay visible: the first broad and pale, the others thin, the last dashed.
    looks = [{"linewidth": 6, "alpha": 0.45}, {"linewidth": 1.6}, {"linewidth": 1.6, "linestyle": "--"}]
    for k, (marker, (name, table)) in enumerate(zip(MARKERS, tables.items(), strict=False)):
        look = looks[min(k, len(looks) - 1)]
        ax.plot(
            table.index, table["weight"], marker=marker, markersize=9 if k == 0 else 4, label=name, **look
        )
    ax.axhline(0, color="black", linewidth=0.8)
    ax.yaxis.set_major_formatter(PercentFormatter(1))
    ax.set(xlabel="years since the agreement took effect", ylabel="weight in the coefficient")
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=1)
    words = "; ".join(
        f"{name}: mean year {mean_years[name]:.1f}, negative weights {table['negative'].sum():.3f}"
        for name, table in tables.items()
    )
    return fig, f"Weights of the years since the agreement in the treatment's coefficient. {words}."


def bacon(comparisons: pd.DataFrame) -> tuple[Figure, str]:
    """Two-by-two estimates by weight, a marker a kind of comparison.

    Parameters
    ----------
    comparisons : DataFrame
        ``kind, weight, estimate``, one row a two-by-two comparison.
    """
    fig, ax = plt.subplots()
    total = (comparisons["weight"] * comparisons["estimate"]).sum()
    for marker, (kind, rows) in zip(MARKERS, comparisons.groupby("kind", sort=False), strict=False):
        label = f"{kind} ({rows['weight'].sum():.1%})"
        ax.scatter(rows["weight"], rows["estimate"], marker=marker, alpha=0.7, label=label)
    ax.axhline(total, color="black", linewidth=1, linestyle="--", label="two-way coefficient")
    ax.set(xscale="log", xlabel="weight (log scale)", ylabel="two-by-two estimate")
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=1)
    shares = comparisons.groupby("kind", sort=False)["weight"].sum()
    words = ", ".join(f"{kind} {share:.1%}" for kind, share in shares.items())
    return fig, (
        f"Scatter plot of {len(comparisons)} two-by-two estimates against their weights, which make a "
        f"two-way coefficient of {total:.3f}. Weights: {words}."
    )


def paths(frame: pd.DataFrame, truth: pd.Series | None, ylabel: str) -> tuple[Figure, str]:
    """Event paths with 95 per cent intervals, two estimators a panel, and the planted path if there is one.

    Parameters
    ----------
    frame : DataFrame
        ``estimator, relative_year, coef, se``.
    truth : Series or None
        Planted effect by relative year.
    """
    names = list(dict.fromkeys(frame["estimator"]))
    groups = [names[k : k + _TOGETHER] for k in range(0, len(names), _TOGETHER)]
    fig, axes = plt.subplots(
        len(groups), 1, figsize=(_PHONE, 3.0 * len(groups) + 0.6), sharex=True, sharey=True, squeeze=False
    )
    for ax, group in zip(axes[:, 0], groups, strict=True):
        if truth is not None:
            ax.step(truth.index, truth, where="mid", color="black", linewidth=1.2, label="planted")
        for k, name in enumerate(group):
            rows = frame[frame["estimator"] == name]
            place = rows["relative_year"] + 0.3 * (k - (len(group) - 1) / 2)
            ax.errorbar(
                place, rows["coef"], yerr=1.96 * rows["se"], fmt=MARKERS[k], markersize=4.5, linewidth=1.4,
                color=_PAIR[k], label=name,
            )  # fmt: skip
        ax.axhline(0, color="black", linewidth=0.8)
        ax.axvline(-0.5, color="0.6", linewidth=0.8, linestyle=":")
        ax.set(ylabel=ylabel)
        ax.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=1, borderpad=0, handlelength=1.4)
    axes[-1, 0].set_xlabel("years since the agreement took effect")
    axes[-1, 0].xaxis.set_major_locator(MaxNLocator(5, integer=True))
    return fig, f"Event paths of {len(names)} estimators around the agreement. {_ends(frame, truth)}"


def _ends(frame: pd.DataFrame, truth: pd.Series | None) -> str:
    """First and last year after the agreement, by estimator and planted."""
    after = frame[frame["relative_year"] >= 0]
    parts = []
    for name, rows in after.groupby("estimator", sort=False):
        rows = rows.sort_values("relative_year")
        first, last = rows.iloc[0], rows.iloc[-1]
        parts.append(
            f"{name}: {first['coef']:.3f} in year {first['relative_year']:.0f}, {last['coef']:.3f} in year "
            f"{last['relative_year']:.0f}"
        )
    if truth is not None:
        after = truth[truth.index >= 0]
        parts.append(f"planted: {after.iloc[0]:.3f} to {after.iloc[-1]:.3f}")
    return "; ".join(parts) + "."


def honest(frame: pd.DataFrame) -> tuple[Figure, str]:
    """Robust intervals by how far trends may differ, a row an outcome, a column a kind of restriction.

    Parameters
    ----------
    frame : DataFrame
        ``outcome, restriction, bound, lower, upper, estimate``, and where they are known ``planted`` and
        ``without noise``, the true mean effect and the estimate on the outcome without noise.
    """
    outcomes, kinds = (list(dict.fromkeys(frame[name])) for name in ("outcome", "restriction"))
    size = (_PHONE, 2.3 * len(outcomes) + 1.2)
    known = {name: look for name, look in TRUTHS.items() if name in frame}
    fig, axes = plt.subplots(
        len(outcomes), len(kinds), figsize=size, sharey="row", sharex="col", squeeze=False
    )
    words = []
    for line, outcome in zip(axes, outcomes, strict=True):
        line[0].set_ylabel(f"effect on\n{outcome}", fontsize=11)
        for ax, kind in zip(line, kinds, strict=True):
            rows = frame[(frame["outcome"] == outcome) & (frame["restriction"] == kind)]
            ax.vlines(rows["bound"], rows["lower"], rows["upper"], linewidth=3, color="C0")
            ax.plot(rows["bound"], rows["estimate"], "o", color="black", label="estimate")
            ax.axhline(0, color="black", linewidth=0.8)
            for name, look in known.items():
                ax.axhline(rows[name].iloc[0], linewidth=1.6, label=name, **look)
            excludes = rows[(rows["lower"] > 0) | (rows["upper"] < 0)]
            largest = f"up to {excludes['bound'].max():g}" if len(excludes) else "at no bound"
            truth = "".join(f", {name} {rows[name].iloc[0]:.3f}" for name in known)
            words.append(f"{outcome}, {kind}: the interval leaves out zero {largest}{truth}")
    for ax, kind in zip(axes[0], kinds, strict=True):
        ax.set_title(kind)
    for ax in axes[-1]:
        ax.set_xlabel("bound")
    fig.legend(*axes[0][0].get_legend_handles_labels(), loc="outside lower center", ncols=1 + len(known))
    return fig, f"Robust intervals of the effect by the bound on how far trends differ. {'; '.join(words)}."


def persistence(tables: Mapping[str, pd.DataFrame]) -> tuple[Figure, str]:
    """Estimated over true standard errors by persistence, one panel a set of effects.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        As `lib.studies.persistence.compare` returns them.
    """
    fig, axes = plt.subplots(
        len(tables), 1, figsize=(_PHONE, 2.6 * len(tables) + 1.4), sharex=True, squeeze=False
    )
    words = []
    for ax, (name, table) in zip(axes[:, 0], tables.items(), strict=True):
        wide = table.pivot(index="rho", columns="formula", values="se")
        error = table.pivot(index="rho", columns="formula", values="mc_error")
        for marker, formula in zip(
            MARKERS, [c for c in table["formula"].unique() if c != "true"], strict=False
        ):
            ratio, spread = wide[formula] / wide["true"], 2 * error[formula] / wide["true"]
            ax.errorbar(wide.index, ratio, yerr=spread, marker=marker, markersize=5, label=formula)
        ax.axhline(1, color="black", linewidth=1, linestyle="--", label="true")
        ax.set(title=name, ylabel="estimated over true", ylim=(0, 1.2))
        last = wide.index[-1]
        words.append(f"{name}: iid {wide.loc[last, 'iid'] / wide.loc[last, 'true']:.2f} at {last:g}")
    axes[-1, 0].set_xlabel("correlation with the year before")
    fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return fig, f"Ratio of estimated to true standard errors as drawn errors persist. {'; '.join(words)}."


def placebo(results: Mapping) -> tuple[Figure, str]:
    """Distributions of placebo coefficients with the actual one, one panel a way of reassigning.

    Parameters
    ----------
    results : mapping of str to result
        As `lib.estimators.placebo.randomise` returns them.
    """
    fig, axes = plt.subplots(
        len(results), 1, figsize=(_PHONE, 1.9 * len(results) + 0.6), sharex=True, squeeze=False
    )
    words = []
    for ax, (name, result) in zip(axes[:, 0], results.items(), strict=True):
        ax.hist(result.distribution.dropna(), bins=40, color="#7aa6c2")
        ax.axvline(result.coef, color="#b2182b", linewidth=2)
        ax.axvline(0, color="black", linewidth=0.8)
        ax.set_yticks([])
        ax.set_title(f"{name}\np = {result.pvalue:.3f}", loc="left", fontsize=11)
        summary = result.summary().iloc[0]
        words.append(
            f"{name}: placebos from {summary['placebo_2.5%']:.3f} to {summary['placebo_97.5%']:.3f} in 95 "
            f"of 100, actual {result.coef:.3f}"
        )
    axes[-1, 0].set_xlabel("coefficient (red: of the actual agreements)")
    return fig, f"Histograms of placebo coefficients. {'; '.join(words)}."


def fictitious(frame: pd.DataFrame, actual: float) -> tuple[Figure, str]:
    """Coefficients of dates moved back, treated rows left out, with 95 per cent intervals.

    Parameters
    ----------
    frame : DataFrame, index shift
        ``coef``, ``se``.
    actual : float
    """
    fig, ax = plt.subplots(figsize=(_PHONE, 3.8))
    ax.errorbar(
        frame.index, frame["coef"], yerr=1.96 * frame["se"], fmt="o", label="moved dates, untreated rows"
    )
    ax.axhline(actual, color="#b2182b", label="actual dates, all rows")
    ax.axhline(0, color="black", linewidth=0.8)
    ax.set_xticks(frame.index)
    ax.set(xlabel="years by which the dates are moved", ylabel="coefficient")
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower center", ncols=1)
    words = ", ".join(f"{shift:g}: {row['coef']:.3f} ({row['se']:.3f})" for shift, row in frame.iterrows())
    return fig, (
        f"Coefficients of fictitious dates by shift in years, standard errors in parentheses ({words}); "
        f"actual {actual:.3f}."
    )


def curve(frame: pd.DataFrame, choices: list[str]) -> tuple[Figure, str]:
    """Specification curve: coefficients in order with intervals, and below them the choices made.

    Narrow and tall, for a phone; each choice's name stands above its row of dots.

    Parameters
    ----------
    frame : DataFrame
        One row a specification: ``coef, se``, the standard deviation ``sd`` of its outcome by which both are
        divided, and the columns of `choices`; ``main`` marks the paper's.
    """
    frame = frame.assign(coef=frame["coef"] / frame["sd"], se=frame["se"] / frame["sd"])
    frame = frame.sort_values("coef", ignore_index=True)
    heights = [0.2 + 0.36 * frame[choice].nunique() for choice in choices]
    fig, axes = plt.subplots(
        1 + len(choices), 1, figsize=(4.8, 3.6 + sum(heights) + 0.25 * len(choices)), sharex=True,
        height_ratios=[3.6, *heights],
    )  # fmt: skip
    strong = _coefficients(axes[0], frame)
    for ax, choice in zip(axes[1:], choices, strict=True):
        levels = list(dict.fromkeys(frame[choice]))
        rows = frame[choice].map(levels.index) + 0.25
        for on, colour in ((True, "C0"), (False, "0.6")):
            ax.scatter(frame.index[strong == on], rows[strong == on], s=14, color=colour)
        for k, level in enumerate(levels):
            ax.text(0, k - 0.2, level, fontsize=10, va="center")
        ax.set_yticks([])
        ax.set_ylim(len(levels) - 0.4, -0.6)
        ax.set_title(choice, loc="left", fontsize=11, fontweight="bold", pad=2)
        ax.spines["bottom"].set_visible(False)
        ax.tick_params(bottom=False, labelbottom=False)
    alt = (
        f"Specification curve of {len(frame)} specifications: coefficients from {frame['coef'].min():.3f} to "
        f"{frame['coef'].max():.3f} standard deviations of the outcome, {int(strong.sum())} significant at 5 "
        "per cent."
    )
    return fig, alt


def _coefficients(ax: plt.Axes, frame: pd.DataFrame) -> pd.Series:
    """The curve itself on one axis; returns which coefficients are significant."""
    strong = frame["coef"].abs() > 1.96 * frame["se"]
    for on, colour, label in ((True, "C0", "significant at 5 %"), (False, "0.6", "not significant")):
        rows = frame[strong == on]
        ax.errorbar(
            rows.index, rows["coef"], yerr=1.96 * rows["se"], fmt="o", markersize=3, linewidth=0.9,
            color=colour, label=label,
        )  # fmt: skip
    main = frame[frame["main"]]
    ax.scatter(main.index, main["coef"], marker="D", s=26, color="C3", zorder=3, label="the paper's")
    ax.axhline(0, color="black", linewidth=0.8)
    ax.set_ylabel("coefficient, standard\ndeviations of the outcome", fontsize=10)
    ax.tick_params(labelbottom=False)
    ax.legend(fontsize=10)
    return strong
