from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from theoryofchange.declare import declare_text
from theoryofchange.errors import InputError
from theoryofchange.interop.gitlab import read
from theoryofchange.interop.seam import Imported
from theoryofchange.interop.seam.trees import DEEPEST
from theoryofchange.kpi import Kpi
from theoryofchange.linter import check, load
from theoryofchange.shape import plain
from theoryofchange.source.reader import read_yaml
from theoryofchange.source.span import Source
from theoryofchange.source.writer import to_yaml
from theoryofchange.view.html import as_html
from theoryofchange.view.markdown import as_markdown
from theoryofchange.view.text import as_text

HERE = Path(__file__).parent / "gitlab"
FERRY, COMPANY, EMPTY = (HERE / name for name in ("ferry_service.yml", "company.yaml", "empty.yml"))


@pytest.fixture(scope="module")
def imported() -> Imported:
    return read([FERRY, COMPANY, EMPTY])


def kpi_of(imported: Imported, id: str) -> Kpi:
    (kpi,) = (kpi for kpi in imported.kpis if kpi.id == id)
    return kpi


def import_text(folder: Path, text: str, name: str = "indicators.yml") -> Imported:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read([path])


# every field


def test_every_field_of_an_indicator_has_its_place(imported: Imported) -> None:
    kpi = kpi_of(imported, "passenger_satisfaction")
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


def test_health_becomes_a_reported_status_with_its_reasons(imported: Imported) -> None:
    kpi = kpi_of(imported, "passenger_satisfaction")
    assert kpi.reported.status == "at risk"
    assert kpi.reported.because == (*SAID[:3], SAID[2], SAID[3])
    assert kpi.confidential is None


@pytest.mark.parametrize(
    ("level", "limited"),
    [("1", True), ("0", True), ("3", False), ("2", False), ("-1", False), ("7", False)],
)
def test_reasons_of_a_problem_or_the_unknown_are_limits_and_no_others(
    tmp_path: Path, level: str, limited: bool
) -> None:
    entry = {"name": "a", "health": {"level": level, "reasons": [*SAID, SAID[2], "tbd"]}}
    (kpi,) = import_text(tmp_path, to_yaml([entry])).kpis
    assert kpi.reported.because == (*SAID, SAID[2], "tbd")
    kinds = ("people", "technology", "process", "process")
    expected = list(zip(kinds, SAID, strict=True)) if limited else []
    assert [(limit.kind, limit.what) for limit in kpi.limits] == expected


def test_what_has_no_home_or_was_cleaned_is_kept_as_written_and_listed(imported: Imported) -> None:
    kpi = kpi_of(imported, "passenger_satisfaction")
    (document,) = read_yaml(Source(FERRY.name, FERRY.read_text(encoding="utf-8"))).documents
    written = document.data[0]
    kept = {each.field: each.ids for each in imported.kept_fields}
    for key in ("base_path", "is_key", "public", "lessons", "colour", "definition", "dri"):
        assert kpi.extra[key] == written[key]
        assert kpi.id in kept[key]
    assert kpi.extra["health"] == {"reasons": written["health"]["reasons"]}
    assert kept["health.reasons"][0] == kpi.id
    assert kpi.extra["links"] == [
        "https://ferries.example/desk?a=1&copy=2",
        "https://ferries.example/survey",
    ]


def test_confidential_is_not_unknown(imported: Imported) -> None:
    confidential = kpi_of(imported, "of_crossings_on_time")
    unknown = kpi_of(imported, "crew_retention")
    assert confidential.title == "% of crossings on time"
    assert confidential.extra["name"] == r"\% of crossings on time"
    assert (confidential.confidential, confidential.reported.status) == (True, "confidential")
    assert (unknown.confidential, unknown.reported.status) == (None, "no data")
    assert confidential.limits == unknown.limits == ()  # the one reason given is “tbd”
    assert confidential.reported.because == ("Confidential",)
    assert confidential.extra["public"] is False
    assert unknown.reported.because == ("tbd",)


def test_a_target_keeps_its_words_and_gives_direction_and_unit_only_where_it_says_so(
    imported: Imported,
) -> None:
    told = {kpi.id: (kpi.target.value.text if kpi.target else None, kpi.direction, kpi.unit)
            for kpi in imported.kpis}  # fmt: skip
    assert told["of_crossings_on_time"] == ("at 90 mins", None, "minutes")
    assert told["等候时间"] == ("at or below 15 minutes", "decrease", "minutes")
    assert told["crew_retention"] == ("See dashboard", None, None)
    assert told["fuel_per_mile"] == ("We do not believe in setting one", None, None)
    assert told["company_crew_retention"] == (".84", None, None)
    assert told["deck_incidents"] == (None, None, None)
    assert kpi_of(imported, "等候时间").extra["target"] == "<b>at or below</b> 15 minutes"
    assert kpi_of(imported, "deck_incidents").extra["target"] == ["1", "2"]


