"""The declared design of a paper, ``data/published/design.yml``: what the rules cannot read from numbers."""

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import yaml

from lib import facts, paths

SCALES = ("", "log", "level", "percentage points", "standardised")
STARS = {"*": 0.10, "**": 0.05, "***": 0.01}


class DesignError(ValueError):
    """The design file is not as `Design` describes it; the message names the place and the remedy."""


@dataclass(frozen=True)
class Model:
    """What one column of a table estimates.

    Attributes
    ----------
    outcome : str
        Name of the dependent variable.
    scale : str
        Its scale, one of `SCALES`.
    sample : str
        Name of the sample; columns with the same name are estimated on the same rows, up to missing values.
    controls : str
        Name of the set of controls that is not printed term by term; empty for none.
    fixed_effects : tuple of str
        Dimensions absorbed, e.g. ``("city", "destination", "year")``; ``"city x year"`` for a pair.
    lags : int
        Periods that lags or differences take from each unit.
    method : str
        Words, e.g. ``"system GMM"``.
    clusters : int
        Number of clusters of the standard errors; 0 if not stated.
    terms : dict
        New names of printed terms that mean something else in this column.
    """

    outcome: str = ""
    scale: str = ""
    sample: str = ""
    controls: str = ""
    fixed_effects: tuple[str, ...] = ()
    lags: int = 0
    method: str = ""
    clusters: int = 0
    terms: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Design:
    """The declared design of one paper; every part may be absent.

    Attributes
    ----------
    stars : dict
        The paper's star rule, level by stars.
    parenthesis : str
        What the paper says stands in parentheses: ``t``, ``se`` or empty if it does not say.
    panel : dict
        ``unit`` (list of dimensions of a unit), ``sizes`` (number by dimension), ``years`` (first, last),
        ``n_units`` (if the paper counts them apart).
    models : list of dict
        Fields of `Model` with ``exhibit``, ``columns`` (list) and ``panel``.
    partitions : list of dict
        ``whole`` and ``parts`` as [exhibit, column] or [exhibit, column, panel], ``fixed_membership``.
    identities : list of dict
        ``name``, ``relation`` (see `intervals.holds`), ``where`` (id of a cell or claim, or a number, by
        name), ``severity``, ``sentence``; ``for`` lists substitutions for ``{x}`` in all of them.
    variables : dict
        By term: ``definition`` (formula in other variables), ``varies`` (list of dimensions), ``source``.
    equations, derivations : list of dict
        The paper's model statements (see `lib.audit.rules.equations` and `derivations`).
    balance, placebo, event_window : dict
        Matching, placebo draws, event study (see `lib.audit.rules`).
    declared : list of dict
        Variables that the text announces for an exhibit: ``what``, ``terms``, ``exhibits``.
    citations : list of dict
        ``place``, ``number``, ``name`` (as the text cites) ; ``references``: first author by number.
    interpretations : list of dict
        Readings of a variable that need more than its definition gives.
    exclusions : list of dict
        ``whole`` and ``part`` as [exhibit, column]: the part leaves units of the whole out.
    units : list of dict
        Numbers whose printed unit is to be checked (see `lib.audit.rules.declared`).
    """

    stars: dict = field(default_factory=lambda: dict(STARS))
    parenthesis: str = ""
    panel: dict = field(default_factory=dict)
    models: list = field(default_factory=list)
    partitions: list = field(default_factory=list)
    identities: list = field(default_factory=list)
    variables: dict = field(default_factory=dict)
    equations: list = field(default_factory=list)
    derivations: list = field(default_factory=list)
    balance: list = field(default_factory=list)
    placebo: list = field(default_factory=list)
    event_window: list = field(default_factory=list)
    declared: list = field(default_factory=list)
    citations: list = field(default_factory=list)
    references: dict = field(default_factory=dict)
    interpretations: list = field(default_factory=list)
    units: list = field(default_factory=list)
    exclusions: list = field(default_factory=list)

    def model(self, exhibit: str, panel: str, column: str) -> Model:
        """The declared model of a column; an empty one if the design has none."""
        for entry in self.models:
            if entry["exhibit"] == exhibit and entry.get("panel", "") == panel and column in entry["columns"]:
                return _model(entry)
        return Model()

    @property
    def periods(self) -> int:
        """Number of periods of the panel; 0 if it is not declared."""
        years = self.panel.get("years")
        return years[1] - years[0] + 1 if years else 0


def _model(entry: dict) -> Model:
    given = {f.name: entry[f.name] for f in fields(Model) if f.name in entry}
    return Model(**given | {"fixed_effects": tuple(entry.get("fixed_effects", ()))})


def load(paper: str, path: Path | None = None) -> Design:
    """The design of ``paper`` in a design file.

    Parameters
    ----------
    paper : str
        A key of the file; a file with the fields of one design at its top is taken whole.
    path : Path, optional
        By default ``data/published/design.yml``.

    Raises
    ------
    DesignError
        The file is not YAML, or a field is unknown or of the wrong kind.
    """
    source = path or paths.DESIGN
    if path is None:
        facts.register(source, facts.sha256(source))
    try:
        content = yaml.safe_load(source.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        raise DesignError(f"{source.name}: not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict):
        raise DesignError(f"{source.name}: write the fields of a design, e.g. `panel:`, at its top")
    names = {f.name for f in fields(Design)}
    chosen = content if set(content) & names else content.get(paper, {})
    return parse(chosen, source.name)


def parse(content: dict[str, Any], name: str = "design") -> Design:
    """Check the fields of one design and make it."""
    known = {f.name: f for f in fields(Design)}
    for key, value in content.items():
        if key not in known:
            raise DesignError(f"{name}: unknown field {key!r}; one of {', '.join(known)}")
        kind = known[key].type
        kind = {"dict": dict, "list": list, "str": str}.get(kind, kind)
        if not isinstance(value, kind):
            raise DesignError(f"{name}: field {key!r} is not a {kind.__name__}")
    design = Design(**content)
    for entry in design.models:
        _check_model(entry, name)
    return design


def _check_model(entry: dict, name: str) -> None:
    place = f"{name}: models, {entry.get('exhibit', 'an entry without exhibit')}"
    if not isinstance(entry.get("columns"), list) or "exhibit" not in entry:
        raise DesignError(f"{place}: needs 'exhibit' and a list 'columns'")
    unknown = set(entry) - {f.name for f in fields(Model)} - {"exhibit", "panel", "columns"}
    if unknown:
        raise DesignError(f"{place}: unknown field {sorted(unknown)[0]!r}")
    if entry.get("scale", "") not in SCALES:
        raise DesignError(
            f"{place}: scale {entry['scale']!r} is not one of {', '.join(filter(None, SCALES))}"
        )
