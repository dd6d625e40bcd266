"""Runs with other parameters than the chapters' own: what was chosen, and where the results go.

Such a run is the whole graph again, with results of its own below ``results/other``: panels, exhibits,
executed notebooks and verdicts. The published results of the default run stay as they are. Every process of
the run learns of it from two environment variables, one of which `lib.paths` reads.
"""

import ast
import json
import os
import re
from pathlib import Path

import yaml

from lib import paths

PARAMETERS = "REPLICATION_PARAMETERS"


class ParameterError(ValueError):
    """A parameter that the chapter does not have, or a value of another type than its default."""


def given() -> dict[str, object]:
    """Parameters that this run sets, by name; empty in a default run."""
    return json.loads(os.environ.get(PARAMETERS, "{}"))


def chosen(defaults: dict[str, object]) -> dict[str, object]:
    """Those of the run's parameters that a chapter has and whose value differs from its default."""
    return {name: value for name, value in given().items() if name in defaults and value != defaults[name]}


def checked(chapter: str, defaults: dict[str, object], texts: dict[str, str]) -> dict[str, object]:
    """Values of a command line with the types of the chapter's own; those equal to the default are left out.

    Parameters
    ----------
    chapter : str
        Chapter id, for messages.
    defaults : dict
        The chapter's parameters.
    texts : dict of str to str
        Name -> value as typed; numbers, lists and truth values are written as in YAML.

    Raises
    ------
    ParameterError
        Unknown name, or a value of another type than the default.
    """
    unknown = sorted(texts.keys() - defaults.keys())
    if unknown:
        raise ParameterError(f"{chapter} has no parameter {unknown[0]!r}; it has: {', '.join(defaults)}")
    values = {name: _typed(chapter, name, defaults[name], text) for name, text in texts.items()}
    return {name: value for name, value in values.items() if value != defaults[name]}


def _typed(chapter: str, name: str, default: object, text: str) -> object:
    if isinstance(default, str):
        return text
    try:
        value = float(text) if isinstance(default, float) else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError):
        value = text
    if default is not None and type(value) is not type(default):
        kind = type(default).__name__
        raise ParameterError(
            f"{chapter}: {name} is of type {kind}, its default is {default!r}; {text!r} is of another type"
        )
    return value


def environment(values: dict[str, object]) -> dict[str, str]:
    """Variables that make a process, and all it starts, a run with these parameters; none for the default."""
    if not values:
        return {}
    parts = [
        f"{name}-{re.sub(r'[^A-Za-z0-9.]+', '-', str(value)).strip('-')}" for name, value in values.items()
    ]
    home = f"results/other/{'_'.join(sorted(parts))[:100]}"
    return {PARAMETERS: json.dumps(values, sort_keys=True), paths.RESULTS_VARIABLE: home}


def defaults(script: Path) -> dict[str, object]:
    """Names and values of the literals in a chapter's ``parameters`` cell, read from its source alone."""
    cells = re.split(r"^(?=# %%)", script.read_text(encoding="utf-8"), flags=re.M)
    found: dict[str, object] = {}
    for cell in (cell for cell in cells if re.match(r"# %%.*[\"']parameters[\"']", cell)):
        for node in ast.parse(cell).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                found[node.targets[0].id] = ast.literal_eval(node.value)
    return found
