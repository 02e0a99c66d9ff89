"""Any theory, written and read again, is the same theory."""

from __future__ import annotations

import datetime as dt
from typing import Any, get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from theoryofchange.activity import Activity, Team, Workstream
from theoryofchange.declare import declare, declare_text, dump
from theoryofchange.estimate import EffortEstimate
from theoryofchange.goal import Goal, Outcome
from theoryofchange.graph import Header, TheoryOfChange
from theoryofchange.kpi import (
    Attestation,
    Benchmark,
    DataSource,
    Direction,
    Kpi,
    Limit,
    LimitKind,
    Measured,
    Observation,
    Reported,
    Status,
    Target,
    Timing,
)
from theoryofchange.link import Design, Effect, Evidence, Link
from theoryofchange.maturity import Exclusion, MaturitySettings, Rating

TEXTS = st.sampled_from(
    [
        "no",
        "~",
        "null",
        "true",
        "1:30",
        "",
        " ",
        "# x",
        "two\nlines\n",
        "😀 家",
        "<b>&\"'",
        "- a",
        "<<",
    ]
) | st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
IDS = st.sampled_from("abcd") | TEXTS
DAYS = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))
FIGURES = (
    st.sampled_from(["80 %", "≥ 95%", "<.58", "14 of 16", "1:10", "€1.2M", "3 weeks", "TBD", "no"])
    | st.integers(-(10**9), 10**9)
    | st.decimals(-(10**6), 10**6, places=3).map(float)
    | DAYS
    | TEXTS
)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
LENGTHS = st.builds(
    "{} {}".format,
    st.integers(0, 999) | st.decimals(0, 999, places=2),
    st.sampled_from(["days", "weeks", "months", "quarters", "years", "hours", "minutes"]),
)
OWN = st.dictionaries(
    TEXTS,
    st.recursive(
        TEXTS | st.booleans() | st.none(),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
        max_leaves=4,
    ),
    max_size=2,
)


def perhaps(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(strategy, max_size=2)


def one_of(literal: Any) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(get_args(literal))


WORDS = perhaps(TEXTS)
COUNTS = perhaps(st.integers(-(10**9), 10**9))
LINKS = st.dictionaries(
    IDS,
    st.builds(
        Link,
        sign=st.sampled_from([None, "+", "-"]),
        effect=perhaps(st.builds(Effect, likely=perhaps(NUMBERS), low=NUMBERS, high=NUMBERS)),
        lag=perhaps(LENGTHS),
        evidence=perhaps(
            st.builds(Evidence, design=one_of(Design), source=WORDS, date=perhaps(DAYS), n=COUNTS)
        ),
        assumes=WORDS,
        agreed_by=some(IDS),
        extra=OWN,
    ),
    max_size=2,
)
MEASURED = st.builds(Measured, value=perhaps(FIGURES), date=perhaps(DAYS), n=COUNTS)
KPI_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(
        ("title", "definition", "formula", "unit", "owner", "cadence", "decision", "version"), WORDS
    ),
    "measures": perhaps(IDS),
    "guardrail": perhaps(IDS),
    "direction": one_of(Direction),
    "timing": one_of(Timing),
    "audience": some(TEXTS),
    "baseline": perhaps(MEASURED),
    "target": perhaps(
        st.builds(Target, value=perhaps(FIGURES), date=perhaps(DAYS), set_by=WORDS, because=WORDS)
    ),
    "milestones": some(MEASURED),
    "tolerance": perhaps(FIGURES),
    "source": perhaps(
        st.builds(
            DataSource,
            system=WORDS,
            availability=WORDS,
            purpose=WORDS,
            personal_data=perhaps(st.booleans()),
            basis=WORDS,
            links=some(TEXTS),
            extra=OWN,
        )
    ),
    "limits": some(st.builds(Limit, kind=one_of(LimitKind), what=WORDS)),
    "confidential": perhaps(st.booleans()),
    "reported": perhaps(
        st.builds(
            Reported, status=one_of(Status), date=perhaps(DAYS), by=WORDS, because=some(TEXTS)
        )
    ),
    "review_by": perhaps(DAYS),
    "attested": st.dictionaries(
        TEXTS,
        st.builds(Attestation, by=WORDS, date=perhaps(DAYS), until=perhaps(DAYS), note=WORDS),
        max_size=2,
    ),
    "extra": OWN,
}


