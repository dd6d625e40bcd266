"""The environment: made whole or not at all, refreshed by content, the same for conda."""

import json
import re
import subprocess
import sys
import tomllib

import pytest
import yaml

from lib import environment, paths
from lib.environment import EnvironmentFault

# Names on conda-forge that differ from those on the Python index.
CONDA_NAMES = {
    "ibis-duckdb": "ibis-framework",
    "matplotlib-base": "matplotlib",
    "pandera-pandas": "pandera",
    "seaborn-base": "seaborn",
}


@pytest.mark.parametrize("version", [(3, 9), (3, 10), (3, 14)])
def test_an_unsuitable_python_is_named_with_the_remedy(version):
    with pytest.raises(
        EnvironmentFault, match=rf"Python 3\.{version[1]} is not supported; install Python 3.11"
    ):
        environment.check(version)


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv_is_named_with_the_remedy(missing):
    with pytest.raises(EnvironmentFault, match=rf"no module {missing}.*apt-get install python3-venv"):
        environment.check((3, 12), lambda name: name != missing)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_suitable_pythons_pass(version):
    environment.check(version)


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """A project without an environment, and the commands that making one would run."""
    for name, value in {
        "ROOT": tmp_path,
        "VENV": tmp_path / ".venv",
        "STAMP": tmp_path / ".venv" / "installed.json",
        "PYTHON": tmp_path / ".venv" / "bin" / "python",
        "LOCK": tmp_path / "requirements.txt",
    }.items():
        monkeypatch.setattr(environment, name, value)
    (tmp_path / "requirements.txt").write_text("a==1\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    commands = []

    def run(command, message):
        commands.append(" ".join(command[1:]))
        environment.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        environment.PYTHON.touch()
        if "--require-hashes" in command and (tmp_path / "offline").exists():
            raise EnvironmentFault(message)

    monkeypatch.setattr(environment, "_run", run)
    return commands


def _kinds(commands):
    kinds = {"venv": "-m venv", "lock": "--require-hashes", "project": "-e"}
    return [kind for c in commands for kind, sign in kinds.items() if f"{sign} " in c]


def test_the_first_run_makes_everything_and_the_second_nothing(scratch):
    environment.prepare()
    assert _kinds(scratch) == ["venv", "lock", "project"]
    scratch.clear()
    environment.prepare()
    assert scratch == []


def test_touching_the_lock_installs_nothing_and_changing_it_everything(scratch):
    environment.prepare()
    scratch.clear()
    environment.LOCK.touch()
    environment.prepare()
    assert scratch == []
    environment.LOCK.write_text("a==2\n")
    environment.prepare()
    assert _kinds(scratch) == ["venv", "lock", "project"]


def test_another_project_file_installs_the_project_only(scratch):
    environment.prepare()
    scratch.clear()
    (environment.ROOT / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    environment.prepare()
    assert _kinds(scratch) == ["project"]


def test_an_interrupted_installation_never_counts(scratch):
    (environment.ROOT / "offline").touch()
    with pytest.raises(EnvironmentFault, match="check the network"):
        environment.prepare()
    assert not environment.STAMP.exists()
    (environment.ROOT / "offline").unlink()
    scratch.clear()
    environment.prepare()
    assert _kinds(scratch) == ["venv", "lock", "project"]


def test_a_moved_project_gets_an_environment_of_its_own(scratch):
    environment.prepare()
    stamp = json.loads(environment.STAMP.read_text())
    environment.STAMP.write_text(json.dumps({**stamp, "root": "/elsewhere"}))
    scratch.clear()
    environment.prepare()
    assert _kinds(scratch) == ["venv", "lock", "project"]


def test_a_failing_command_shows_its_output(tmp_path):
    with pytest.raises(EnvironmentFault, match=r"it failed:\nwhy"):
        environment._run([sys.executable, "-c", "print('why'); raise SystemExit(3)"], "it failed:")


def _project():
    return tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _bounds(lines):
    """Package name -> its bounds as a sorted list."""
    found = {}
    for line in lines:
        name, bounds = re.match(r"([A-Za-z0-9_.-]+)(?:\[[a-z,]+\])?(.*)", line.replace(" ", "")).groups()
        found[CONDA_NAMES.get(name, name).lower()] = sorted(filter(None, bounds.split(",")))
    return found


def _conda():
    record = yaml.safe_load((paths.ROOT / "environment.yml").read_text(encoding="utf-8"))
    plain = [entry for entry in record["dependencies"] if isinstance(entry, str) and entry != "pip"]
    nested = next(entry["pip"] for entry in record["dependencies"] if isinstance(entry, dict))
    return _bounds([*plain, *(line for line in nested if not line.startswith("-"))])


def test_conda_users_get_the_same_packages_within_the_same_bounds():
    project, conda = _project(), _conda()
    python = conda.pop("python")
    wanted = _bounds([*project["dependencies"], *project["optional-dependencies"]["test"]])
    assert conda == wanted
    assert python == sorted(project["requires-python"].split(","))


def test_the_lock_holds_every_declared_package_with_hashes_and_no_address():
    text = (paths.ROOT / "requirements.txt").read_text(encoding="utf-8")
    locked = {name.lower().replace("_", "-") for name in re.findall(r"^([A-Za-z0-9_.-]+)==", text, re.M)}
    project = _project()
    wanted = _bounds([*project["dependencies"], *project["optional-dependencies"]["test"]])
    assert wanted.keys() - locked == set()
    assert "://" not in text
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def _locked(name):
    """Package -> the versions that a lock names; the platforms that need it may differ between locks."""
    text = (paths.ROOT / name).read_text(encoding="utf-8")
    lines = re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", text, re.M)
    return {package: {version for other, version in lines if other == package} for package, _ in lines}


def test_the_lock_of_the_extra_scale_adds_to_the_first_and_agrees_with_it():
    first, scale = _locked("requirements.txt"), _locked("requirements-scale.txt")
    assert _bounds(_project()["optional-dependencies"]["scale"]).keys() <= scale.keys() - first.keys()
    assert _bounds(_project()["dependencies"]).keys() <= {name.lower().replace("_", "-") for name in scale}
    assert {name for name in scale.keys() & first.keys() if scale[name] != first[name]} == set()
    text = (paths.ROOT / "requirements-scale.txt").read_text(encoding="utf-8")
    assert "://" not in text
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_supported_pythons_are_the_declared_ones():
    oldest, newest = environment.OLDEST, environment.NEWEST
    assert _project()["requires-python"] == f">={oldest[0]}.{oldest[1]},<{newest[0]}.{newest[1] + 1}"
    workflow = (paths.ROOT / ".github/workflows/tests.yml").read_text(encoding="utf-8")
    matrix = set(re.findall(r'python: "3\.(\d+)"', workflow))
    assert matrix == {str(minor) for minor in range(oldest[1], newest[1] + 1)}


def test_the_spark_job_does_what_the_clean_run_does():
    workflow = yaml.safe_load((paths.ROOT / ".github/workflows/tests.yml").read_text(encoding="utf-8"))
    clean = (paths.ROOT / ".ci/run").read_text(encoding="utf-8")
    clean = clean.replace("$scale/lib", "$RUNNER_TEMP/scale").replace("$scale", "$RUNNER_TEMP")
    clean = re.sub(r"\s*\\\n\s*", " ", clean)
    steps = workflow["jobs"]["spark"]["steps"]
    assert any(step.get("uses", "").startswith("actions/setup-java@") for step in steps)
    commands = [
        line for step in steps for line in re.sub(r"\s*\\\n\s*", " ", step.get("run", "")).splitlines()
    ]
    kinds = ("make env", "awk ", ".venv/bin/python -m pip ", 'PYTHONPATH="$RUNNER_TEMP/scale" .venv')
    shared = [next(line for line in commands[::-1] if line.startswith(kind)) for kind in kinds]
    assert [line for line in shared if line not in clean] == []


def test_the_installed_packages_are_those_of_the_lock():
    program = (
        "import importlib.metadata as m, sys;"
        "print(*(f'{d.name}=={d.version}' for d in m.distributions()), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    text = (paths.ROOT / "requirements.txt").read_text(encoding="utf-8")
    locked = dict(re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", text, re.M))
    normal = {name.lower().replace("_", "-").replace(".", "-"): version for name, version in locked.items()}
    pairs = [line.split("==") for line in done.stdout.splitlines()]
    have = {name.lower().replace("_", "-").replace(".", "-"): version for name, version in pairs}
    differing = {n: (have[n], normal[n]) for n in have.keys() & normal.keys() if have[n] != normal[n]}
    assert differing == {}