def test_targets_are_counted_by_what_became_of_them(imported: Imported) -> None:
    assert imported.targets["placeholder"] == ("crew_retention",)
    assert imported.targets["unreadable"] == ("fuel_per_mile", "deck_incidents")
    assert imported.targets["absent"] == ("cost", "ferry_service_harbour")
    assert sum(map(len, imported.targets.values())) == len(imported.kpis)


def test_odd_values_are_kept_and_nothing_is_made_of_them(imported: Imported) -> None:
    odd = kpi_of(imported, "deck_incidents")
    assert odd.measures is odd.reported is odd.target is None
    assert odd.extra["health"] == "amber"
    assert odd.extra["urls"] == {"a": "b"}
    assert odd.extra["org"] == {"name": "Deck"}
    assert odd.source.system == "tableau"
    level = kpi_of(imported, "fuel_per_mile")
    assert level.reported.status is None
    assert level.extra["health"] == {"note": "was red", "level": "5"}
    assert level.owner == "Ada Brandt, Jo Li"
    waiting = kpi_of(imported, "等候时间")
    assert (waiting.owner, waiting.extra["dri"]) == (None, "TBD")
    assert waiting.limits == ()


# many records


def test_records_are_kpis_and_refused(imported: Imported) -> None:
    assert (imported.records, len(imported.kpis), len(imported.refused)) == (16, 11, 5)
    assert [(each.record.at, each.record.name, each.told) for each in imported.refused] == [
        (67, "", "It is empty."),
        (68, "", "It is no mapping of fields."),
        (69, "", "It has no name."),
        (70, "", "Its name is not a text."),
        (71, "Unsafe", "A part of it could not be read safely."),
    ]
    assert {each.record.file for each in imported.refused} == {FERRY.as_posix()}


def test_faults_of_the_files_are_located(imported: Imported) -> None:
    unsafe, twice = imported.faults
    assert (unsafe.code, unsafe.where.file, unsafe.where.line) == ("TOC010", FERRY.as_posix(), 71)
    assert (twice.code, twice.where.file, twice.where.line) == ("TOC002", COMPANY.as_posix(), 11)


def test_ids_are_unique_among_kpis_and_goals(imported: Imported) -> None:
    ids = [kpi.id for kpi in imported.kpis]
    assert ids[-5:] == [
        "company_crew_retention",
        "passenger_satisfaction_company",
        "passenger_satisfaction_2",
        "cost",
        "ferry_service_harbour",
    ]
    everything = ids + [goal.id for goal in imported.goals]
    assert len(set(everything)) == len(everything)


def test_departments_are_goals_and_a_parent_in_another_one_links_them(imported: Imported) -> None:
    assert {goal.id: goal.title for goal in imported.goals} == {
        "ferry_service": "Ferry Service",
        "company": "Company",
        "harbour": "Harbour",
    }
    needs = {goal.id: dict(goal.needs) for goal in imported.goals}
    assert needs["company"]["ferry_service"].extra == {"stated_by": ["crew_retention"]}
    assert needs["ferry_service"] == needs["harbour"] == {}
    assert kpi_of(imported, "of_crossings_on_time").measures == "ferry_service"
    assert kpi_of(imported, "of_crossings_on_time").extra["org"] == "ferry service"


