r"""How often tests of the Belt and Road design reject: real placebos of nine countries, and rows of lines.

In a balanced panel with effects of country and year alone, the coefficient is the treated countries' mean
change from before to after the event less the controls', and every test of `METHODS` depends on the
countries' changes alone. So nine countries drawn from China's partners, five of them called treated, make a
placebo at hardly any cost, and its rejections are what each test really does on trade of this kind.
"""

from itertools import combinations, product

import numpy as np
import pandas as pd
from scipy import stats

from lib.panels import belt_road_synthetic as synthetic
from lib.panels.belt_road import EVENT_YEAR, TREATED
from lib.panels.belt_road_columns import TREATMENT, Column
from lib.panels.belt_road_synthetic_noise import Noise
from lib.results import tidy_rows
from lib.studies.belt_road_placebo import PAPER

N_TREATED, N_CONTROLS = 5, 4
NORMAL, FEW, WILD, CHOICES, TABER, MANY = METHODS = (
    "clustered, normal",
    "clustered, t with 8",
    "wild bootstrap",
    "every choice of five",
    "Conley-Taber, four controls",
    "Conley-Taber, whole pool",
)
LEVEL = 0.05
_BATCH = 250  # placebos at once: 512 patterns of nine countries for each


def changes(frame: pd.DataFrame) -> pd.Series:
    """Each country's mean from the event on less its mean before, less the mean of all countries'.

    Parameters
    ----------
    frame : DataFrame
        ``iso3``, ``year``, ``y``; balanced.

    Raises
    ------
    ValueError
        A country lacks a year.
    """
    wide = frame.pivot(index="iso3", columns="year", values="y")
    if wide.isna().any(axis=None):
        raise ValueError(f"{wide.index[wide.isna().any(axis=1)][0]} lacks a year: give a balanced panel")
    late = wide.columns >= EVENT_YEAR
    change = wide.loc[:, late].mean(axis=1) - wide.loc[:, ~late].mean(axis=1)
    return change - change.mean()


