"""One mistake is one finding: faults planted one by one, and twenty at once, in a clean file."""

from __future__ import annotations

from pathlib import Path

import pytest

from theoryofchange.declare import declare_text
from theoryofchange.linter.findings import Findings
from theoryofchange.linter.run import findings_of

CLEAN = Path(__file__).with_name("clean.yaml").read_text(encoding="utf-8")
HERE = "§"
"""Marks in the new text the place whose line the finding is expected at. Where something is taken
out there is no such place, and a fifth text names the line of what then lacks it."""

CARD_LINK = "      known_by_name:\n        evidence: hunch\n        assumes: Guests carry it\n"
ORDERS_LINK = (
    "        evidence: {design: comparison, source: Two suppliers}\n"
    "        assumes: Suppliers deliver daily\n"
)
PEAKS_LINK = (
    "      staffed_peaks:\n        lag: 2 weeks\n        evidence: hunch\n"
    "        assumes: Peaks can be foreseen\n"
)
PEAKS_NEED = "    needs:\n" + PEAKS_LINK
HEALTHY = (
    "  healthy_margin:\n    title: The margin stays healthy\n    owner: finance_lead\n"
    "    due: 2027-06-30\n    weight: 1\n    needs:\n      little_waste:\n"
    "        lag: 1 month\n        evidence: hunch\n"
    "        assumes: Prices of beans stay where they are\n"
)
WASTE_TARGET = "target: {value: 5, date: 2026-12-31, set_by: shop_lead}"
FIRST_NEED = "      short_waits:\n        effect: {likely: 0.4, low: 0.1, high: 0.7}\n"
KNOWN_REST = (
    "        evidence: {design: comparison, source: Loyalty study}\n"
    "        assumes: Guests like to be known\n        agreed_by: [shops]\n"
)
KNOWN_NEED = (
    "      known_by_name:\n        effect: {likely: 0.2, low: 0, high: 0.5}\n"
    "        lag: 2 quarters\n"
)
WAIT_TARGET = "    target: {value: at most 3 minutes, date: 2026-12-31, set_by: shop_lead}\n"
LAST_ACTIVITY = "observations:\n"
KPI = (
    "  ID:\n    measures: staffed_peaks\n    definition: Hours\n    formula: h\n    unit: hours\n"
    "    direction: increase\n    owner: shop_lead\n    cadence: weekly\n    decision: Call\n"
    "    baseline: {value: 1, date: 2025-01-01}\n    target: {value: 2, date: 2026-01-01}\n"
    "    source: rota\n"
)
NEW_ACTIVITY = (
    "  new_logo:\n    title: A new logo\n    team: shops\n    effort: 5 days\n    output: a logo\n"
)

