"""Performance indicators of a GitLab handbook: each field, each record, each parent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from theoryofchange.interop.seam import Imported
from theoryofchange.kpi import Kpi
from theoryofchange.linter import check
from theoryofchange.shape import plain
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.span import Source
from theoryofchange.source.writer import to_yaml

HERE = Path(__file__).parent / "gitlab"
FERRY, COMPANY = HERE / "ferry_service.yml", HERE / "company.yaml"


def kpi_of(gitlab: Imported, id: str) -> Kpi:
    (kpi,) = (kpi for kpi in gitlab.kpis if kpi.id == id)
    return kpi


def test_every_field_of_an_indicator_has_its_place(gitlab: Imported) -> None:
    kpi = kpi_of(gitlab, "passenger_satisfaction")
    assert kpi.title == "Passenger Satisfaction"
    assert kpi.measures == "ferry_service"
    assert kpi.definition == (
        'Share of passengers who say "good" at the gangway desk. Asked since 2021, if more than '
        "<5 answer."
    )
    assert kpi.owner == "Mira Östlund"
    assert (kpi.target.value.text, kpi.direction, kpi.unit) == (
        "At or above 95%",
        "increase",
        "percent",
    )
    assert (kpi.timing, kpi.cadence, kpi.baseline, kpi.target.date) == (None, None, None, None)
    assert plain(kpi.source) == {
        "system": "sisense",
        "availability": "live",
        "links": ["https://ferries.example/board", "/handbook/ferry/#survey"],
        "extra": {
            "sisense_data": {
                "chart": "4711",
                "dashboard": "12",
                "embed": "v2",
                "filters": [{"name": "Route", "value": "North"}],
            }
        },
    }


SAID = (
    "We need to hire gangway staff before the season",
    "The survey tool loses answers",
    "The board has not agreed on a date",
    "Above: this was meant as a text",
)


def test_health_becomes_a_reported_status_with_its_reasons(gitlab: Imported) -> None:
    kpi = kpi_of(gitlab, "passenger_satisfaction")
    assert kpi.reported.status == "at risk"
    assert kpi.reported.because == (*SAID[:3], SAID[2], SAID[3])
    assert kpi.confidential is None


@pytest.mark.parametrize(
    ("level", "limited"),
    [("1", True), ("0", True), ("3", False), ("2", False), ("-1", False), ("7", False)],
)
def test_reasons_of_a_problem_or_the_unknown_are_limits_and_no_others(
    import_gitlab: Callable[..., Imported], level: str, limited: bool
) -> None:
    entry = {"name": "a", "health": {"level": level, "reasons": [*SAID, SAID[2], "tbd"]}}
    (kpi,) = import_gitlab(to_yaml([entry])).kpis
    assert kpi.reported.because == (*SAID, SAID[2], "tbd")
    kinds = ("people", "technology", "process", "process")
    expected = list(zip(kinds, SAID, strict=True)) if limited else []
    assert [(limit.kind, limit.what) for limit in kpi.limits] == expected


def test_what_has_no_home_or_was_cleaned_is_kept_as_written_and_listed(gitlab: Imported) -> None:
    kpi = kpi_of(gitlab, "passenger_satisfaction")
    (document,) = read_yaml(Source(FERRY.name, FERRY.read_text(encoding="utf-8"))).documents
    written = document.data[0]
    kept = {each.field: each.ids for each in gitlab.kept_fields}
    for key in ("base_path", "is_key", "public", "lessons", "colour", "definition", "dri"):
        assert kpi.extra[key] == written[key]
        assert kpi.id in kept[key]
    assert kpi.extra["health"] == {"reasons": written["health"]["reasons"]}
    assert kept["health.reasons"][0] == kpi.id
    assert kpi.extra["links"] == [
        "https://ferries.example/desk?a=1&copy=2",
        "https://ferries.example/survey",
    ]


def test_confidential_is_not_unknown(gitlab: Imported) -> None:
    confidential = kpi_of(gitlab, "of_crossings_on_time")
    unknown = kpi_of(gitlab, "crew_retention")
    assert confidential.title == "% of crossings on time"
    assert confidential.extra["name"] == r"\% of crossings on time"
    assert (confidential.confidential, confidential.reported.status) == (True, "confidential")
    assert (unknown.confidential, unknown.reported.status) == (None, "no data")
    assert confidential.limits == unknown.limits == ()  # the one reason given is “tbd”
    assert confidential.reported.because == ("Confidential",)
    assert confidential.extra["public"] is False
    assert unknown.reported.because == ("tbd",)


def test_a_target_keeps_its_words_and_gives_direction_and_unit_only_where_it_says_so(
    gitlab: Imported,
) -> None:
    told = {kpi.id: (kpi.target.value.text if kpi.target else None, kpi.direction, kpi.unit)
            for kpi in gitlab.kpis}  # fmt: skip
    assert told["of_crossings_on_time"] == ("at 90 mins", None, "minutes")
    assert told["等候时间"] == ("at or below 15 minutes", "decrease", "minutes")
    assert told["crew_retention"] == ("See dashboard", None, None)
    assert told["fuel_per_mile"] == ("We do not believe in setting one", None, None)
    assert told["company_crew_retention"] == (".84", None, None)
    assert told["deck_incidents"] == (None, None, None)
    assert kpi_of(gitlab, "等候时间").extra["target"] == "<b>at or below</b> 15 minutes"
    assert kpi_of(gitlab, "deck_incidents").extra["target"] == ["1", "2"]


def test_targets_are_counted_by_what_became_of_them(gitlab: Imported) -> None:
    assert gitlab.targets["placeholder"] == ("crew_retention",)
    assert gitlab.targets["unreadable"] == ("fuel_per_mile", "deck_incidents")
    assert gitlab.targets["absent"] == ("cost", "ferry_service_harbour")
    assert sum(map(len, gitlab.targets.values())) == len(gitlab.kpis)


def test_odd_values_are_kept_and_nothing_is_made_of_them(gitlab: Imported) -> None:
    odd = kpi_of(gitlab, "deck_incidents")
    assert odd.measures is odd.reported is odd.target is None
    assert odd.extra["health"] == "amber"
    assert odd.extra["urls"] == {"a": "b"}
    assert odd.extra["org"] == {"name": "Deck"}
    assert odd.source.system == "tableau"
    level = kpi_of(gitlab, "fuel_per_mile")
    assert level.reported.status is None
    assert level.extra["health"] == {"note": "was red", "level": "5"}
    assert level.owner == "Ada Brandt, Jo Li"
    waiting = kpi_of(gitlab, "等候时间")
    assert (waiting.owner, waiting.extra["dri"]) == (None, "TBD")
    assert waiting.limits == ()


# many records


def test_records_are_kpis_and_refused(gitlab: Imported) -> None:
    assert (gitlab.records, len(gitlab.kpis), len(gitlab.refused)) == (16, 11, 5)
    assert [(each.record.at, each.record.name, each.told) for each in gitlab.refused] == [
        (67, "", "It is empty."),
        (68, "", "It is no mapping of fields."),
        (69, "", "It has no name."),
        (70, "", "Its name is not a text."),
        (71, "Unsafe", "A part of it could not be read safely."),
    ]
    assert {each.record.file for each in gitlab.refused} == {FERRY.as_posix()}


def test_faults_of_the_files_are_located(gitlab: Imported) -> None:
    unsafe, twice = gitlab.faults
    assert (unsafe.code, unsafe.where.file, unsafe.where.line) == ("TOC010", FERRY.as_posix(), 71)
    assert (twice.code, twice.where.file, twice.where.line) == ("TOC002", COMPANY.as_posix(), 11)


def test_ids_are_unique_among_kpis_and_goals(gitlab: Imported) -> None:
    ids = [kpi.id for kpi in gitlab.kpis]
    assert ids[-5:] == [
        "company_crew_retention",
        "passenger_satisfaction_company",
        "passenger_satisfaction_2",
        "cost",
        "ferry_service_harbour",
    ]
    everything = ids + [goal.id for goal in gitlab.goals]
    assert len(set(everything)) == len(everything)


def test_departments_are_goals_and_a_parent_in_another_one_links_them(gitlab: Imported) -> None:
    assert {goal.id: goal.title for goal in gitlab.goals} == {
        "ferry_service": "Ferry Service",
        "company": "Company",
        "harbour": "Harbour",
    }
    needs = {goal.id: dict(goal.needs) for goal in gitlab.goals}
    assert needs["company"]["ferry_service"].extra == {"stated_by": ["crew_retention"]}
    assert needs["ferry_service"] == needs["harbour"] == {}
    assert kpi_of(gitlab, "of_crossings_on_time").measures == "ferry_service"
    assert kpi_of(gitlab, "of_crossings_on_time").extra["org"] == "ferry service"


def test_every_parent_is_accounted_for(gitlab: Imported) -> None:
    became = {
        (each["kpi"], each["parent"]): (each["found"], each["became"])
        for each in gitlab.to_dict()["parents"]
    }
    ferry = "/handbook/ferry/indicators/"
    assert became == {
        ("等候时间", "#passenger-satisfaction"): (
            "passenger_satisfaction",
            "kept: both are of one department",
        ),
        ("crew_retention", "/handbook/company/indicators/#company-crew-retention"): (
            "company_crew_retention",
            "company needs ferry_service",
        ),
        ("fuel_per_mile", "/handbook/nowhere/#nothing"): (None, "kept: not in these files"),
        ("fuel_per_mile", f"{ferry}#cost"): (
            None,
            "kept: not on that page of these files; of that name on another page: cost",
        ),
        ("company_crew_retention", f"{ferry}#passenger-satisfaction"): (
            "passenger_satisfaction",
            "kept: company needs ferry_service already",
        ),
        ("ferry_service_harbour", "/handbook/company/indicators/#passenger-satisfaction"): (
            None,
            "kept: several are there: passenger_satisfaction_company, passenger_satisfaction_2",
        ),
    }
    for id, parent in became:
        written = kpi_of(gitlab, id).extra["parent"]
        assert parent in (written if isinstance(written, list) else [written])


def test_circles_of_several_departments_are_not_closed(
    import_gitlab: Callable[..., Imported], tmp_path: Path
) -> None:
    entries = [
        {"name": f"k{i}", "org": f"o{i}", "base_path": "/p/", "parent": f"/p/#k{(i + 1) % 4}"}
        for i in range(4)
    ]
    made = import_gitlab(to_yaml(entries))
    assert [each["became"] for each in made.to_dict()["parents"]] == [
        "o1 needs o0",
        "o2 needs o1",
        "o3 needs o2",
        "kept: o3 needs o0 already",
    ]
    made.save(tmp_path / "out")
    assert not check(tmp_path / "out").count("GRF001")


def test_a_parent_on_a_page_nobody_names_is_not_guessed(
    import_gitlab: Callable[..., Imported],
) -> None:
    made = import_gitlab("- {name: a, org: o}\n- {name: b, parent: '#a'}\n")
    assert [each["found"] for each in made.to_dict()["parents"]] == [None]
