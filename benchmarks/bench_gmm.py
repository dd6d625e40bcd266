"""System GMM: a model of twelve regressors beside pydynpd and StatsPAI, and many units; see README.md."""

import argparse
import contextlib
import io
import multiprocessing
import os
import resource
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from lib.estimators import gmm

OWN = ("y", "agglomeration", "resilience", "productivity", "by_resilience", "by_productivity")
CONTROLS = ("human_capital", "research", "port_distance", "investment", "roads", "zone")
OUTSIDE = "land"
CITIES, YEARS, ROWS = 280, 9, 2337
SIZES = (12_500, 25_000, 50_000, 100_000)
# Second lags alone, collapsed; the controls and a variable from outside the equation instrument themselves.
MODEL = gmm.Spec(
    "y",
    ("L.y", *OWN[1:], *CONTROLS),
    gmm=(gmm.endogenous(*OWN, lags=(2, 2)),),
    iv=(gmm.exogenous(*CONTROLS, OUTSIDE),),
    collapse=True,
)
INSIDE = replace(MODEL, iv=(gmm.exogenous(*CONTROLS),))  # StatsPAI takes no instruments from outside
# Six lags of the outcome and four of each other: 7 + 5 * 5 columns, 7 of their own, a constant.
WIDE = replace(
    MODEL,
    gmm=(gmm.endogenous("y", lags=(2, 7)), gmm.endogenous(*OWN[1:], lags=(2, 5))),
)
# The same number with a lag more of the outcome in place of the outside instrument.
WIDE_INSIDE = replace(INSIDE, gmm=(gmm.endogenous("y", lags=(2, 8)), WIDE.gmm[1]))
MODELS = {
    "with an outside instrument": MODEL,
    "without": INSIDE,
    "40 instruments": WIDE,
    "40 instruments, none from outside": WIDE_INSIDE,
}


def panel(units: int, rows: int | None = None, seed: int = 0) -> pd.DataFrame:
    """Made-up cities over nine years: persistent regressors, effects of cities, an outcome with a lag of 0.4.

    ``rows`` of them are kept, drawn at random; all by default.
    """
    rng = np.random.default_rng(seed)
    effect = rng.standard_normal((units, 1))

    def persistent(answers: float = 0.0, belongs: float = 0.0) -> np.ndarray:
        values = np.empty((units, YEARS))
        values[:, :1] = belongs * effect + rng.standard_normal((units, 1))
        for t in range(1, YEARS):
            shock = answers * error[:, t] + 0.5 * rng.standard_normal(units)
            values[:, t] = 0.8 * values[:, t - 1] + 0.2 * belongs * effect[:, 0] + shock
        return values

    error = 0.3 * rng.standard_normal((units, YEARS))
    made = {name: persistent(0.3, 1.0) for name in OWN[1:4]}
    made |= {name: persistent() for name in (*CONTROLS, OUTSIDE)}
    made["agglomeration"] += made[OUTSIDE]
    made["by_resilience"] = made["agglomeration"] * made["resilience"]
    made["by_productivity"] = made["agglomeration"] * made["productivity"]
    made["port_distance"] = np.repeat(made["port_distance"][:, :1], YEARS, axis=1)
    made["zone"] = (made["zone"] > 0).astype(float)
    fixed = effect + error + 0.1 * sum(made[name] for name in (*OWN[1:], *CONTROLS))
    made["y"] = np.empty((units, YEARS))
    made["y"][:, 0] = fixed[:, 0] / 0.6
    for t in range(1, YEARS):
        made["y"][:, t] = 0.4 * made["y"][:, t - 1] + fixed[:, t]
    keys = {"city": np.repeat(np.arange(units), YEARS), "year": np.tile(np.arange(2003, 2003 + YEARS), units)}
    frame = pd.DataFrame(keys | {name: values.ravel() for name, values in made.items()})
    return frame if rows is None else frame.sample(rows, random_state=seed).sort_index(ignore_index=True)


def fit(frame: pd.DataFrame, spec: gmm.Spec) -> gmm.GMMResult:
    """This project's result, with all tests."""
    return gmm.estimate(frame, spec, "city", "year")


def ours(frame: pd.DataFrame, spec: gmm.Spec) -> gmm.GMMResult:
    """This project's result, with all tests and the table of coefficients, which the peers' results hold."""
    result = fit(frame, spec)
    result.summary()
    return result


