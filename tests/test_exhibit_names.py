"""Names of exhibits: each is one chapter's alone within its paper, since results are kept by name."""

import ast
from collections import defaultdict
from collections.abc import Mapping

import pytest

from lib import graph


def exhibits(script: str) -> set[str]:
    """Names of the tables and figures that a chapter's script makes; a computed name is an error."""
    calls = [node for node in ast.walk(ast.parse(script)) if isinstance(node, ast.Call) and _makes(node)]
    named = [node.args[0] if node.args else node for node in calls]
    computed = [node.lineno for node in named if not isinstance(node, ast.Constant)]
    if computed:
        raise ValueError(f"line {computed[0]}: write the exhibit's name out")
    return {node.value for node in named}


def _makes(node: ast.Call) -> bool:
    made = isinstance(node.func, ast.Attribute) and node.func.attr in ("table", "figure")
    return made and isinstance(node.func.value, ast.Name) and node.func.value.id == "chapter"


def shared(scripts: Mapping[str, str]) -> dict[tuple[str, str], list[str]]:
    """Paper and name of the exhibits that several chapters make, and these chapters."""
    makers = defaultdict(list)
    for chapter, script in scripts.items():
        for name in exhibits(script):
            makers[chapter.split("/")[0], name].append(chapter)
    return {key: chapters for key, chapters in makers.items() if len(chapters) > 1}


def test_an_exhibit_s_name_is_one_chapter_s_alone():
    scripts = {name: graph.script_of(name).read_text(encoding="utf-8") for name in graph.chapters()}
    assert shared(scripts) == {}
    assert sum(len(exhibits(script)) for script in scripts.values()) > 300  # that they are seen at all


def test_a_shared_name_is_found():
    one, two = 'chapter.table(\n    "zeros", frame)', 'chapter.figure("zeros", fig)\nother.table("zeros", 1)'
    assert shared({"toy/01_a": one, "toy/02_b": two, "play/01_a": one}) == {
        ("toy", "zeros"): ["toy/01_a", "toy/02_b"]
    }
    assert shared({"toy/01_a": f"{one}\n{two}", "play/01_a": one}) == {}
    with pytest.raises(ValueError, match="line 2: write the exhibit's name out"):
        exhibits('chapter.table("a", 1)\nchapter.table(name, 1)')