@st.composite
def several(draw: st.DrawFn, kind: Any, prefix: str, **fields: st.SearchStrategy[Any]) -> list[Any]:
    """Draw items of one kind, no id of which any other kind has."""
    ids = draw(st.lists(IDS, max_size=3, unique=True))
    optional = st.fixed_dictionaries({}, optional=fields)
    return [kind(id=f"{prefix}{id}", **draw(optional)) for id in ids]


THEORIES = st.builds(
    TheoryOfChange,
    perhaps(
        st.builds(
            Header,
            id=TEXTS,
            title=WORDS,
            description=WORDS,
            as_of=perhaps(DAYS),
            language=TEXTS,
            extra=OWN,
        )
    ),
    goals=several(
        Goal,
        "g",
        title=WORDS,
        description=WORDS,
        owner=WORDS,
        due=perhaps(DAYS),
        weight=st.floats(0, allow_infinity=False),
        needs=LINKS,
        extra=OWN,
    ),
    outcomes=several(Outcome, "o", title=WORDS, owner=WORDS, needs=LINKS, extra=OWN),
    kpis=several(Kpi, "k", **KPI_FIELDS),
    activities=several(
        Activity,
        "a",
        title=WORDS,
        advances=LINKS,
        team=perhaps(IDS),
        workstream=one_of(Workstream),
        effort=perhaps(
            st.builds(EffortEstimate, likely=LENGTHS, low=perhaps(LENGTHS), high=perhaps(LENGTHS))
        ),
        cost=perhaps(FIGURES),
        output=WORDS,
        after=some(IDS),
        start=perhaps(DAYS),
        due=perhaps(DAYS),
        extra=OWN,
    ),
    teams=several(
        Team, "t", title=WORDS, capacity=perhaps(LENGTHS.map("{}/month".format)), extra=OWN
    ),
    observations=some(
        st.builds(Observation, kpi=IDS, date=DAYS, value=FIGURES, n=COUNTS, segment=WORDS)
    ),
    benchmarks=some(
        st.builds(
            Benchmark,
            kpi=IDS,
            value=FIGURES,
            name=WORDS,
            date=perhaps(DAYS),
            source=WORDS,
            n=COUNTS,
            kind=st.sampled_from([None, "competitor", "share of spend"]),
        )
    ),
    ratings=some(
        st.builds(
            Rating,
            capability=TEXTS,
            team=IDS,
            rater=TEXTS,
            answer=TEXTS | st.integers(1, 5),
            date=DAYS,
            evidence=WORDS,
            target=WORDS,
        )
    ),
    # settings that say nothing are the same as none, and are not written
    maturity=st.none()
    | st.builds(
        MaturitySettings,
        model=st.just("own.yaml") | TEXTS,
        targets=st.dictionaries(TEXTS, TEXTS, max_size=2),
        exclude=st.dictionaries(
            TEXTS,
            st.builds(Exclusion, reason=TEXTS.filter(str.strip), teams=some(TEXTS)),
            max_size=2,
        ),
    ).filter(lambda said: said != MaturitySettings()),
)


@given(THEORIES)
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
def test_a_theory_survives_being_written_and_read(theory):
    declaration = declare_text(dump(theory))
    assert declaration.theory == theory
    assert {fault.code for fault in declaration.faults} <= {"TOC005", "TOC007"}
    assert dump(declaration.theory) == dump(theory)
    for fault in declaration.faults:
        assert declaration.span(fault.where).line >= 1


def test_an_empty_theory_is_an_empty_text():
    assert dump(TheoryOfChange()) == ""
    assert declare_text("").theory == TheoryOfChange()


def test_the_examples_survive_too(example):
    theory = declare(example).theory
    assert theory.goals and declare_text(dump(theory)).theory == theory


def pytest_generate_tests(metafunc):
    if "example" in metafunc.fixturenames:
        root = metafunc.config.rootpath / "examples"
        folders = sorted(
            path for path in root.iterdir() if path.is_dir() and path.name[0] not in "._"
        )
        metafunc.parametrize("example", folders, ids=lambda path: path.name)