def placebos(frame: pd.DataFrame, draws: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Changes of nine countries drawn from the untreated, the first five called treated.

    Returns
    -------
    ndarray, shape (draws, 9), and the changes of all untreated countries, shape (C,).
    """
    own = changes(frame)
    own = own[~own.index.isin(TREATED)].to_numpy()
    rng = np.random.default_rng(seed)
    order = rng.random((draws, len(own))).argsort(axis=1)[:, : N_TREATED + N_CONTROLS]
    return own[order], own


def coefficients(change: np.ndarray) -> np.ndarray:
    """Mean change of the first five less that of the others, along the last axis."""
    return change[..., :N_TREATED].mean(axis=-1) - change[..., N_TREATED:].mean(axis=-1)


def t_statistics(change: np.ndarray, years: int) -> np.ndarray:
    r"""The coefficient over its error clustered by country, along the last axis.

    Notes
    -----
    :math:`s^2 = c\,\{\sum_T (W - \bar W_T)^2 / 5^2 + \sum_C (W - \bar W_C)^2 / 4^2\}` with
    :math:`c = \frac{G}{G-1}\frac{N-1}{N-K}`, K counting the treatment and the effects of years, those of
    countries being nested in the clusters.
    """
    countries = N_TREATED + N_CONTROLS
    rows, parameters = countries * years, years + 1
    factor = countries / (countries - 1) * (rows - 1) / (rows - parameters)
    parts = (change[..., :N_TREATED], N_TREATED), (change[..., N_TREATED:], N_CONTROLS)
    variance = sum(((w - w.mean(-1, keepdims=True)) ** 2).sum(-1) / n**2 for w, n in parts)
    return coefficients(change) / np.sqrt(factor * variance)


def wild_pvalues(change: np.ndarray, years: int) -> np.ndarray:
    """The wild cluster bootstrap over all 512 sign patterns with the null imposed, shape (draws,)."""
    signs = np.array(list(product([-1.0, 1.0], repeat=N_TREATED + N_CONTROLS)))
    found = []
    for low in range(0, len(change), _BATCH):
        part = change[low : low + _BATCH]
        restricted = part - part.mean(axis=1, keepdims=True)
        drawn = np.abs(t_statistics(restricted[:, None, :] * signs, years))
        own = np.abs(t_statistics(part, years))[:, None]
        found.append((drawn > own * (1 + 1e-9)).mean(axis=1))
    return np.concatenate(found)


def choice_pvalues(change: np.ndarray) -> np.ndarray:
    """Twice the smaller tail among all 126 choices of five, the actual one counted, shape (draws,)."""
    whole = change.sum(axis=1, keepdims=True)
    chosen = np.array(list(combinations(range(N_TREATED + N_CONTROLS), N_TREATED)))
    of_five = change[:, chosen].sum(axis=2)
    values = of_five / N_TREATED - (whole - of_five) / N_CONTROLS
    own, slack = coefficients(change)[:, None], 1e-9 * np.abs(values).max(axis=1, keepdims=True)
    tails = (values >= own - slack).mean(axis=1), (values <= own + slack).mean(axis=1)
    return np.minimum(1.0, 2 * np.minimum(*tails))


def taber_pvalues(change: np.ndarray, widen: float = 1.0) -> np.ndarray:
    """Conley and Taber's p with the four controls' changes times a factor, all 1,024 choices."""
    controls = change[:, N_TREATED:] - change[:, N_TREATED:].mean(axis=1, keepdims=True)
    chosen = np.array(list(product(range(N_CONTROLS), repeat=N_TREATED)))
    errors = widen * controls[:, chosen].mean(axis=2)
    return _two_sided(errors, coefficients(change)[:, None])


def factor(controls: int) -> float:
    r"""How much wider Conley and Taber's distribution should be with few controls and equal variances.

    Notes
    -----
    :math:`\sqrt{(1/5 + 1/n) \big/ \tfrac{n - 1}{n} \tfrac15}`: the error of the controls' mean, and what
    taking it out of their changes takes of their variance.
    """
    return float(np.sqrt((1 / N_TREATED + 1 / controls) / ((controls - 1) / controls / N_TREATED)))


def _two_sided(errors: np.ndarray, own: np.ndarray) -> np.ndarray:
    tails = (errors >= own).mean(axis=-1), (errors <= own).mean(axis=-1)
    return np.minimum(1.0, 2 * np.minimum(*tails))


def pool_critical(everybody: np.ndarray, draws: int, seed: int) -> tuple[float, float]:
    """Conley and Taber's 2.5 and 97.5 % quantiles of the mean of five changes drawn from all untreated."""
    rng = np.random.default_rng(seed)
    errors = rng.choice(everybody - everybody.mean(), size=(draws, N_TREATED)).mean(axis=1)
    return tuple(np.quantile(errors, [LEVEL / 2, 1 - LEVEL / 2]))


def rejections(frame: pd.DataFrame, effects: np.ndarray, draws: int, seed: int) -> pd.DataFrame:
    """Share of placebos in which each test rejects at 5 %, with an effect added to the five.

    Parameters
    ----------
    frame : DataFrame
        ``iso3``, ``year``, ``y``; balanced; the treated countries are not drawn.
    effects : ndarray
        Log points; 0 gives the size of the tests.
    draws : int
    seed : int

    Returns
    -------
    DataFrame indexed by effect, a column a test of `METHODS`. `MANY` compares the five with all the pool.
    """
    base, everybody = placebos(frame, draws, seed)
    years = frame["year"].nunique()
    low, high = pool_critical(everybody, 20_000, seed)
    found = {}
    for effect in effects:
        change = base.copy()
        change[:, :N_TREATED] += effect
        t = np.abs(t_statistics(change, years))
        # The five against all untreated, whose mean change is zero but for the five that are drawn.
        whole = change[:, :N_TREATED].mean(axis=1) - _rest(base, everybody)
        found[effect] = {
            NORMAL: (t > stats.norm.isf(LEVEL / 2)).mean(),
            FEW: (t > stats.t.isf(LEVEL / 2, N_TREATED + N_CONTROLS - 1)).mean(),
            WILD: (wild_pvalues(change, years) <= LEVEL).mean(),
            CHOICES: (choice_pvalues(change) <= LEVEL).mean(),
            TABER: (taber_pvalues(change) <= LEVEL).mean(),
            MANY: ((whole < low) | (whole > high)).mean(),
        }
    return pd.DataFrame.from_dict(found, orient="index").rename_axis("effect")


def _rest(base: np.ndarray, everybody: np.ndarray) -> np.ndarray:
    """Mean change of the untreated that are not among the five, shape (draws,)."""
    five = base[:, :N_TREATED].sum(axis=1)
    return (everybody.sum() - five) / (len(everybody) - N_TREATED)


def detectable(power: pd.DataFrame, target: float = 0.8) -> pd.Series:
    """The effect that each test finds with a probability, interpolated; missing beyond the last one."""
    found = {}
    for name, values in power.items():
        above = values[values >= target]
        if above.empty:
            found[name] = np.nan
            continue
        place = values.index.get_loc(above.index[0])
        if place == 0:
            found[name] = float(values.index[0])
            continue
        (x0, x1), (y0, y1) = values.index[place - 1 : place + 1], values.iloc[place - 1 : place + 1]
        found[name] = float(x0 + (target - y0) / (y1 - y0) * (x1 - x0))
    return pd.Series(found, name="effect")


ROWS, LINES, CELLS, COUNTRIES_NORMAL, COUNTRIES_T, COUNTRY_CHOICES = ERRORS = (
    "independent rows",
    "clustered by line",
    "clustered by country-year",
    "clustered by country, normal",
    "clustered by country, t with 8",
    "every choice of five",
)


def moulton(column: Column, parts: tuple[tuple[float, float], ...], draws: int, seed: int) -> pd.DataFrame:
    r"""How often the 6,111 rows' tests reject what is true, by how much the rows of a country-year share.

    Parameters
    ----------
    column : Column
        A printed regression; its planted coefficient of the treatment is the null.
    parts : tuple of pairs of float
        Of the error's variance: what stays with a line, and what the lines of a country share in a year.
    draws : int
        Panels for each share.
    seed : int

    Returns
    -------
    DataFrame indexed by ``line`` and ``shared``, a column a way to the test of `ERRORS`; and ``ratio``, the
    standard deviation of the estimates over the mean standard error of independent rows.

    Notes
    -----
    The treatment varies by country and year alone, so that the rows of a cell say its mean and little more
    (Moulton 1990). What stays with a line is in the error of rows, as countries have effects and lines have
    none, and not in the estimate: it makes the error of rows too large. Clustered errors have the factor
    :math:`\frac{G}{G-1}\frac{N-1}{N-K}`.
    """
    outcome = column.outcome_in(synthetic.draw().panel)
    found = {}
    for line, share in parts:
        noise = Noise(line=line, shared=share)
        first = synthetic.draw(noise=noise, outcomes=(outcome,))
        test = _Rows(column, first.panel)
        rows = [
            test.rejects(synthetic.draw(seed=seed + one, noise=noise, outcomes=(outcome,)).panel[outcome])
            for one in range(draws)
        ]
        table = pd.DataFrame(rows)
        ratio = table["coef"].std(ddof=1) / table["se"].mean()
        found[line, share] = {name: table[name].mean() for name in ERRORS} | {"ratio": ratio}
    return pd.DataFrame.from_dict(found, orient="index").rename_axis(["line", "shared"])


class _Rows:
    """A printed regression on the rows of lines, everything but the outcome worked out once."""

    def __init__(self, column: Column, panel: pd.DataFrame):
        frame = column.frame(panel)
        self._planted = column.planted[TREATMENT]
        self._bri = frame[TREATMENT].to_numpy(float)
        others = [term for term in column.terms if term != TREATMENT]
        dummies = [pd.get_dummies(frame[name].astype(str), dtype=float) for name in column.effects]
        numbers = frame[others].to_numpy(float)
        full = np.column_stack([*dummies, (numbers - numbers.mean(0)) / numbers.std(0)])
        left, size, _ = np.linalg.svd(full, full_matrices=False)
        self._basis = left[:, size > 1e-10 * size[0]]
        rest = self._net(self._bri)
        self._weights, self._size = rest / (rest @ rest), rest @ rest
        self._rest = rest
        self._n, self._k = len(frame), self._basis.shape[1] + 1
        cells = frame["iso3"].astype(str) + frame["year"].astype(str)
        self._groups = {LINES: pd.factorize(frame["line"])[0], CELLS: pd.factorize(cells)[0],
                        COUNTRIES_T: pd.factorize(frame["iso3"])[0]}  # fmt: skip
        late = (frame["year"] >= column.event_year).to_numpy()
        countries = sorted(frame["iso3"].unique())
        chosen = [c for c in combinations(countries, N_TREATED)]
        self._actual = chosen.index(tuple(c for c in countries if c in TREATED))
        fake = np.column_stack([frame["iso3"].isin(c).to_numpy() & late for c in chosen]).astype(float)
        net = self._net(fake)
        # Every regressor is the same in the rows of a cell: a cell's sum of outcomes is all that counts.
        first = np.unique(self._groups[CELLS], return_index=True)[1]
        self._fake = (net / (net**2).sum(axis=0))[first]

    def _net(self, values: np.ndarray) -> np.ndarray:
        return values - self._basis @ (self._basis.T @ values)

    def rejects(self, outcome: pd.Series) -> dict[str, float]:
        """Whether each test rejects the planted coefficient; the estimate less it; the error of rows."""
        y = outcome.to_numpy() - self._planted * self._bri
        coef = float(self._weights @ y)
        residual = self._net(y) - coef * self._rest
        se = float(np.sqrt(residual @ residual / (self._n - self._k) / self._size))
        t = {ROWS: coef / se} | {name: coef / self._clustered(name, residual) for name in self._groups}
        normal = stats.norm.isf(LEVEL / 2)
        few = stats.t.isf(LEVEL / 2, self._groups[COUNTRIES_T].max())
        choices = self._fake.T @ np.bincount(self._groups[CELLS], y)
        own, slack = choices[self._actual], 1e-9 * np.abs(choices).max()
        p = 2 * min((choices >= own - slack).mean(), (choices <= own + slack).mean())
        return {
            ROWS: abs(t[ROWS]) > normal, LINES: abs(t[LINES]) > normal, CELLS: abs(t[CELLS]) > normal,
            COUNTRIES_NORMAL: abs(t[COUNTRIES_T]) > normal, COUNTRIES_T: abs(t[COUNTRIES_T]) > few,
            COUNTRY_CHOICES: p <= LEVEL, "coef": coef, "se": se,
        }  # fmt: skip

    def _clustered(self, name: str, residual: np.ndarray) -> float:
        scores = np.bincount(self._groups[name], self._rest * residual)
        g = len(scores)
        factor = g / (g - 1) * (self._n - 1) / (self._n - self._k)
        return float(np.sqrt(factor * (scores**2).sum()) / self._size)


def tidy(rates: dict[str, pd.DataFrame], exhibit: str) -> pd.DataFrame:
    """Tidy rows of `rejections` by series: the test in ``panel``, the effect added in ``term``."""
    parts = []
    for series, table in rates.items():
        long = table.reset_index().melt("effect", var_name="panel")
        parts.append(long.assign(column=series, term=long["effect"].map("effect_{:g}".format)))
    whole = pd.concat(parts, ignore_index=True).drop(columns="effect").assign(statistic="rejected")
    return tidy_rows(whole, paper=PAPER, exhibit=exhibit, track="counterpart")


def tidy_moulton(table: pd.DataFrame, exhibit: str) -> pd.DataFrame:
    """Tidy rows of `moulton`: the test in ``panel``, the shares of line and of country-year in ``column``."""
    named = table.set_axis([f"line_{line:g}_shared_{share:g}" for line, share in table.index])
    long = (
        named.rename_axis("column")
        .reset_index()
        .melt("column", var_name="panel")
        .assign(statistic="rejected", term=TREATMENT)
    )
    long.loc[long["panel"] == "ratio", "statistic"] = "sd_over_se"
    return tidy_rows(long, paper=PAPER, exhibit=exhibit, track="semi_synthetic")
