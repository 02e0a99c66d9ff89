from __future__ import annotations

import pandas as pd

from theoryofchange.goal import Goal
from theoryofchange.graph import TheoryOfChange
from theoryofchange.kpi import Kpi, Observation
from theoryofchange.stages.analysis import analyze

KPIS = [
    Kpi(id="used", measures="g", source={"system": "crm", "personal_data": True}),
    Kpi(id="idle", source="crm"),
    Kpi(id="alone", source="logs"),
    Kpi(id="beside", source="logs"),
    Kpi(id="decides", decision="Close the shop", source="till"),
    Kpi(id="bare"),
    Kpi(
        id="kept",
        measures="g",
        source={"personal_data": True, "purpose": "retention", "basis": "contract"},
    ),
]
ROWS = [("alone", 3), ("alone", 4), ("bare", 5), ("gone", 6), ("used", 7)]


def theory(rows=ROWS):
    return TheoryOfChange(
        goals=[Goal(id="g")],
        kpis=KPIS,
        observations=[
            Observation(kpi=id, date=f"2026-01-{at + 1:02}", value=value)
            for at, (id, value) in enumerate(rows)
        ],
    )


def test_data_without_a_use_and_personal_data_without_a_ground():
    found = [(each.what, each.fault, each.values) for each in analyze(theory()).idle_data]
    assert found == [
        ("logs", "no use", 2),
        ("bare", "no use", 1),
        ("gone", "no use", 1),
        ("used", "no purpose", 1),
        ("used", "no basis", 1),
    ]


def test_a_frame_says_the_same():
    frame = pd.DataFrame(
        [(id, f"2026-01-{at + 1:02}", value) for at, (id, value) in enumerate(ROWS)],
        columns=["kpi", "date", "value"],
    )
    assert analyze(theory([]), frame).idle_data == analyze(theory()).idle_data


def test_it_is_told_as_data_and_on_the_page():
    analysis = analyze(theory())
    assert analysis.to_dict()["idle_data"][0] == {
        "what": "logs",
        "fault": "no use",
        "kpis": ["alone", "beside"],
        "values": 2,
        "because": "none of alone, beside leads to a goal or triggers a decision",
    }
    captions = [getattr(block, "caption", None) for block in analysis.view().blocks]
    assert "Data that nothing justifies" in captions
    kept = theory([]).replace(kpis=[KPIS[-1]])
    assert analyze(kept).idle_data == ()
