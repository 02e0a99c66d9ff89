"""What a caller gives in error is refused in one sentence: the argument, and what it takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import theoryofchange as toc

THEORY = toc.TheoryOfChange()
CHECKED = "given takes one path or several, as in check(*paths), a theory or a mapping, not "
ALIGNED = "theory takes a TheoryOfChange, as load(path) returns, not "
RESULTS = "results takes what align, assess and analyze returned, not "

REFUSED: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any], str]] = [
    (toc.check, (), {}, f"{CHECKED}nothing"),
    (toc.check, (None,), {}, f"{CHECKED}None"),
    (toc.check, (["a.yaml", "b.yaml"],), {}, f"{CHECKED}a list"),
    (toc.check, (3,), {}, f"{CHECKED}an int"),
    (toc.check, ("a.yaml", THEORY), {}, f"{CHECKED}a tuple"),
    (toc.load, (None,), {}, f"{CHECKED}None"),
    (toc.run, (["a.yaml"],), {}, f"{CHECKED}a list"),
    (toc.align, (3,), {}, f"{ALIGNED}an int"),
    (toc.evolve, (None,), {}, f"{ALIGNED}None"),
    (toc.evolve, (THEORY, None), {}, f"{RESULTS}None"),
    (toc.evolve, (THEORY,), {"horizons": 3}, "horizons takes Horizons(near_months=…), not an int"),
    (toc.assess, (THEORY,), {"model": 3}, "model takes a MaturityModel, its name or its path"),
    (toc.assess, (THEORY, 3), {}, "ratings takes a pandas.DataFrame, or a list of ratings"),
    (toc.analyze, (THEORY, 3), {}, "observations takes a pandas.DataFrame, not an int"),
    (toc.Kpi, ("k",), {}, "Kpi takes its fields by name, as in id=…"),
    (toc.TheoryOfChange, (), {"kpis": 3}, "kpis takes a list of Kpi or a mapping by id, not an"),
    (toc.TheoryOfChange, (), {"kpis": "ab"}, "kpis takes a list of Kpi or a mapping by id, not a"),
    (toc.TheoryOfChange, (), {"goals": [toc.Kpi(id="k")]}, "goals takes Goal, not a Kpi"),
]


@pytest.mark.parametrize(("verb", "given", "named", "message"), REFUSED)
def test_it_is_refused_by_name(
    verb: Callable[..., Any], given: tuple[Any, ...], named: dict[str, Any], message: str
) -> None:
    with pytest.raises(TypeError) as refused:
        verb(*given, **named)
    assert str(refused.value).startswith(message)


def test_a_run_is_saved_to_a_path() -> None:
    run = toc.run({"goals": {"growth": {}}}, as_of="2026-01-31")
    with pytest.raises(TypeError, match="out takes the path of a directory, not None"):
        run.save(None)  # type: ignore[arg-type]


def test_a_misspelt_field_is_asked_back() -> None:
    with pytest.raises(toc.ShapeError, match="Kpi: there is no field ownr; did you mean owner\\?"):
        toc.Kpi(ownr="crm_lead")  # type: ignore[call-arg]