def our_table(result: gmm.GMMResult) -> pd.DataFrame:
    """Coefficients and standard errors."""
    return pd.DataFrame({"coef": result.params, "se": result.std_errors})


def pydynpd(frame: pd.DataFrame, spec: gmm.Spec):
    """The same by pydynpd."""
    from pydynpd import regression

    own = " ".join(f"gmm({' '.join(s.variables)}, {s.lags[0]}:{s.lags[1]})" for s in spec.gmm)
    exogenous = " ".join(name for style in spec.iv for name in style.variables)
    words = f"y L1.y {' '.join(spec.x[1:])} | {own} iv({exogenous}) | collapse"
    with contextlib.redirect_stdout(io.StringIO()):
        return regression.abond(words, frame, ["city", "year"])


def pydynpd_table(result) -> pd.DataFrame:
    """Coefficients and standard errors."""
    table = result.models[0].regression_table.set_index("variable")[["coefficient", "std_err"]]
    return _named(table, {"L1.y": "L.y", "_con": "constant"})


def statspai(frame: pd.DataFrame, spec: gmm.Spec):
    """The same by StatsPAI."""
    from statspai import xtabond

    if OUTSIDE in spec.iv[0].variables:
        raise NotImplementedError("takes no instruments from outside")
    return xtabond(
        frame, y="y", x=list(CONTROLS), endogenous=list(OWN[1:]), id="city", time="year", method="system",
        gmm_lags=spec.gmm[0].lags, endogenous_lags=spec.gmm[-1].lags, collapse=True, twostep=True,
    )  # fmt: skip


def statspai_table(result) -> pd.DataFrame:
    """Coefficients and standard errors."""
    table = result.detail.set_index("variable")[["coefficient", "se"]]
    return _named(table, {"L1.y": "L.y", "_cons": "constant"})


def _named(table: pd.DataFrame, names: dict) -> pd.DataFrame:
    return table.set_axis(["coef", "se"], axis=1).rename(index=names)


@dataclass(frozen=True)
class Cost:
    """Seconds of the processor and of the clock, megabytes at the peak and before, estimates."""

    cpu: float
    wall: float
    peak: float
    before: float
    found: pd.DataFrame


# How each estimates, and how its estimates are read, which takes no part in the times.
BY = {
    "this project": (ours, our_table),
    "pydynpd": (pydynpd, pydynpd_table),
    "StatsPAI": (statspai, statspai_table),
}


