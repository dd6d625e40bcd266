"""Propensity-score matching at growing numbers of rows, beside StatsPAI's psmatch2; see README.md."""

import argparse
import multiprocessing
import os
import resource
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from lib.estimators.matching import MatchingSpec, PropensitySpec, balance, match, propensity

X = ("a", "b", "c", "e")
SIZES = (1_000, 10_000, 100_000)
# A method's name: this project's options, and the peer's.
CASES = {
    "nearest": ({}, {}),
    "5 nearest": ({"neighbours": 5}, {"neighbor": 5}),
    "nearest, ties": ({"ties": True}, {"ties": True}),
    "nearest, without replacement": (
        {"replacement": False, "order": "largest"},
        {"replace": False},
    ),
    "radius .05": ({"method": "radius", "caliper": 0.05}, {"method": "radius", "caliper": 0.05}),
    "Epanechnikov": ({"method": "kernel"}, {"method": "kernel"}),
    "biweight": (
        {"method": "kernel", "kernel": "biweight"},
        {"method": "kernel", "kernel": "biweight"},
    ),
    "Gaussian": (
        {"method": "kernel", "kernel": "gaussian"},
        {"method": "kernel", "kernel": "normal"},
    ),
}


def sample(n: int, ties: bool = False) -> pd.DataFrame:
    """Four covariates, a third of the rows treated, an effect of 1; covariates on a grid where scores tie."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((n, len(X)))
    x = np.clip(np.round(x), -2, 2) if ties else x
    treated = x @ [0.5, -0.5, 0.3, 0.2] - 0.8 + rng.logistic(size=n) > 0
    frame = pd.DataFrame(x, columns=list(X)).assign(d=treated.astype(int))
    return frame.assign(y=x.sum(axis=1) + frame["d"] + rng.standard_normal(n))


def ours(frame: pd.DataFrame, options: dict) -> tuple[float, float]:
    """Logit, matching, the effect and its standard errors."""
    fitted = propensity(frame, PropensitySpec("d", X))
    result = match(frame, "d", fitted, MatchingSpec(**options), "y")
    return result.params["y"], result.std_errors["y"]


def statspai(frame: pd.DataFrame, options: dict) -> tuple[float, float]:
    """The same by StatsPAI."""
    from statspai import psmatch2

    result = psmatch2(frame, treat="d", covariates=list(X), outcome="y", **options)
    return result.att, result.se


def table_of_balance(frame: pd.DataFrame, options: dict) -> tuple[float, float]:
    """Our table of balance after a kernel matching: mean bias before and after."""
    weights = match(frame, "d", propensity(frame, PropensitySpec("d", X)), MatchingSpec("kernel")).weights
    return tuple(balance(frame, "d", X, weights).summary["mean_bias"])


def _child(pipe, method, arguments: tuple, options: dict, repeat: int, gigabytes: float) -> None:
    """In a process of its own: seconds of the processor and of the clock, memory, estimates."""
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (int(gigabytes * 2**30),) * 2)
    try:
        method(sample(400), options)  # what is imported or compiled at the first call counts for nobody
        frame = sample(*arguments)
        before = _memory("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
        cpu, wall = [], []
        for _ in range(repeat):
            begin = time.process_time(), time.perf_counter()
            found = method(frame, options)
            cpu.append(time.process_time() - begin[0])
            wall.append(time.perf_counter() - begin[1])
        pipe.send((min(cpu), min(wall), _memory("VmHWM") - before, *found))
    except MemoryError:
        pipe.send(f"out of memory at {gigabytes:g} GiB")
    except Exception as error:
        pipe.send(str(error).split("\n")[0][:90])


def _memory(entry: str) -> float:
    """Resident memory of this process in megabytes, now (``VmRSS``) or at its peak (``VmHWM``), on Linux."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(entry)) * 1024 / 1e6


def measured(method, arguments: tuple, options: dict, repeat: int, limits: argparse.Namespace):
    """What a child process found, or why it found nothing."""
    context = multiprocessing.get_context("spawn")
    receive, send = context.Pipe(duplex=False)
    given = (send, method, arguments, options, repeat, limits.memory)
    process = context.Process(target=_child, args=given)
    process.start()
    send.close()
    try:
        late = f"stopped after {limits.limit:.0f} s"
        answer = receive.recv() if receive.poll(limits.limit) else late
    except EOFError:
        answer = "the process ended without an answer"
    process.kill()
    process.join()
    return answer


def line(n: int, name: str, limits: argparse.Namespace) -> list[str]:
    """Cells of a case: ours, the peer's, ratios, and how far the estimates are apart."""
    own, other = CASES[name]
    arguments = (n, own.get("ties", False))
    repeat = limits.repeat if n < max(SIZES) else 2
    one = measured(ours, arguments, own, repeat, limits)
    cells = [f"{n:,}", name, f"{one[0]:.3f}", f"{one[1]:.3f}", f"{one[2]:.0f}"]
    two = measured(statspai, arguments, other, repeat, limits)
    if isinstance(two, str):
        return [*cells, "", "", "", "", "", two]
    apart = [f"{abs(a / b - 1):.0e}" for a, b in zip(two[3:], one[3:], strict=True)]
    return [*cells, f"{two[0]:.3f}", f"{two[2]:.0f}", f"{two[0] / one[0]:.1f}", *apart, ""]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=5, help="runs, the best counts; 2 of the largest")
    parser.add_argument("--limit", type=float, default=180, help="seconds that all runs of a case may take")
    parser.add_argument("--memory", type=float, default=10, help="GiB of addresses that a case may have")
    limits = parser.parse_args()
    print(f"load average {os.getloadavg()[0]:.1f}\n")
    heads = (
        "rows", "method", "CPU, s", "wall, s", "memory, MB", "peer CPU, s", "peer memory, MB",
        "times slower", "effect", "se", "remark",
    )  # fmt: skip
    print("| " + " | ".join(heads) + " |\n|---:|---|" + "---:|" * 8 + "---|")
    for n in SIZES:
        for name in CASES:
            print("| " + " | ".join(line(n, name, limits)) + " |", flush=True)
    cost = measured(table_of_balance, (max(SIZES),), {}, 2, limits)
    print(f"\nkernel matching and table of balance, {max(SIZES):,} rows: {cost[0]:.2f} s, {cost[2]:.0f} MB")
    print(f"load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
