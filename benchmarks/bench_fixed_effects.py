"""A column of a table with many fixed effects, by this project and by its peers; see README.md."""

import argparse
import multiprocessing
import resource
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from lib.estimators.fixed_effects import FixedEffectsSpec, estimate, poisson

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "estimators"))
from placebo_panels import full_panel

X = ("d", *(f"x{j}" for j in range(12)))
EFFECTS = {
    "city + destination + year": ("city", "destination", "year"),
    "pair + year": ("pair", "year"),
    "city-year + destination-year": ("city^year", "destination^year"),
}


def outcome(frame: pd.DataFrame, model: str) -> pd.DataFrame:
    """The panel with its outcome: in logs for least squares, in levels for Poisson."""
    return frame if model == "OLS" else frame.assign(y=np.exp(frame["y"]))


def ours(frame: pd.DataFrame, effects: tuple, model: str) -> tuple[float, float]:
    """Coefficient and standard error of the treatment."""
    method = estimate if model == "OLS" else poisson
    # The factor of the peers: every effect counts as a parameter.
    spec = FixedEffectsSpec("y", X, effects, {"clustered": "pair"}, counted_effects="full")
    result = method(frame, spec)
    return result.params["d"], result.std_errors["d"]


def absorbing_ls(frame: pd.DataFrame, effects: tuple, model: str) -> tuple[float, float]:
    """linearmodels' AbsorbingLS."""
    from linearmodels.iv.absorbing import AbsorbingLS

    absorb = pd.DataFrame({name: pd.Categorical(levels(frame, name)) for name in effects}, index=frame.index)
    fit = AbsorbingLS(frame["y"], frame[list(X)], absorb=absorb).fit(
        cov_type="clustered", clusters=frame["pair"], debiased=True
    )
    return fit.params["d"], fit.std_errors["d"]


def panel_ols(frame: pd.DataFrame, effects: tuple, model: str) -> tuple[float, float]:
    """linearmodels' PanelOLS, which takes two effects."""
    from linearmodels.panel import PanelOLS

    data = frame.set_index(["pair", "year"])
    own = {"pair": "entity_effects", "year": "time_effects"}
    words = {own[name]: True for name in effects if name in own}
    others = [name for name in effects if name not in own]
    if others:
        words["other_effects"] = pd.DataFrame(
            {name: levels(frame, name) for name in others}, index=data.index
        )
    fit = PanelOLS(data["y"], data[list(X)], **words).fit(
        cov_type="clustered", cluster_entity=True, count_effects=True, auto_df=False, group_debias=True
    )
    return fit.params["d"], fit.std_errors["d"]


def statsmodels_dummies(frame: pd.DataFrame, effects: tuple, model: str) -> tuple[float, float]:
    """statsmodels with a column for each level of each effect."""
    import statsmodels.api as sm

    codes = [levels(frame, name) for name in effects]
    number = sum(code.max() + 1 for code in codes)
    if number > 1000:
        raise ValueError(f"not tried: {number} dummies")
    blocks = [np.eye(code.max() + 1)[code][:, 1:] for code in codes]
    design = np.column_stack([frame[list(X)], np.ones(len(frame)), *blocks])
    del blocks
    y, groups = frame["y"].to_numpy(), frame["pair"].to_numpy()
    cluster = {"cov_type": "cluster", "cov_kwds": {"groups": groups}}
    if model == "OLS":
        fit = sm.OLS(y, design).fit(method="qr", **cluster)
    else:
        fit = sm.GLM(y, design, family=sm.families.Poisson()).fit(**cluster)
    return fit.params[0], fit.bse[0]


PEERS = {
    "linearmodels AbsorbingLS": absorbing_ls,
    "linearmodels PanelOLS": panel_ols,
    "statsmodels with dummies": statsmodels_dummies,
}


def levels(frame: pd.DataFrame, name: str) -> np.ndarray:
    """Levels of an effect as whole numbers."""
    return frame.groupby(name.split("^"), sort=False).ngroup().to_numpy()


def can(peer: str, effects: tuple, model: str) -> bool:
    """Whether a peer has such a model."""
    if model == "Poisson":
        return peer == "statsmodels with dummies" and "pair" not in effects
    return peer != "linearmodels PanelOLS" or len(effects) == 2


def _child(pipe, method, effects: tuple, model: str, repeat: int, gigabytes: float) -> None:
    """In a process of its own: seconds of the processor, memory beyond the frame, estimates."""
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (int(gigabytes * 2**30),) * 2)
    frame = outcome(full_panel(), model)
    before = _memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
    try:
        seconds = []
        for _ in range(repeat):
            begin = time.process_time()
            found = method(frame, effects, model)
            seconds.append(time.process_time() - begin)
        pipe.send((min(seconds), _memory("VmHWM") - before, *found))
    except MemoryError as error:
        pipe.send(f"out of memory at {gigabytes:g} GiB {error}".strip())
    except Exception as error:
        pipe.send(str(error).split("\n")[0][:90])


def _memory(entry: str) -> float:
    """Resident memory of this process in megabytes, now (``VmRSS``) or at its peak (``VmHWM``), on Linux."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(entry)) * 1024 / 1e6


def measured(method, effects: tuple, model: str, repeat: int, options: argparse.Namespace):
    """What a child process found, or why it found nothing."""
    context = multiprocessing.get_context("spawn")
    receive, send = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(send, method, effects, model, repeat, options.memory))
    process.start()
    send.close()
    limit = repeat * options.limit + 60
    try:
        answer = receive.recv() if receive.poll(limit) else f"stopped after {limit:.0f} s"
    except EOFError:
        answer = "the process ended without an answer"
    process.kill()
    process.join()
    return answer


def rows(model: str, words: str, options: argparse.Namespace) -> list[dict]:
    """Lines of the table for one set of effects: ours, then the peers'."""
    effects = EFFECTS[words]
    seconds, memory, coef, se = measured(ours, effects, model, options.repeat, options)
    first = {"model": model, "effects": words, "by": "this project"}
    lines = [first | {"CPU, s": f"{seconds:.2f}", "memory, MB": f"{memory:.0f}", "remark": ""}]
    for peer, method in PEERS.items():
        if not can(peer, effects, model):
            continue
        line = {"model": model, "effects": words, "by": peer}
        answer = measured(method, effects, model, options.repeat, options)
        if isinstance(answer, str):
            lines.append(line | {"remark": answer})
            continue
        line |= {"CPU, s": f"{answer[0]:.2f}", "memory, MB": f"{answer[1]:.0f}"}
        line |= {"times slower": f"{answer[0] / seconds:.1f}", "times memory": f"{answer[1] / memory:.1f}"}
        line |= {"coef": f"{abs(answer[2] / coef - 1):.0e}", "se": f"{abs(answer[3] / se - 1):.0e}"}
        lines.append(line | {"remark": ""})
    return lines


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=2, help="runs, of which the best counts")
    parser.add_argument("--limit", type=float, default=180, help="seconds that a fit may take")
    parser.add_argument("--memory", type=float, default=10, help="GiB of addresses that a fit may have")
    options = parser.parse_args()
    found = []
    for model in ("OLS", "Poisson"):
        for words in EFFECTS:
            found += rows(model, words, options)
            print(pd.DataFrame(found[-4:]).fillna("").to_string(index=False), flush=True)
    table = pd.DataFrame(found).fillna("")
    print()
    print("| " + " | ".join(table.columns) + " |")
    for row in table.to_numpy():
        print("| " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
