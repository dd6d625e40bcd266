"""Counts of findings, as a table by severity and as a figure by theme of the rules."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle
from scipy import stats

from lib.audit import RULES, SEVERITIES, Finding
from lib.exhibits.audit_findings import SYMBOLS

Findings = Mapping[str, list[Finding]]
COLOURS = dict(zip(SEVERITIES, ("#f4a9a0", "#fdd49e", "#fff2b3", "#dbe9f6"), strict=True))
HATCHES = dict(zip(SEVERITIES, ("///", "..", "", ""), strict=True))


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
    """A grid of themes and papers: number of findings, with the sign and colour of the gravest.

    Parameters
    ----------
    findings : mapping of str to list of Finding
        By paper.
    names : mapping of str to str
        Short names of the papers for the heads of the columns.
    """
    papers = list(findings)
    cells: dict[str, dict[str, list[str]]] = {}
    for paper in papers:
        for one in findings[paper]:
            cells.setdefault(theme(one.rule), {}).setdefault(paper, []).append(one.severity)
    order = sorted(cells, key=lambda name: sum(map(len, cells[name].values())))
    fig, ax = plt.subplots(figsize=(6.4, 0.45 * len(order) + 2.0))
    for y, name in enumerate(order):
        for x, paper in enumerate(papers):
            _square(ax, x, y, cells[name].get(paper, []))
    ax.set(xlim=(-0.5, len(papers) - 0.5), ylim=(-0.5, len(order) - 0.5))
    ax.set_xticks(range(len(papers)), [names.get(paper, paper).replace(" ", "\n") for paper in papers])
    ax.set_yticks(range(len(order)), order)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.grid(False)
    ax.spines[:].set_visible(False)
    legend = [Patch(facecolor=COLOURS[s], hatch=HATCHES[s], edgecolor="0.4", label=f"{SYMBOLS[s]} {s}")
              for s in SEVERITIES]  # fmt: skip
    fig.legend(handles=legend, loc="outside lower center", ncols=2, title="gravest finding")
    return fig, _alt(cells, order, papers, names)


def _square(ax, x: int, y: int, severities: list[str]) -> None:
    """One cell of the grid: how many, and the gravest."""
    if not severities:
        ax.text(x, y, "·", ha="center", va="center", color="0.6")
        return
    worst = min(severities, key=list(SEVERITIES).index)
    style = {"facecolor": COLOURS[worst], "hatch": HATCHES[worst], "edgecolor": "white", "linewidth": 0}
    ax.add_patch(Rectangle((x - 0.47, y - 0.44), 0.94, 0.88, **style))
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5, "alpha": 0.85}
    ax.text(x, y, f"{len(severities)} {SYMBOLS[worst]}", ha="center", va="center", color="black", bbox=box)


def _alt(cells: dict, order: list[str], papers: list[str], names: Mapping[str, str]) -> str:
    """The grid in words: totals by paper, and the themes with most findings."""
    totals = {paper: sum(len(row.get(paper, [])) for row in cells.values()) for paper in papers}
    words = ", ".join(f"{names.get(paper, paper)} {totals[paper]}" for paper in papers)
    most = ", ".join(f"{name} {sum(map(len, cells[name].values()))}" for name in order[::-1][:4])
    return (
        f"Grid of {len(order)} themes of rules by paper with the number of findings: {words}. Most: {most}."
    )