PLANTED = [
    # the file itself
    ("tab", "TOC001", "    capacity: 30 days/month\n", "\t§capacity: 30 days/month\n"),
    (
        "open bracket",
        "TOC001",
        "[{kind: process, what: Cards are read a day late}]\n    guardrail",
        "[{kind: process, what: Cards are read a day late}\n    §guardrail",
    ),
    ("unknown alias", "TOC001", "owner: finance_lead", "owner: §*finance"),
    (
        "key twice",
        "TOC002",
        "    owner: finance_lead\n",
        "    owner: finance_lead\n    §owner: managing_director\n",
    ),
    (
        "goal twice",
        "TOC002",
        "outcomes:\n  short_waits:",
        "  §healthy_margin: {title: Again}\noutcomes:\n  short_waits:",
    ),
    (
        "kpi twice with another content",
        "TOC002",
        "activities:\n",
        "  §waste: {measures: staffed_peaks}\nactivities:\n",
    ),
    (
        "needs the same twice",
        "TOC002",
        "agreed_by: [shops]\n  healthy_margin:",
        "agreed_by: [shops]\n      §short_waits: {}\n  healthy_margin:",
    ),
    ("misspelt field", "TOC003", "    formula: thrown / bought", "    §formular: thrown / bought"),
    ("misspelt target", "TOC003", WASTE_TARGET, "§targett: {value: 5, date: 2026-12-31}"),
    ("misspelt needs", "TOC003", "    weight: 1\n    needs:", "    weight: 1\n    §nedes:"),
    ("misspelt section", "TOC003", "outcomes:\n  short", "§outcoms:\n  short"),
    (
        "misspelt field in a target",
        "TOC003",
        "date: 2027-12-31, set_by: board, because",
        "datum: 2027-12-31§, set_by: board, because",
    ),
    ("unknown field", "TOC003", "    cost: 15000", "    cost: 15000\n    §colour: green"),
    ("unknown section", "TOC003", "observations:\n", "§wishes: {more: beans}\nobservations:\n"),
    ("id inside", "TOC003", "    title: Flexible shifts", "    §id: x\n    title: Flexible shifts"),
    ("misspelt column", "TOC003", "value: 62, n: 2500", "value: 62, §cases: 2500"),
    ("text for a number", "TOC004", "    weight: 1\n", "    weight: §one\n"),
    ("list for a text", "TOC004", "owner: controller", "owner: §[controller]"),
    (
        "list for a team",
        "TOC004",
        "    team: digital\n    workstream: data",
        "    team: §[digital]\n    workstream: data",
    ),
    (
        "unknown direction",
        "TOC004",
        "unit: minutes\n    direction: decrease",
        "unit: minutes\n    direction: §down",
    ),
    (
        "unknown design",
        "TOC004",
        "{design: comparison, source: Two suppliers}",
        "{design: §guess, source: Two suppliers}",
    ),
    ("list for a target", "TOC004", WASTE_TARGET, "target: §[5]"),
    ("list for a value", "TOC004", "{value: 9 %, date", "{value: §[9], date"),
    ("text for a link", "TOC004", CARD_LINK, "      known_by_name: §yes\n"),
    (
        "list of texts and more",
        "TOC004",
        "needs:\n      little_waste:\n        lag: 1 month\n"
        "        evidence: hunch\n        assumes: Prices of beans stay where they are\n",
        "needs: §[little_waste: {lag: 1 month}]\n",
    ),
    ("text for a goal", "TOC004", HEALTHY, "  healthy_margin: §soon\n"),
    ("text for an effort", "TOC004", "effort: 10 days", "effort: §ten days or so"),
    ("lag in words", "TOC004", "lag: 2 weeks", "lag: §a while"),
    ("date in words", "TOC004", "due: 2027-06-30", "due: §summer 2027"),
    (
        "target without date",
        "TOC005",
        "{value: 11 %, date: 2027-06-30, set_by: board}",
        "{value: §11 %, set_by: board}",
    ),
    ("baseline without value", "TOC005", "{value: 12000, date: 2025-12-31}", "§{date: 2025-12-31}"),
    (
        "limit without kind",
        "TOC005",
        "[{kind: process, what: Cards are read a day late}]",
        "[§{what: Cards are read a day late}]",
    ),
    (
        "benchmark without source",
        "TOC005",
        "date: 2025-01-01, source: Trade report, kind",
        "date: §2025-01-01, kind",
    ),
    (
        "observation without kpi",
        "TOC005",
        "{kpi: wait_time, date: 2026-06-30",
        "{§date: 2026-06-30",
    ),
    ("rating without answer", "TOC005", 'answer: "3", ', "§"),
    (
        "id of a team and a kpi",
        "TOC006",
        "activities:\n",
        KPI.replace("ID", "§shops") + "activities:\n",
    ),
    (
        "id of an outcome and a kpi",
        "TOC006",
        "activities:\n",
        KPI.replace("ID", "§little_waste") + "activities:\n",
    ),
    ("id of an outcome and an activity", "TOC006", "  loyalty_card:\n", "  §known_by_name:\n"),
    ("misspelt need", "TOC007", KNOWN_NEED, KNOWN_NEED.replace("name:", "names§:")),
    ("need of nothing", "TOC007", KNOWN_NEED, KNOWN_NEED.replace("known_by_name:", "fame§:")),
    (
        "unknown need beside others",
        "TOC007",
        KNOWN_NEED,
        "      fame§: {evidence: hunch, assumes: Fame lasts}\n" + KNOWN_NEED,
    ),
    ("misspelt measures", "TOC007", "measures: little_waste", "measures: §litle_waste"),
    ("measures nothing there is", "TOC007", "measures: little_waste", "measures: §beans"),
    ("measures a kpi", "TOC007", "measures: healthy_margin", "measures: §return_rate"),
    (
        "unknown team",
        "TOC007",
        "team: digital\n    workstream: data",
        "team: §kitchen\n    workstream: data",
    ),
    ("unknown guardrail", "TOC007", "guardrail: margin", "guardrail: §discounts"),
    (
        "after nothing",
        "TOC007",
        "after: [forecast_peaks]\n  loyalty",
        "after: [§weather]\n  loyalty",
    ),
    (
        "advances nothing there is",
        "TOC007",
        "    advances:\n      known_by_name:",
        "    advances:\n      fame§:",
    ),
    ("agreed by nobody", "TOC007", "agreed_by: [shops, digital]", "agreed_by: [shops, §it]"),
    (
        "observation of nothing",
        "TOC007",
        "{kpi: wait_time, date: 2026-06-30",
        "{kpi: §queue, date: 2026-06-30",
    ),
    ("rating of no team", "TOC007", "team: digital, rater", "team: §legal, rater"),
    (
        "unreadable baseline",
        "TOC008",
        "baseline: {value: 8, date",
        "baseline: {value: §rather much, date",
    ),
    ("promised baseline", "TOC008", "baseline: {value: 8, date", "baseline: {value: §TBD, date"),
    ("unreadable target", "TOC008", WASTE_TARGET, "target: {value: §much less, date: 2026-12-31}"),
    ("unreadable target alone", "TOC008", WASTE_TARGET, "target: §much less"),
    ("unreadable milestone", "TOC008", "{value: 64, date", "{value: §more or less, date"),
    ("unreadable tolerance", "TOC008", "tolerance: 0.5", "tolerance: §a bit"),
    ("unreadable cost", "TOC008", "cost: €90000", "cost: §a fortune"),
    ("unreadable observation", "TOC008", "value: 5 minutes}", "value: §too long}"),
    ("promised benchmark", "TOC008", "value: 6 %, date", "value: §see report, date"),
    ("no such day", "TOC009", "due: 2027-06-30", "due: §2027-06-31"),
    ("no such day of a target", "TOC009", "date: 2026-09-30", "date: §2026-09-31"),
    ("no such day of an observation", "TOC009", "date: 2026-03-31", "date: §2026-02-30"),
    ("tag", "TOC010", "owner: controller", "owner: §!!python/name:os.getcwd x"),
    ("tag on a target", "TOC010", WASTE_TARGET, "target: §!!python/tuple [5]"),
    (
        "section twice",
        "TOC002",
        "ratings:\n",
        "§kpis: {fans: {measures: staffed_peaks}}\nratings:\n",
    ),
    (
        "section is a list",
        "TOC004",
        "teams:\n  shops:\n    title: The shops\n"
        "    capacity: 30 days/month\n  digital:\n    title: Digital\n"
        "    capacity: 40 days/month\n",
        "teams: §[shops, digital]\n",
    ),
    ("section by another name", "TOC003", "teams:\n", "§departments:\n"),
    (
        "needs the same twice in a list",
        "TOC002",
        PEAKS_NEED,
        "    needs: §[staffed_peaks, staffed_peaks]\n",
    ),
    ("two wrong items of a list", "TOC004", "audience: [board]", "audience: [board, §[x]]"),
    ("wrong milestone", "TOC004", "- {value: 64, date: 2026-06-30}", "- §[64]"),
    ("target is empty", "TOC005", WASTE_TARGET, "target: §{}"),
    # the graph
    (
        "cycle",
        "GRF001",
        "  staffed_peaks:\n    title: Peaks are staffed\n",
        "  staffed_peaks:\n    title: Peaks are staffed\n    needs:\n"
        "      §little_waste: {evidence: hunch, assumes: x}\n",
    ),
    (
        "need of itself",
        "GRF001",
        "    title: Little is thrown away\n    needs:\n",
        "    title: Little is thrown away\n    needs:\n"
        "      §little_waste: {evidence: hunch, assumes: x}\n",
    ),
    (
        "outcome outside",
        "GRF003",
        "kpis:\n  return_rate",
        "  §fame:\n    title: Fame\nkpis:\n  return_rate",
    ),
    ("need removed", "GRF003", KNOWN_NEED + KNOWN_REST, "", "  known_by_name:\n    title"),
    (
        "activity without outcome",
        "GRF004",
        LAST_ACTIVITY,
        NEW_ACTIVITY.replace("new_logo", "§new_logo") + LAST_ACTIVITY,
    ),
    (
        "outcome without cause",
        "GRF005",
        "    advances:\n      known_by_name:\n",
        "    advances:\n      short_waits:\n",
        "  known_by_name:\n    title",
    ),
    (
        "goals in conflict",
        "GRF006",
        CARD_LINK,
        CARD_LINK + '      little_waste: {sign: §"-", evidence: hunch, assumes: x}\n',
    ),
    ("goals in conflict by one outcome", "GRF006", PEAKS_LINK, PEAKS_LINK + '        sign: §"-"\n'),
    (
        "both signs",
        "GRF007",
        ORDERS_LINK,
        ORDERS_LINK
        + "      healthy_margin: {effect: §{likely: -1}, evidence: hunch, assumes: x}\n",
    ),
    # links
    (
        "no evidence",
        "LNK001",
        PEAKS_LINK,
        PEAKS_LINK.replace("        evidence: hunch\n", "").replace("staffed", "§staffed"),
    ),
    (
        "evidence without design",
        "LNK001",
        "{design: comparison, source: Loyalty study}",
        "{source: §Loyalty study}",
    ),
    ("lag past due", "LNK002", "due: 2027-06-30", "due: §2026-01-20"),
    (
        "no assumption",
        "LNK003",
        PEAKS_LINK,
        PEAKS_LINK.replace("        assumes: Peaks can be foreseen\n", "").replace("staf", "§staf"),
    ),
    (
        "low over likely",
        "LNK006",
        "{likely: 0.4, low: 0.1, high: 0.7}",
        "{likely: 0.4, low: §0.5, high: 0.7}",
    ),
    (
        "low over high",
        "LNK006",
        "{likely: 0.4, low: 0.1, high: 0.7}",
        "{likely: 0.4, low: §0.9, high: 0.7}",
    ),
    (
        "likely over high",
        "LNK006",
        "{likely: 0.4, low: 0.1, high: 0.7}",
        "{likely: 0.4, low: 0.1, high: §0.3}",
    ),
    ("sign against effect", "LNK006", FIRST_NEED, FIRST_NEED + '        sign: §"-"\n'),
    # KPIs
    ("no target", "KPI001", "    " + WASTE_TARGET + "\n", "", "  waste:"),
    ("no baseline", "KPI002", "    baseline: {value: 9 %, date: 2025-12-31}\n", "", "  margin:"),
    ("no owner", "KPI003", "    owner: controller\n", "", "  margin:"),
    ("empty owner", "KPI003", "owner: controller", 'owner: §""'),
    ("no unit", "KPI004", "    unit: minutes\n", "", "  wait_time:"),
    (
        "no definition",
        "KPI005",
        "    definition: Number of guests with an active card\n",
        "",
        "  named_guests:",
    ),
    ("no formula", "KPI006", "    formula: active_cards\n", "", "  named_guests:"),
    (
        "no direction",
        "KPI007",
        "    unit: guests\n    direction: increase\n",
        "    unit: guests\n",
        "  named_guests:",
    ),
    ("no cadence", "KPI008", "    cadence: yearly\n", "", "  satisfaction_rank:"),
    (
        "no source",
        "KPI009",
        "    source: {system: rota, availability: live}\n",
        "",
        "  peak_cover:",
    ),
    (
        "source without system",
        "KPI009",
        "{system: stock book, availability: manual}",
        "§{availability: manual}",
    ),
    ("no decision", "KPI010", "    decision: Change the order sizes\n", "", "  waste:"),
    (
        "measures nothing",
        "KPI011",
        "    measures: loyal_guests\n    definition: Place",
        "    definition: Place",
        "  satisfaction_rank:",
    ),
    ("target the wrong way", "KPI012", WASTE_TARGET, "target: {value: §12, date: 2026-12-31}"),
    ("bound the wrong way", "KPI012", WAIT_TARGET, WAIT_TARGET.replace("at most 3", "§at least 3")),
    (
        "direction the wrong way",
        "KPI012",
        "unit: rank\n    direction: decrease",
        "unit: rank\n    direction: increase",
        "    target: {value: 2 of 16",
    ),
    ("target before baseline", "KPI013", "date: 2026-09-30", "date: §2024-09-30"),
    ("target is baseline", "KPI016", WASTE_TARGET, "target: {value: §8, date: 2026-12-31}"),
    (
        "target is baseline in other units",
        "KPI016",
        WAIT_TARGET,
        WAIT_TARGET.replace("at most 3 minutes", "§0.1 hours"),
    ),
    (
        "goal without kpi",
        "KPI017",
        "    measures: healthy_margin\n",
        "    measures: loyal_guests\n",
        "  healthy_margin:",
    ),
    (
        "outcome without kpi",
        "KPI018",
        "    measures: known_by_name\n",
        "    measures: loyal_guests\n",
        "  known_by_name:\n    title",
    ),
    ("promised target", "KPI021", WASTE_TARGET, "target: {value: §TBD, date: 2026-12-31}"),
    ("promised target alone", "KPI021", WASTE_TARGET, "target: §see dashboard"),
    ("promised in Chinese", "KPI021", WASTE_TARGET, "target: {value: §待定, date: 2026-12-31}"),
    ("too large a share", "KPI024", "{value: 95, date", "{value: §120, date"),
    ("too large an observed share", "KPI024", "value: 62, n: 2500", "value: §620, n: 2500"),
    ("no such rank", "KPI024", "{value: 14 of 16, date", "{value: §17 of 16, date"),
    ("rank between places", "KPI024", "value: 1 of 16", "value: §1.5 of 16"),
    ("fewer than no cases", "KPI024", "n: 2600", "n: §-2600"),
    # activities and data
    (
        "no team",
        "ACT001",
        "    team: digital\n    workstream: technology\n",
        "    workstream: technology\n",
        "  loyalty_card:",
    ),
    ("no effort", "ACT002", "    effort: 10 days\n", "", "  smaller_orders:"),
    ("no output", "ACT003", "    output: one card that every till reads\n", "", "  loyalty_card:"),
    (
        "circle of waiting",
        "ACT004",
        "    output: a forecast for each shop and hour\n",
        "    output: a forecast for each shop and hour\n    after: [§smaller_orders]\n",
    ),
    (
        "waiting for itself",
        "ACT004",
        "after: [forecast_peaks]\nobservations",
        "after: [forecast_peaks, §smaller_orders]\nobservations",
    ),
    (
        "no purpose",
        "DAT001",
        "      purpose: measuring loyalty\n",
        "",
        "    source:\n      system: loyalty",
    ),
    ("no basis", "DAT002", "      basis: contract\n", "", "    source:\n      system: loyalty"),
]


