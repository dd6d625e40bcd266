"""What a script depends on, read from its source: modules of ``lib``, tables, chapters, panels.

The graph decides from this what is stale, so it has to be complete: what a chapter opens at run time is
recorded by `lib.kernel` and compared with it, and a chapter that reads more than its source names fails.
"""

import ast
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from lib import paths

# Functions whose first argument, a literal, names what is read.
EXHIBIT = "lib.chapters.exhibit"
FACTS = "lib.facts.load"
CHECKED = "lib.facts.read_checked"
REGISTER = "lib.facts.register"
PANEL = "lib.panels.load"
PAPER_MODULES = ("lib.published.", "lib.verdicts.", "lib.audit.")
AUDIT = "lib.audit."
EXAMPLE = "lib.audit.own.example"
RESULTS_READERS = ("read", "summary", "computed", "verdicts_of", "build", "readings", "tested_causes")
VERDICTS = {
    *(f"lib.verdicts.{name}" for name in RESULTS_READERS),
    *(f"lib.verdicts.{module}.{name}" for module in ("report", "causes") for name in RESULTS_READERS),
    "lib.chapters.ensure",
}
# The one package whose modules are imported by a computed name: lib.panels.load("maritime", ...).
DISPATCHER = "lib.panels"


class ClosureError(ValueError):
    """A script whose dependencies cannot be read from its source."""


@dataclass(frozen=True, kw_only=True)
class References:
    """What one script, or a script with all that it imports, names.

    Attributes
    ----------
    modules : frozenset of str
        Modules of ``lib``, dotted.
    tables : frozenset of str
        Files relative to ``data/``: ``facts/maritime_ofdi.csv``.
    chapters : frozenset of str
        Chapters whose exhibits are read: ``maritime/05_estimates``.
    panels : frozenset of pairs of str
        Panels that are loaded and the track, if it is a literal: ``("maritime", "")`` is the chapter's own.
    verdicts : bool
        Whether the verdicts, which rest on all other chapters, are read.
    """

    modules: frozenset[str] = field(default_factory=frozenset)
    tables: frozenset[str] = field(default_factory=frozenset)
    chapters: frozenset[str] = field(default_factory=frozenset)
    panels: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    verdicts: bool = False


def module_path(name: str) -> Path | None:
    """File of a module of ``lib``, or None if there is no such module."""
    base = paths.ROOT.joinpath(*name.split("."))
    for candidate in (base / "__init__.py", base.with_suffix(".py")):
        if candidate.is_file():
            return candidate
    return None


def scan(path: Path, module: str = "") -> References:
    """What the script at ``path`` itself names.

    Parameters
    ----------
    path : Path
        A module of ``lib`` or the script of a chapter.
    module : str
        Dotted name if it is a module of ``lib``; relative imports need it.

    Raises
    ------
    ClosureError
        A syntax error, a computed import, or a chapter id or panel that is not a literal.
    """
    return _scan(path.read_text(encoding="utf-8"), str(path), module)


def closure(start: References) -> References:
    """``start`` with everything its modules import and name, directly or not.

    Chapters, panels and verdicts are those of ``start`` alone: a function of ``lib`` that reads the
    chapter it is handed does not make every caller depend on it.
    """
    modules: set[str] = set()
    tables = set(start.tables)
    queue = list(start.modules) + [f"{DISPATCHER}.{panel}" for panel, _ in start.panels]
    while queue:
        name = queue.pop()
        path = module_path(name)
        if path is None or name in modules:
            continue
        modules.add(name)
        found = scan(path, name)
        tables |= found.tables
        queue += found.modules
    return References(
        modules=frozenset(modules),
        tables=frozenset(tables),
        chapters=start.chapters,
        panels=start.panels,
        verdicts=start.verdicts,
    )


@cache
def _scan(source: str, path: str, module: str) -> References:
    try:
        tree = ast.parse(source, filename=path)
    except SyntaxError as error:
        raise ClosureError(f"{_shown(path)}, line {error.lineno}: {error.msg}; correct the script") from None
    names, modules = _imports(tree, module, path)
    tables, chapters, panels, verdicts = set(), set(), set(), False
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        function = _resolve(call.func, names)
        literal = _literal(call)
        if function == EXHIBIT and module == "":
            chapters.add(_required(literal, call, path, "the chapter's id"))
        elif function == PANEL and module == "":
            panels.add((_required(literal, call, path, "the panel's name"), _track(call)))
        elif function in (FACTS, CHECKED) and literal:
            tables.add(literal if function == CHECKED else _fact(literal))
        elif function == REGISTER and call.args and _resolve(call.args[0], names) == "lib.paths.DESIGN":
            tables |= _design()
        elif function == EXAMPLE and literal:
            tables |= _example(literal)
        elif function.startswith(PAPER_MODULES) and literal:
            record = _published(literal)
            tables |= record | (_design() if record and function.startswith(AUDIT) else set())
        elif function in ("importlib.import_module", "__import__"):
            modules |= _dynamic(literal, call, module, path)
        verdicts = verdicts or (module == "" and function in VERDICTS)
    return References(
        modules=frozenset(modules),
        tables=frozenset(tables),
        chapters=frozenset(chapters),
        panels=frozenset(panels),
        verdicts=verdicts,
    )


