"""Every stage is built alike: noun, verb, gaps and view each in a file of one name."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

import theoryofchange as toc
from theoryofchange import stages
from theoryofchange.stages.result import Result

ROOT = Path(stages.__path__[0])
STAGES = {
    "alignment": ("align", "Alignment"),
    "assessment": ("assess", "Assessment"),
    "analysis": ("analyze", "Analysis"),
    "evolution": ("evolve", "Roadmap"),
}


BESIDE = {"attribution", "forecasting"}
"""What is asked of the results of stages and is none itself."""


def test_all_stages_are_listed():
    assert {path.parent.name for path in ROOT.glob("*/__init__.py")} == {*STAGES, *BESIDE}


@pytest.mark.parametrize(("room", "verb", "noun"), [(k, *v) for k, v in STAGES.items()])
def test_the_verb_is_in_making_and_the_noun_in_result(room, verb, noun):
    package = import_module(f"theoryofchange.stages.{room}")
    made = import_module(f"theoryofchange.stages.{room}.making")
    result = import_module(f"theoryofchange.stages.{room}.result")
    import_module(f"theoryofchange.stages.{room}.page")
    assert getattr(toc, verb) is getattr(package, verb) is getattr(made, verb)
    assert getattr(toc, noun) is getattr(package, noun) is getattr(result, noun)
    assert getattr(made, verb).__module__ == made.__name__
    assert getattr(result, noun).__module__ == result.__name__
    assert getattr(result, noun).__base__ is Result


@pytest.mark.parametrize("room", STAGES)
def test_the_kinds_of_gap_are_with_the_gaps(room):
    gaps = import_module(f"theoryofchange.stages.{room}.gaps")
    assert import_module(f"theoryofchange.stages.{room}").GAP_KINDS is gaps.GAP_KINDS


@pytest.mark.parametrize("room", STAGES)
def test_a_package_only_names_what_others_make(room):
    tree = ast.parse((ROOT / room / "__init__.py").read_text())
    others = [
        each
        for each in tree.body
        if not isinstance(each, ast.Expr | ast.ImportFrom)
        and not (isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "__all__")
    ]
    assert not others


@pytest.mark.parametrize("verb", ["align", "assess", "analyze", "evolve"])
@pytest.mark.parametrize("given", [None, "strategy/", {}, 3])
def test_what_is_no_theory_is_refused_in_words(verb, given):
    with pytest.raises(
        TypeError, match=r"theory takes a TheoryOfChange, as load\(path\) returns, not (an? |None)"
    ):
        getattr(toc, verb)(given)
