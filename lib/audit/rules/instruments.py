"""Instruments, clusters and degrees of freedom against regressors, units and observations.

Read from the table: ``n``, ``n_units``, ``n_instruments``, ``n_clusters`` of a column, and of the tests named
``hansen`` and ``sargan`` the statistics ``p`` and ``df``. Read from the design: the models' ``method`` and
``clusters``.

References
----------
Roodman, D. (2009). A note on the theme of too many instruments. Oxford Bulletin of Economics and Statistics
71(1), 135-158.
"""

from collections.abc import Callable, Iterator

from lib.audit import intervals
from lib.audit.findings import AMBIGUITY, CONTRADICTION, INCONSISTENCY, REMARK, Finding, rule
from lib.audit.nesting import called, count, ids, printed
from lib.audit.record import Cell, Column, Record

TESTS = ("hansen", "sargan")
SERIAL = ("ar1", "ar2")  # tests that only dynamic panels print
PERFECT = 0.99  # p of a Hansen test from which on it says nothing (Roodman 2009, section 4)
MANY = 1 / 2  # instruments per unit from which on a perfect p may come from their number


def by_gmm(column: Column) -> bool:
    """Is the column declared to be GMM, or, where nothing is declared, does it print tests of GMM alone?"""
    if column.model.method:
        return "gmm" in column.model.method.lower()
    return any(column.cell("p", term) for term in SERIAL)


def regressors(column: Column) -> int:
    """Number of printed coefficients, with the constant."""
    return len(column.estimates)


def _wrong(record: Record, judge: Callable[[Column], str]) -> Iterator[tuple[str, str, list[Column]]]:
    """Per exhibit, severity and columns with that severity."""
    for exhibit, columns in record.by_exhibit():
        found: dict[str, list[Column]] = {}
        for column in columns:
            if severity := judge(column):
                found.setdefault(severity, []).append(column)
        for severity, wrong in found.items():
            yield exhibit, severity, wrong


@rule("too-few-instruments", CONTRADICTION, "A model has at least as many instruments as regressors, since "
      "regressors that are exogenous count as their own instruments.")  # fmt: skip
def too_few_instruments(record: Record) -> Iterator[Finding]:
    """Fewer instruments than printed coefficients, by exhibit.

    In GMM the number counts all instruments. Where the method is not declared the excluded ones alone may be
    meant, hence an inconsistency; of declared two-stage least squares they usually are, hence silence.
    """
    for exhibit, severity, wrong in _wrong(record, _few_severity):
        lines = (f"{called([c])}: {printed(c, 'n_instruments')} instruments < {regressors(c)} coefficients"
                 for c in wrong)  # fmt: skip
        way_out = ", unless only the excluded instruments are counted" if severity == INCONSISTENCY else ""
        yield Finding("too-few-instruments", severity, exhibit,
                      ids(wrong, "n_instruments") + _coefficients(wrong), "; ".join(lines),
                      f"{called(wrong)}: there are fewer instruments than coefficients{way_out}.",
                      f"{exhibit} {severity}")  # fmt: skip


def _few_severity(column: Column) -> str:
    instruments = count(column, "n_instruments")
    if instruments is None or instruments >= regressors(column):
        return ""
    if by_gmm(column):
        return CONTRADICTION
    return "" if column.model.method else INCONSISTENCY


def _coefficients(columns: list[Column]) -> tuple[str, ...]:
    return tuple(estimate.coef.id for column in columns for estimate in column.estimates)


@rule("too-many-instruments", AMBIGUITY, "With more instruments than units, the usual warning for GMM, the "
      "test of their validity hardly rejects, and a p-value near 1 says nothing.")  # fmt: skip
def too_many_instruments(record: Record) -> Iterator[Finding]:
    """More instruments than units (ambiguity); p of Hansen's test from 0.99 on (remark); by exhibit."""
    for exhibit, severity, wrong in _wrong(record, _exceed_units):
        lines = (f"{called([c])}: {printed(c, 'n_instruments')} instruments > {printed(c, 'n_units')} units"
                 for c in wrong)  # fmt: skip
        yield Finding("too-many-instruments", severity, exhibit, ids(wrong, "n_instruments", "n_units"),
                      "; ".join(lines),
                      f"{called(wrong)}: there are more instruments than units, which makes the test of the "
                      "instruments weak.", f"{exhibit} units")  # fmt: skip
    for exhibit, severity, wrong in _wrong(record, _perfect):
        lines = (f"{called([c])}: p {c.cell('p', 'hansen').printed}, instruments "
                 f"{printed(c, 'n_instruments')}, units {printed(c, 'n_units')}" for c in wrong)  # fmt: skip
        tests = tuple(column.cell("p", "hansen").id for column in wrong)
        yield Finding("too-many-instruments", severity, exhibit,
                      tests + ids(wrong, "n_instruments", "n_units"), "; ".join(lines),
                      f"{called(wrong)}: a p-value of Hansen's test so near to 1 is a sign of too many "
                      "instruments, not of valid ones.", f"{exhibit} hansen")  # fmt: skip