def _child(pipe, by: str, model: str, units: int, rows: int | None, repeat: int, gigabytes: float) -> None:
    """In a process of its own: the least seconds, the peak of memory and that before, the estimates."""
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (int(gigabytes * 2**30),) * 2)
    frame, spec = panel(units, rows), MODELS[model]
    estimate, read = BY[by]
    try:
        estimate(panel(60), spec)  # the first call also imports
        before = _memory("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
        found = read(estimate(frame, spec))
        times = _seconds(lambda: estimate(frame, spec), repeat)
        pipe.send(Cost(*times, _memory("VmHWM"), before, found))
    except MemoryError as error:
        pipe.send(f"out of memory at {gigabytes:g} GiB {error}".strip())
    except Exception as error:
        pipe.send(str(error).split("\n")[0][:90])


def _seconds(run: Callable, repeat: int) -> tuple[float, float]:
    """Least seconds of the processor and of the clock."""
    times = []
    for _ in range(repeat):
        begin, clock = time.process_time(), time.perf_counter()
        run()
        times.append((time.process_time() - begin, time.perf_counter() - clock))
    return tuple(min(kind) for kind in zip(*times, strict=True))


def _memory(entry: str) -> float:
    """Resident memory of this process in megabytes, now (``VmRSS``) or at its peak (``VmHWM``), on Linux."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(entry)) * 1024 / 1e6


def measured(by: str, model: str, units: int, rows: int | None, repeat: int, options: argparse.Namespace):
    """What a child process found, or why it found nothing."""
    context = multiprocessing.get_context("spawn")
    receive, send = context.Pipe(duplex=False)
    arguments = (send, by, model, units, rows, repeat, options.memory)
    process = context.Process(target=_child, args=arguments)
    process.start()
    send.close()
    try:
        answer = receive.recv() if receive.poll(options.limit) else f"stopped after {options.limit:.0f} s"
    except EOFError:
        answer = "the process ended without an answer"
    process.kill()
    process.join()
    return answer


def apart(theirs: pd.Series, mine: pd.Series) -> str:
    """Largest relative difference, every name of ours in theirs."""
    return f"{(theirs.reindex(mine.index) / mine - 1).abs().max(skipna=False):.0e}"


def beside_peers(options: argparse.Namespace) -> list[dict]:
    """The paper's size and model: ours, then each peer, with its ratio and its distance."""
    lines = []
    for model in list(MODELS)[:2]:
        first = None
        for by in BY:
            line = {"model": model, "by": by}
            answer = measured(by, model, CITIES, ROWS, options.repeat, options)
            if isinstance(answer, str):
                lines.append(line | {"remark": answer})
                continue
            line |= {"CPU, ms": f"{1e3 * answer.cpu:.2f}"}
            if first is None:
                first = answer
            else:
                line |= {"times slower": f"{answer.cpu / first.cpu:.1f}"}
                line |= {name: apart(answer.found[name], first.found[name]) for name in ("coef", "se")}
            lines.append(line)
    return lines


def taking_turns(repeat: int) -> str:
    """Ours, with the table of coefficients and without, and StatsPAI by turns in this process, in words."""
    frame = panel(CITIES, ROWS)
    statspai(frame, INSIDE)  # the first call also imports
    turns = (fit, statspai, ours, statspai)
    times = [[_seconds(lambda by=by: by(frame, INSIDE), 1)[0] for by in turns] for _ in range(repeat)]
    words = []
    for mine, what in ((0, "fit"), (2, "fit and table")):
        pair = np.array(times)[:, [mine, mine + 1]] * 1e3
        for kind, (own, theirs) in (("best", pair.min(axis=0)), ("median", np.median(pair, axis=0))):
            words.append(f"{what}, {kind}: {own:.2f} and {theirs:.2f} ms, {theirs / own:.2f} times")
    return f"taking turns, ours and StatsPAI: {'; '.join(words)}"


def by_units(options: argparse.Namespace) -> list[dict]:
    """Cost of 40 instruments as units grow, and the exponent of its growth."""
    lines, logs = [], []
    for units in SIZES:
        line = {"units": f"{units:,}"}
        answer = measured("this project", "40 instruments", units, None, 2, options)
        if isinstance(answer, str):
            lines.append(line | {"remark": answer})
            continue
        logs.append((np.log(units), np.log(answer.cpu)))
        line |= {"CPU, s": f"{answer.cpu:.2f}", "wall, s": f"{answer.wall:.2f}"}
        line |= {"us a unit": f"{1e6 * answer.cpu / units:.1f}", "peak memory, MB": f"{answer.peak:.0f}"}
        lines.append(line | {"of it the frame and Python": f"{answer.before:.0f}"})
    if len(logs) > 1:
        print(f"cost grows as units to the power {np.polyfit(*zip(*logs, strict=True), 1)[0]:.3f}")
    return lines


def show(lines: list[dict]) -> None:
    """Print a table for the README."""
    table = pd.DataFrame(lines).fillna("")
    print("| " + " | ".join(table.columns) + " |")
    print("|" + "---|" * len(table.columns))
    for row in table.to_numpy():
        print("| " + " | ".join(row) + " |", flush=True)
    print()


def main() -> None:
    """Print both tables, or the times of taking turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=30, help="runs, of which the best counts")
    parser.add_argument("--limit", type=float, default=180, help="seconds that all runs of a fit may take")
    parser.add_argument("--memory", type=float, default=10, help="GiB of addresses that a fit may have")
    parser.add_argument("--turns", action="store_true", help="only StatsPAI, taking turns in one process")
    options = parser.parse_args()
    if options.turns:
        warnings.simplefilter("ignore")
        print(f"{taking_turns(options.repeat)}; load average {os.getloadavg()[0]:.1f}")
        return
    instruments = gmm.estimate(panel(CITIES, ROWS), WIDE, "city", "year").instruments
    print(f"load average {os.getloadavg()[0]:.1f}; the wide model has {instruments} instruments\n")
    show(beside_peers(options))
    show(by_units(options))
    print(f"load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