def _imports(tree: ast.Module, module: str, path: str) -> tuple[dict[str, str], set[str]]:
    """Local name -> dotted name of what it means, and the modules of ``lib`` that are imported."""
    names, modules = {}, set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = (
                    alias.name if alias.asname else alias.name.split(".")[0]
                )
                modules |= _with_parents(alias.name)
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(node, module, path)
            modules |= _with_parents(origin)
            for alias in node.names:
                names[alias.asname or alias.name] = f"{origin}.{alias.name}"
                modules |= _with_parents(f"{origin}.{alias.name}")
    return names, modules


def _origin(node: ast.ImportFrom, module: str, path: str) -> str:
    """Absolute name of the module that ``from ... import`` reads."""
    if not node.level:
        return node.module or ""
    if not module:
        raise ClosureError(f"{_shown(path)}, line {node.lineno}: write the import as `from lib import ...`")
    parts = module.split(".")
    is_package = Path(path).name == "__init__.py"
    package = parts[: len(parts) - node.level + is_package]
    return ".".join([*package, *([node.module] if node.module else [])])


def _with_parents(name: str) -> set[str]:
    """``lib.a.b`` -> lib, lib.a, lib.a.b, those that exist; nothing for other packages."""
    parts = name.split(".")
    if parts[0] != "lib":
        return set()
    candidates = (".".join(parts[: n + 1]) for n in range(len(parts)))
    return {candidate for candidate in candidates if module_path(candidate)}


def _resolve(function: ast.expr, names: dict[str, str]) -> str:
    """Dotted name of what is called; empty if it is not a plain name."""
    attributes = []
    while isinstance(function, ast.Attribute):
        attributes.append(function.attr)
        function = function.value
    if not isinstance(function, ast.Name):
        return ""
    return ".".join([names.get(function.id, function.id), *reversed(attributes)])


def _literal(call: ast.Call) -> str | None:
    """First argument if it is a string literal."""
    first = call.args[0] if call.args else next((k.value for k in call.keywords), None)
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def _track(call: ast.Call) -> str:
    """Second argument of a panel's load if it is a string literal; empty for the chapter's own track."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == "track"]
    second = next(iter([*call.args[1:2], *named]), None)
    return second.value if isinstance(second, ast.Constant) and isinstance(second.value, str) else ""


def _required(literal: str | None, call: ast.Call, path: str, what: str) -> str:
    if literal is None:
        raise ClosureError(
            f"{_shown(path)}, line {call.lineno}: write {what} as a string, not as an expression, so that "
            "the graph knows what this chapter depends on"
        )
    return literal


def _fact(name: str) -> str:
    """File of the table that `lib.facts.load` reads under ``name``."""
    return f"facts/{name}.csv" if (paths.FACTS / f"{name}.csv").exists() else f"{name}.csv"


def _published(paper: str) -> set[str]:
    """Every file of a paper's printed numbers: the table, its claims, their causes."""
    found = [*paths.PUBLISHED.glob(f"{paper}.csv"), *paths.PUBLISHED.glob(f"{paper}_*.csv")]
    return {f"published/{file.name}" for file in found}


def _design() -> set[str]:
    """The declared design of the papers, on which the audit and some panels rest."""
    return {f"published/{paths.DESIGN.name}"} if paths.DESIGN.exists() else set()


def _example(name: str) -> set[str]:
    """Every file of an example table: the table, its claims, its design."""
    found = [*paths.EXAMPLES.glob(f"{name}.*"), *paths.EXAMPLES.glob(f"{name}_*")]
    return {f"examples/{file.name}" for file in found}


def _dynamic(literal: str | None, call: ast.Call, module: str, path: str) -> set[str]:
    if literal is not None:
        return _with_parents(literal)
    if module == DISPATCHER:
        return set()
    raise ClosureError(
        f"{_shown(path)}, line {call.lineno}: an import by a computed name hides what the script depends on; "
        "import the module by its name"
    )


def _shown(path: str) -> str:
    try:
        return paths.relative(Path(path))
    except ValueError:
        return path
