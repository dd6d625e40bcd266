"""Counts of findings, as a table by severity and as a figure by theme of the rules."""

from collections import Counter
from collections.abc import Mapping

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from scipy import stats

from lib.audit import RULES, SEVERITIES, Finding
from lib.audit.findings import CONTRADICTION
from lib.exhibits.audit_findings import SYMBOLS

Findings = Mapping[str, list[Finding]]
COLOURS = dict(zip(SEVERITIES, ("#7f1020", "#d9822b", "#f2d675", "#d6e4f2"), strict=True))  # dark to light
INK = dict(zip(SEVERITIES, ("white", "black", "black", "black"), strict=True))
STEP = len(SEVERITIES) + 0.6  # columns from paper to paper


def by_severity(findings: Findings, names: Mapping[str, str]) -> pd.DataFrame:
    """Counts of findings: a row a paper under its name, a column a severity, and all."""
    rows = {
        names.get(paper, paper): [sum(one.severity == severity for one in found) for severity in SEVERITIES]
        for paper, found in findings.items()
    }
    table = pd.DataFrame.from_dict(rows, orient="index", columns=list(SEVERITIES)).rename_axis("paper")
    return table.assign(all=table.sum(axis=1))


def by_rule(findings: Findings) -> pd.DataFrame:
    """Every rule: its theme, the gravest severity it gives, what it compares, and how often it found that.

    Returns
    -------
    DataFrame
        Indexed by the rule's name; rules that found nothing are there too, last.
    """
    found = pd.Series([one.rule for several in findings.values() for one in several], dtype=object)
    counts = found.value_counts()
    rows = [
        (name, theme(name), rule.severity, rule.what, int(counts.get(name, 0)))
        for name, rule in sorted(RULES.items())
    ]
    table = pd.DataFrame(rows, columns=["rule", "theme", "at most", "what it compares", "findings"])
    return table.sort_values("findings", ascending=False, kind="stable").set_index("rule")


def planted(shares: pd.DataFrame) -> pd.DataFrame:
    """Planted errors for display, from `lib.audit.planting.shares`; kinds without room for one are left out.

    Returns
    -------
    DataFrame
        Indexed by the kind: planted, found, the share in per cent with its 95 % interval (Wilson), the rules.
    """
    made = shares[shares["planted"] > 0]
    ends = [
        stats.binomtest(found, tried).proportion_ci(method="wilson")
        for found, tried in zip(made["found"], made["planted"], strict=True)
    ]
    share = [
        f"{100 * value:.0f} [{100 * end.low:.0f}, {100 * end.high:.0f}]"
        for value, end in zip(made["share"], ends, strict=True)
    ]
    rules = made["rules"].str.replace(r" \d+(?=,|$)", "", regex=True)
    table = made[["kind", "planted", "found"]].assign(**{"share found, %": share, "found by": rules})
    return table.rename(columns={"kind": "error"}).set_index("error")


def theme(rule: str) -> str:
    """Theme of a rule: the name of its module."""
    return RULES[rule].function.__module__.rpartition(".")[2].replace("_", " ")


def by_theme(findings: Findings, names: Mapping[str, str]) -> tuple[Figure, str]:
    """A grid of themes and papers: the number of findings of each severity, the gravest darkest.

    Parameters
    ----------
    findings : mapping of str to list of Finding
        By paper.
    names : mapping of str to str
        Short names of the papers for the heads of the columns.
    """
    counts: dict[str, Counter] = {}
    for paper, several in findings.items():
        for one in several:
            counts.setdefault(theme(one.rule), Counter())[paper, one.severity] += 1
    order = sorted(counts, key=lambda name: counts[name].total())
    fig, ax = plt.subplots(figsize=(5.4, 0.34 * len(order) + 1.6))
    places = {(paper, severity): k * STEP + m
              for k, paper in enumerate(findings) for m, severity in enumerate(SEVERITIES)}  # fmt: skip
    for y, name in enumerate(order):
        for key, x in places.items():
            _square(ax, x, y, counts[name][key], key[1])
    _heads(ax, places, list(findings), names, len(order))
    ax.set_yticks(range(len(order)), order, fontsize=10)
    labels = [f"{SYMBOLS[severity]} {severity}" for severity in SEVERITIES]
    handles = [Patch(facecolor=COLOURS[severity], edgecolor="0.4") for severity in SEVERITIES]
    fig.legend(handles, labels, loc="outside lower center", ncols=2, fontsize=10)
    return fig, _alt(counts, order, findings, names)


def _square(ax, x: int, y: int, number: int, severity: str) -> None:
    """One number on the colour of its severity; a dot for none."""
    if number:
        ax.add_patch(Rectangle((x - 0.48, y - 0.44), 0.96, 0.88, facecolor=COLOURS[severity], linewidth=0))
    text, colour = (str(number), INK[severity]) if number else ("·", "0.5")
    ax.text(x, y, text, ha="center", va="center", color=colour, fontsize=10)


def _heads(ax, places: dict, papers: list[str], names: Mapping[str, str], height: int) -> None:
    """Signs of the severities above their columns, the papers' names above these."""
    ax.set(xlim=(-0.6, len(papers) * STEP - 1.05), ylim=(-0.5, height - 0.5))
    ax.set_xticks(list(places.values()), [SYMBOLS[severity] for _, severity in places], fontsize=10)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(False)
    ax.spines[:].set_visible(False)
    for k, paper in enumerate(papers):
        middle = k * STEP + (len(SEVERITIES) - 1) / 2
        label = "\n".join(names.get(paper, paper).rsplit(" ", 1))
        ax.annotate(label, (middle, 1), xytext=(0, 18), xycoords=("data", "axes fraction"),
                    textcoords="offset points", ha="center", va="bottom", fontsize=10)  # fmt: skip


def _alt(counts: dict, order: list[str], findings: Findings, names: Mapping[str, str]) -> str:
    """The grid in words: every severity's total by paper, and the themes with most contradictions."""
    words = []
    for paper, several in findings.items():
        grades = Counter(one.severity for one in several)
        listed = ", ".join(f"{severity} {grades[severity]}" for severity in SEVERITIES)
        words.append(f"{names.get(paper, paper)} {listed}")
    worst = {name: sum(counts[name][paper, CONTRADICTION] for paper in findings) for name in order[::-1]}
    most = ", ".join(f"{name} {worst[name]}" for name in sorted(worst, key=worst.get, reverse=True)[:3]
                     if worst[name])  # fmt: skip
    return (
        f"Grid of {len(order)} themes of rules by paper with the number of findings of each severity: "
        f"{'; '.join(words)}. Most contradictions: {most or 'none'}."
    )