def planted(*faults: tuple[str, ...]) -> tuple[str, list[tuple[str, int]]]:
    """Return the clean theory with faults in it, and each expected code and line."""
    text, at_lines = CLEAN, []
    for fault in faults:
        _, _, old, new, *_ = fault
        assert text.count(old) == 1, f"{fault[0]}: {text.count(old)} places to plant it"
        text = text.replace(old, new.replace(HERE, f"{HERE}{fault[0]}{HERE}"))
    for name, code, _, new, *at in faults:
        mark = f"{HERE}{name}{HERE}" if HERE in new else at[0]
        assert text.count(mark) == 1, f"{name}: {text.count(mark)} places to expect it"
        at_lines.append((code, text[: text.index(mark)].count("\n") + 1))
    for name, *_ in faults:
        text = text.replace(f"{HERE}{name}{HERE}", "")
    return text, sorted(at_lines, key=lambda each: (each[1], each[0]))


def found(text: str) -> list[tuple[str, int]]:
    findings = checked(text)
    return sorted(((f.code, f.line) for f in findings), key=lambda each: (each[1], each[0]))


def checked(text: str) -> Findings:
    return findings_of(declare_text(text, "theory.yaml"))


def test_the_clean_theory_has_no_findings() -> None:
    assert list(checked(CLEAN)) == []


