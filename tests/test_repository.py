"""What every tracked file has to be: formatted, portable, small, with its imports declared."""

import ast
import contextlib
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires

import pytest

from lib import paths

LIMIT = 2 * 1024 * 1024
# Written so that this file does not match itself. After a letter it is part of a web address.
MACHINE = re.compile(
    "|".join(
        [
            "/ro" + "ot/",
            "(?<![a-z])/ho" + "me/[a-z]",
            "/Us" + "ers/[A-Za-z]",
            "/wo" + "rk/",
            "[A-Z]:\\\\" + "Users",
        ]
    )
)
REGISTRY = re.compile(
    "|".join(["pypi" + r"\.org/simple", "index-" + "url *[=:]? *http", "anaconda" + r"\.org/"])
)
# Import name -> name of its package where they differ.
PACKAGES = {"yaml": "pyyaml", "jupyter_book": "jupyter-book", "ibis": "ibis-framework"}
# Parts of declared packages that we import by name: they come with the package named.
COMES_WITH = {
    "IPython": "ipykernel",
    "bs4": "jupyter-book",
    "docutils": "jupyter-book",
    "markdown_it": "jupyter-book",
    "matplotlib_inline": "ipykernel",
    "myst_nb": "jupyter-book",
    "nbclient": "papermill",
    "nbformat": "jupytext",
    "pybtex": "jupyter-book",
    "snowballstemmer": "jupyter-book",
    "sphinx": "jupyter-book",
    "traitlets": "ipykernel",
}
FOLDERS = ("lib", "notebooks", "tests", "benchmarks")


def _run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "ruff", *arguments], capture_output=True, text=True, cwd=paths.ROOT
    )


@pytest.fixture(scope="module")
def scripts(git_files):
    """Tracked Python files."""
    return [path for path in git_files if path.suffix == ".py"]


@pytest.fixture(scope="module")
def texts(git_files):
    """Tracked text files -> their text."""
    found = {}
    for path in git_files:
        try:
            found[paths.relative(path)] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
    return found


def test_the_code_passes_the_linter(scripts):
    done = _run("check", "--no-cache", *map(str, scripts))
    assert done.returncode == 0, done.stdout


def test_the_code_is_formatted(scripts):
    done = _run("format", "--check", "--no-cache", *map(str, scripts))
    assert done.returncode == 0, done.stdout


def test_no_file_is_large_or_empty_by_mistake(git_files):
    sizes = {paths.relative(path): path.stat().st_size for path in git_files}
    assert {name: size for name, size in sizes.items() if size > LIMIT} == {}
    allowed = ("__init__.py", ".gitkeep", ".nojekyll")
    assert [name for name, size in sizes.items() if size == 0 and not name.endswith(allowed)] == []


@pytest.mark.parametrize("pattern", [MACHINE, REGISTRY], ids=["machine path", "registry address"])
def test_no_file_names_a_machine_or_a_registry(texts, pattern):
    found = {name: pattern.search(text)[0] for name, text in texts.items() if pattern.search(text)}
    assert found == {}


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (MACHINE, "x = '/ro" + "ot/a'"),
        (MACHINE, "/Us" + "ers/Ann/a"),
        (MACHINE, "file:///ho" + "me/ann/a"),
        (MACHINE, "path=/ho" + "me/ann/a"),
        (REGISTRY, "https://pypi" + ".org/simple/x"),
    ],
)
def test_the_patterns_find_what_they_look_for(pattern, text):
    assert pattern.search(text)


def test_a_page_of_a_web_site_is_no_machine():
    assert not MACHINE.search("https://wb.beijing.gov.cn/ho" + "me/ztzl/pyq")


def test_no_module_is_longer_than_the_style_allows(scripts):
    modules = [path for path in scripts if paths.ROOT / "lib" in path.parents]
    lengths = {paths.relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_no_checkout_changes_the_bytes_of_sealed_tables(git_files):
    tables = [paths.relative(path) for path in git_files if path.suffix == ".csv"]
    listing = subprocess.run(
        ["git", "check-attr", "text", "--", *tables], cwd=paths.ROOT, capture_output=True, text=True
    )
    assert tables
    assert [line for line in listing.stdout.splitlines() if not line.endswith(": text: unset")] == []


def test_every_import_is_declared(scripts):
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = _names(project["dependencies"])
    testing = declared | _names(project["optional-dependencies"]["test"])
    peers = (paths.ROOT / "benchmarks").glob("requirements*.txt")
    allowed = {
        "lib": declared,
        "notebooks": declared,
        "tests": testing,
        "benchmarks": testing.union(*(_names(path.read_text().splitlines()) for path in peers)),
    }
    missing = {}
    for path in scripts:
        folder = paths.relative(path).split("/")[0]
        if folder in FOLDERS:
            used = {
                COMES_WITH.get(name, PACKAGES.get(name, name.replace("_", "-"))) for name in _imports(path)
            }
            missing |= {f"{paths.relative(path)}: {name}": folder for name in used - allowed[folder]}
    assert missing == {}


def test_every_declared_package_is_used(scripts):
    project = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    # Used by name in configuration or as a program, or as the engine of another package.
    elsewhere = {"jieba", "jupyter-book", "snakemake", "sphinx-mathjax-offline", "ipykernel", "pyarrow"}
    used = {PACKAGES.get(name, name.replace("_", "-")) for path in scripts for name in _imports(path)}
    assert _names(project["dependencies"]) - used - elsewhere == set()
    elsewhere_in_tests = {"playwright", "pytest-xdist", "ruff", "setuptools", "uv"}
    assert _names(project["optional-dependencies"]["test"]) - used - elsewhere_in_tests == set()


@pytest.mark.parametrize("name", COMES_WITH)
def test_what_comes_with_a_declared_package_does(name):
    distributions = {d.lower().replace("_", "-") for d in packages_distributions()[name]}
    reached, queue = set(), [COMES_WITH[name]]
    while queue:
        package = queue.pop()
        if package not in reached:
            reached.add(package)
            with contextlib.suppress(PackageNotFoundError):
                lines = [line for line in requires(package) or [] if "extra ==" not in line]
                queue += _names(lines)
    assert distributions & reached


def _names(lines):
    """Names of the packages in requirement lines."""
    found = (re.match(r"[A-Za-z0-9_.-]+", line) for line in lines)
    return {match[0].lower().replace("_", "-") for match in found if match}


def _imports(path):
    """Third-party packages that a script imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module.split(".")[0])
    local = {"lib", "conftest"} | {file.stem for file in path.parent.glob("*.py")}
    if path.is_relative_to(paths.ROOT / "tests"):  # helpers beside tests/conftest.py are importable anywhere
        local |= {file.stem for file in (paths.ROOT / "tests").glob("*.py")}
    if path.parent.name == "benchmarks":  # they share the reference cases of the tests
        local |= {file.stem for file in (paths.ROOT / "tests").rglob("*.py")}
    return names - set(sys.stdlib_module_names) - local