def test_every_parent_is_accounted_for(imported: Imported) -> None:
    became = {
        (each["kpi"], each["parent"]): (each["found"], each["became"])
        for each in imported.to_dict()["parents"]
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
        written = kpi_of(imported, id).extra["parent"]
        assert parent in (written if isinstance(written, list) else [written])


def test_circles_of_several_departments_are_not_closed(tmp_path: Path) -> None:
    entries = [
        {"name": f"k{i}", "org": f"o{i}", "base_path": "/p/", "parent": f"/p/#k{(i + 1) % 4}"}
        for i in range(4)
    ]
    made = import_text(tmp_path, to_yaml(entries))
    assert [each["became"] for each in made.to_dict()["parents"]] == [
        "o1 needs o0",
        "o2 needs o1",
        "o3 needs o2",
        "kept: o3 needs o0 already",
    ]
    made.save(tmp_path / "out")
    assert not check(tmp_path / "out").count("GRF001")


def test_a_parent_on_a_page_nobody_names_is_not_guessed(tmp_path: Path) -> None:
    made = import_text(tmp_path, "- {name: a, org: o}\n- {name: b, parent: '#a'}\n")
    assert [each["found"] for each in made.to_dict()["parents"]] == [None]


# files


def test_what_is_saved_is_a_theory_that_loads(imported: Imported, tmp_path: Path) -> None:
    written = imported.save(tmp_path / "new" / "out")
    assert [path.name for path in written] == [
        "theory.yaml",
        "ferry_service.yaml",
        "company.yaml",
        "import-report.md",
    ]
    assert sorted(path.name for path in (tmp_path / "new" / "out").iterdir()) == sorted(
        path.name for path in written
    )
    theory = load(tmp_path / "new" / "out")
    assert theory.header.title == "Performance indicators of Ferry Service, Company, Harbour"
    assert theory.header.as_of is None
    assert dict(theory.kpis) == {kpi.id: kpi for kpi in imported.kpis}
    assert tuple(theory.goals.values()) == imported.goals


def test_the_same_input_gives_the_same_bytes(imported: Imported, tmp_path: Path) -> None:
    assert read([FERRY, COMPANY, EMPTY]).files == imported.files
    (path, *_) = imported.save(tmp_path / "out")
    before = path.read_bytes()
    imported.save(tmp_path / "out")
    assert path.read_bytes() == before


def test_a_file_given_twice_is_read_once_and_a_directory_is_its_files() -> None:
    assert read([COMPANY, COMPANY]).records == 5
    assert read([HERE]).records == 16


def test_files_of_one_name_and_of_the_theorys_name_are_written_apart(tmp_path: Path) -> None:
    paths = []
    for folder in ("a", "b"):
        for name in ("theory.yml", "Équipe 1.yml", "%.yml"):
            (tmp_path / folder).mkdir(exist_ok=True)
            paths.append(tmp_path / folder / name)
            paths[-1].write_text("- {name: Waiting, org: Ferries}\n", encoding="utf-8")
    made = read(paths)
    assert list(made.files) == [
        "theory.yaml",
        "theory_2.yaml",
        "équipe_1.yaml",
        "indicators.yaml",
        "theory_3.yaml",
        "équipe_1_2.yaml",
        "indicators_2.yaml",
        "import-report.md",
    ]
    origin = declare_text(made.files["theory.yaml"]).theory.header.extra["imported"]["files"]
    assert origin["équipe_1.yaml"] == "a/Équipe 1.yml"
    assert origin["équipe_1_2.yaml"] == "b/Équipe 1.yml"


def test_only_files_of_an_earlier_import_are_overwritten(
    imported: Imported, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    imported.save(out)
    own = out / "activities.yaml"
    own.write_text("activities: {}\n", encoding="utf-8")
    imported.save(out)
    assert own.read_text(encoding="utf-8") == "activities: {}\n"
    clash = import_text(tmp_path, "- {name: Waiting, org: Ferries}\n", "activities.yml")
    for write in (clash.save, clash.overwrite):
        with pytest.raises(InputError, match=r"no import wrote activities\.yaml"):
            write(out)
    own.unlink()
    for write in (clash.save, clash.overwrite):
        with pytest.raises(
            InputError, match=r"an earlier import wrote company\.yaml, ferry_service\.yaml and"
        ):
            write(out)
    assert load(out).kpis.keys() == {kpi.id for kpi in imported.kpis}


@pytest.mark.parametrize("name", ["theory.yaml", "notes.txt", "deep"])
def test_a_directory_that_holds_anything_else_is_left_alone(
    imported: Imported, tmp_path: Path, name: str
) -> None:
    if name == "deep":
        (tmp_path / name).mkdir()
    else:
        (tmp_path / name).write_text("theory: {extra: {imported: true}}\n", encoding="utf-8")
    with pytest.raises(InputError, match=f"no import wrote {name}"):
        imported.save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_in_place_of_the_directory_is_an_input_error(
    imported: Imported, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="this is a file"):
        imported.save(tmp_path / "out")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- name: a\n  target: [1\n", "3:1: This is not YAML"),
        ("name: one\n", "x.yml:1: this is no list of performance indicators"),
        ("", "x.yml: no performance indicator is in there"),
        ("# nothing here\n", "x.yml: no performance indicator is in there"),
        ("---\n---\n", "x.yml: no performance indicator is in there"),
        ("[]", "x.yml: no performance indicator is in there"),
        ("- 1\n- two\n- [3]\n", "x.yml:1: this is no list of .* It is no mapping of fields"),
        ("\n- {definition: of nothing}\n", "x.yml:2: this is no list of .* It has no name"),
        ("- {name: play, hosts: all, tasks: [{name: do}]}\n", "x.yml:1: this is no list of"),
        ("- {name: a, org: !!python/name:os.system x}\n", "x.yml:1: .* could not be read safely"),
        ("- &a {name: a, org: o, x: *a}\n", "x.yml:1: .* could not be read safely"),
        (
            "- a: &a [x,x,x,x,x,x,x,x,x,x]\n"
            + "".join(
                f"  b{i}: &b{i} [{', '.join([f'*b{i - 1}' if i else '*a'] * 10)}]\n"
                for i in range(9)
            ),
            "Aliases stand for",
        ),
        ("- {name: a, org: " + "[" * 5000 + "]" * 5000 + "}", "nested more than"),
        ("- name: a\x00\n  org: b\n", "not allowed in YAML"),
        ("just text\n", "x.yml:1: this is no list of performance indicators"),
        ("[" * 50 + "]" * 50, "nested more than"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_error(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as raised:
        import_text(tmp_path, text, "x.yml")
    assert "\n" not in str(raised.value)


def test_one_file_that_is_no_gitlab_file_stops_the_import(tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_text("- {name: play, hosts: all}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"b\.yml:1: this is no list of performance indicators"):
        read([FERRY, tmp_path / "b.yml"])


def test_an_empty_path_names_nothing(imported: Imported) -> None:
    with pytest.raises(InputError, match="an empty path names nothing"):
        read([""])
    for write in (imported.save, imported.overwrite):
        with pytest.raises(InputError, match="an empty path names nothing"):
            write("")


def test_a_missing_file_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read([tmp_path / "none.yml"])


def test_several_documents_are_one_list(tmp_path: Path) -> None:
    made = import_text(tmp_path, "---\n- {name: a, org: o}\n---\n---\n- {name: b}\n")
    assert [kpi.id for kpi in made.kpis] == ["a", "b"]


def test_a_record_nested_too_deep_to_be_written_is_refused(tmp_path: Path) -> None:
    def nested(levels: int) -> str:
        return f"- {{name: b, org: o}}\n- {{name: a, x: {'[' * levels}deep{']' * levels}}}\n"

    fits = import_text(tmp_path, nested(DEEPEST - 1))
    assert fits.refused == ()
    fits.save(tmp_path / "out")
    load(tmp_path / "out")
    made = import_text(tmp_path, nested(DEEPEST))
    (refused,) = made.refused
    assert refused.told == f"It is nested more than {DEEPEST} levels deep."
    assert refused.record.written == nested(DEEPEST).splitlines()[1].removeprefix("- ")
    kept = declare_text(made.files["theory.yaml"]).theory.header.extra["refused"]
    assert [each["written"] for each in kept] == [refused.record.written]


# the account


def test_the_account_names_everything(imported: Imported) -> None:
    told = imported.to_dict()
    assert told["schema_version"] == 2
    assert told["records"] == len(told["kpis"]) + len(told["refused"])
    nothing = dict.fromkeys(("records", "made", "attached", "kept", "refused"), 0)
    assert told["files"][2] == {"file": EMPTY.as_posix(), "written": None, **nothing}
    assert [fault["code"] for fault in told["faults"]] == ["TOC010", "TOC002"]
    assert told["faults"][1]["place"] == f"{COMPANY.as_posix()}:11:3"
    text = as_text(imported.view(), width=120)
    assert "11 of 16 records became KPIs" in text
    assert "nothing" in as_markdown(imported.view())
    assert "等候时间" in as_html(imported.view())


def test_an_import_is_frozen(imported: Imported) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        imported.title = "other"


def test_a_refused_record_is_kept_as_it_was_written(tmp_path: Path) -> None:
    made = import_text(
        tmp_path, "- {name: [x], org: Ferries, is_key: true}\n- {name: On time, org: o}\n"
    )
    theory = declare_text(made.files["theory.yaml"]).theory
    (kept,) = theory.header.extra["refused"]
    assert kept["entry"] == {"name": ["x"], "org": "Ferries", "is_key": True}
    assert kept["reason"] == "Its name is not a text."