@pytest.mark.parametrize("fault", PLANTED, ids=[fault[0] for fault in PLANTED])
def test_one_fault_is_one_finding_at_its_line(fault: tuple[str, ...]) -> None:
    text, expected = planted(fault)
    assert found(text) == expected, [str(finding) for finding in checked(text)]


def test_a_goal_without_needs() -> None:
    text = CLEAN.replace("outcomes:\n  short", "  fame:\n    title: Fame\noutcomes:\n  short")
    text = text.replace(
        "measures: loyal_guests\n    definition: Place", "measures: fame\n    definition: Place"
    )
    assert found(text) == [("GRF002", text[: text.index("  fame:")].count("\n") + 1)]


TWENTY = (
    "misspelt field",
    "misspelt field in a target",
    "text for a number",
    "list for a text",
    "benchmark without source",
    "misspelt need",
    "unknown guardrail",
    "unreadable cost",
    "promised baseline",
    "no such day of an observation",
    "need of itself",
    "outcome outside",
    "activity without outcome",
    "low over likely",
    "no assumption",
    "no unit",
    "no direction",
    "target before baseline",
    "no team",
    "no purpose",
)


def test_twenty_faults_are_twenty_findings_each_at_its_line() -> None:
    by_name = {fault[0]: fault for fault in PLANTED}
    text, expected = planted(*(by_name[name] for name in TWENTY))
    assert len(expected) == len({line for _, line in expected}) == 20
    assert found(text) == expected, [str(finding) for finding in checked(text)]


def test_every_settled_code_is_planted() -> None:
    from theoryofchange.linter import all_rules

    settled = {rule.code for rule in all_rules()} - {"TOC011", "TOC999", "GRF002"}
    assert settled == {fault[1] for fault in PLANTED}
