"""Files of performance indicators: what is read, what is written, and the account of an import."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from theoryofchange.declare import declare_text
from theoryofchange.errors import InputError
from theoryofchange.interop.gitlab import read
from theoryofchange.interop.seam import Imported
from theoryofchange.interop.seam.trees import DEEPEST
from theoryofchange.linter import load
from theoryofchange.view.html import as_html
from theoryofchange.view.markdown import as_markdown
from theoryofchange.view.text import as_text

HERE = Path(__file__).parent / "gitlab"
FERRY, COMPANY, EMPTY = (HERE / name for name in ("ferry_service.yml", "company.yaml", "empty.yml"))


def test_what_is_saved_is_a_theory_that_loads(gitlab: Imported, tmp_path: Path) -> None:
    written = gitlab.save(tmp_path / "new" / "out")
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
    assert dict(theory.kpis) == {kpi.id: kpi for kpi in gitlab.kpis}
    assert tuple(theory.goals.values()) == gitlab.goals


def test_the_same_input_gives_the_same_bytes(gitlab: Imported, tmp_path: Path) -> None:
    assert read([FERRY, COMPANY, EMPTY]).files == gitlab.files
    (path, *_) = gitlab.save(tmp_path / "out")
    before = path.read_bytes()
    gitlab.save(tmp_path / "out")
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
    import_gitlab: Callable[..., Imported], gitlab: Imported, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    gitlab.save(out)
    own = out / "activities.yaml"
    own.write_text("activities: {}\n", encoding="utf-8")
    gitlab.save(out)
    assert own.read_text(encoding="utf-8") == "activities: {}\n"
    clash = import_gitlab("- {name: Waiting, org: Ferries}\n", "activities.yml")
    for write in (clash.save, clash.overwrite):
        with pytest.raises(InputError, match=r"no import wrote activities\.yaml"):
            write(out)
    own.unlink()
    for write in (clash.save, clash.overwrite):
        with pytest.raises(
            InputError, match=r"an earlier import wrote company\.yaml, ferry_service\.yaml and"
        ):
            write(out)
    assert load(out).kpis.keys() == {kpi.id for kpi in gitlab.kpis}


@pytest.mark.parametrize("name", ["theory.yaml", "notes.txt", "deep"])
def test_a_directory_that_holds_anything_else_is_left_alone(
    gitlab: Imported, tmp_path: Path, name: str
) -> None:
    if name == "deep":
        (tmp_path / name).mkdir()
    else:
        (tmp_path / name).write_text("theory: {extra: {imported: true}}\n", encoding="utf-8")
    with pytest.raises(InputError, match=f"no import wrote {name}"):
        gitlab.save(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_in_place_of_the_directory_is_an_input_error(
    gitlab: Imported, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="this is a file"):
        gitlab.save(tmp_path / "out")


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
def test_a_file_that_cannot_be_used_is_one_error(
    import_gitlab: Callable[..., Imported], text: str, message: str
) -> None:
    with pytest.raises(InputError, match=message) as raised:
        import_gitlab(text, "x.yml")
    assert "\n" not in str(raised.value)


def test_one_file_that_is_no_gitlab_file_stops_the_import(tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_text("- {name: play, hosts: all}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"b\.yml:1: this is no list of performance indicators"):
        read([FERRY, tmp_path / "b.yml"])


def test_an_empty_path_names_nothing(gitlab: Imported) -> None:
    with pytest.raises(InputError, match="an empty path names nothing"):
        read([""])
    for write in (gitlab.save, gitlab.overwrite):
        with pytest.raises(InputError, match="an empty path names nothing"):
            write("")


def test_a_missing_file_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        read([tmp_path / "none.yml"])


def test_several_documents_are_one_list(import_gitlab: Callable[..., Imported]) -> None:
    made = import_gitlab("---\n- {name: a, org: o}\n---\n---\n- {name: b}\n")
    assert [kpi.id for kpi in made.kpis] == ["a", "b"]


def test_a_record_nested_too_deep_to_be_written_is_refused(
    import_gitlab: Callable[..., Imported], tmp_path: Path
) -> None:
    def nested(levels: int) -> str:
        return f"- {{name: b, org: o}}\n- {{name: a, x: {'[' * levels}deep{']' * levels}}}\n"

    fits = import_gitlab(nested(DEEPEST - 1))
    assert fits.refused == ()
    fits.save(tmp_path / "out")
    load(tmp_path / "out")
    made = import_gitlab(nested(DEEPEST))
    (refused,) = made.refused
    assert refused.told == f"It is nested more than {DEEPEST} levels deep."
    assert refused.record.written == nested(DEEPEST).splitlines()[1].removeprefix("- ")
    kept = declare_text(made.files["theory.yaml"]).theory.header.extra["refused"]
    assert [each["written"] for each in kept] == [refused.record.written]


# the account


def test_the_account_names_everything(gitlab: Imported) -> None:
    told = gitlab.to_dict()
    assert told["schema_version"] == 2
    assert told["records"] == len(told["kpis"]) + len(told["refused"])
    nothing = dict.fromkeys(("records", "made", "attached", "kept", "refused"), 0)
    assert told["files"][2] == {"file": EMPTY.as_posix(), "written": None, **nothing}
    assert [fault["code"] for fault in told["faults"]] == ["TOC010", "TOC002"]
    assert told["faults"][1]["place"] == f"{COMPANY.as_posix()}:11:3"
    text = as_text(gitlab.view(), width=120)
    assert "11 of 16 records became KPIs" in text
    assert "nothing" in as_markdown(gitlab.view())
    assert "等候时间" in as_html(gitlab.view())


def test_an_import_is_frozen(gitlab: Imported) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        gitlab.title = "other"


def test_a_refused_record_is_kept_as_it_was_written(import_gitlab: Callable[..., Imported]) -> None:
    made = import_gitlab("- {name: [x], org: Ferries, is_key: true}\n- {name: On time, org: o}\n")
    theory = declare_text(made.files["theory.yaml"]).theory
    (kept,) = theory.header.extra["refused"]
    assert kept["entry"] == {"name": ["x"], "org": "Ferries", "is_key": True}
    assert kept["reason"] == "Its name is not a text."