def _exceed_units(column: Column) -> str:
    instruments, units = count(column, "n_instruments"), count(column, "n_units")
    known = by_gmm(column) and None not in (instruments, units)
    return AMBIGUITY if known and instruments > units else ""


def _perfect(column: Column) -> str:
    """A remark if p is at least `PERFECT` and the printed instruments, if any, are not few."""
    p, instruments, units = (
        column.cell("p", "hansen"), count(column, "n_instruments"), count(column, "n_units"),
    )  # fmt: skip
    if p is None or not by_gmm(column) or intervals.low(p.interval) < PERFECT:
        return ""
    few = None not in (instruments, units) and instruments < MANY * units
    return "" if few else REMARK


@rule("degrees-of-freedom", INCONSISTENCY, "A test of overidentification has at most as many degrees of "
      "freedom as there are instruments beyond the printed coefficients.")  # fmt: skip
def degrees_of_freedom(record: Record) -> Iterator[Finding]:
    """More degrees of freedom than instruments less coefficients, by exhibit.

    Fewer are possible: time dummies and the constant are often not printed. Only GMM is read, where all
    instruments are counted.
    """
    for exhibit, severity, wrong in _wrong(record, _df_severity):
        lines = (
            f"{called([c])}: {cell.term} df {cell.printed} > {printed(c, 'n_instruments')} instruments - "
            f"{regressors(c)} coefficients = {count(c, 'n_instruments') - regressors(c)}"
            for c in wrong for cell in _degrees(c)
        )  # fmt: skip
        tests = tuple(cell.id for column in wrong for cell in _degrees(column))
        yield Finding("degrees-of-freedom", severity, exhibit, tests + ids(wrong, "n_instruments"),
                      "; ".join(lines),
                      f"{called(wrong)}: the test has more degrees of freedom than instruments and printed "
                      "coefficients leave.", exhibit)  # fmt: skip


def _degrees(column: Column) -> list[Cell]:
    """Degrees of freedom that are more than the column leaves."""
    instruments = count(column, "n_instruments")
    if instruments is None or not by_gmm(column):
        return []
    tests = (column.cell("df", term) for term in TESTS)
    return [cell for cell in tests if cell is not None and cell.value > instruments - regressors(column)]


def _df_severity(column: Column) -> str:
    return INCONSISTENCY if _degrees(column) else ""


@rule("clusters-exceed-sample", CONTRADICTION, "A cluster has at least one observation; clusters of whole "
      "units are no more than the units.")  # fmt: skip
def clusters_exceed_sample(record: Record) -> Iterator[Finding]:
    """More clusters than observations (contradiction) or than units (inconsistency), by exhibit.

    Units divided between clusters, such as city by year, make more clusters than units: possible, but then
    the paper should say so.
    """
    for exhibit, severity, wrong in _wrong(record, _clusters_severity):
        of, what = ("n", "observations") if severity == CONTRADICTION else ("n_units", "units")
        lines = (f"{called([c])}: {_clusters(c)} clusters > {printed(c, of)} {what}" for c in wrong)
        way_out = ", unless units are divided between clusters" if severity == INCONSISTENCY else ""
        yield Finding("clusters-exceed-sample", severity, exhibit, ids(wrong, "n_clusters", of),
                      "; ".join(lines), f"{called(wrong)}: there are more clusters than {what}{way_out}.",
                      f"{exhibit} {what}")  # fmt: skip


def _clusters(column: Column) -> int:
    """Printed clusters, else the declared ones; 0 if neither is known."""
    return count(column, "n_clusters") or column.model.clusters


def _clusters_severity(column: Column) -> str:
    clusters, n, units = _clusters(column), count(column, "n"), count(column, "n_units")
    if n is not None and clusters > n:
        return CONTRADICTION
    return INCONSISTENCY if units is not None and clusters > units else ""


@rule("regressors-exceed-observations", CONTRADICTION, "Standard errors need more observations than "
      "regressors.")  # fmt: skip
def regressors_exceed_observations(record: Record) -> Iterator[Finding]:
    """No more observations than printed regressors with standard errors or t, by exhibit."""
    for exhibit, severity, wrong in _wrong(record, _saturated):
        lines = (f"{called([c])}: n {printed(c, 'n')} <= {len(_tested(c))} regressors" for c in wrong)
        cells = tuple(cell for column in wrong for cell in _tested(column))
        yield Finding("regressors-exceed-observations", severity, exhibit, ids(wrong, "n") + cells,
                      "; ".join(lines),
                      f"{called(wrong)}: so few observations leave no degree of freedom for standard errors.",
                      exhibit)  # fmt: skip


def _tested(column: Column) -> list[str]:
    """Ids of coefficients, the constant left out, that have a standard error or t."""
    return [e.coef.id for e in column.estimates if (e.se or e.t) and e.coef.term != "constant"]


def _saturated(column: Column) -> str:
    n = count(column, "n")
    return CONTRADICTION if n is not None and n <= len(_tested(column)) else ""
