"""What an import may overwrite, and that it writes all or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from theoryofchange.errors import InputError
from theoryofchange.interop.seam.saving import REPORT_FILE, THEORY_FILE, overwrite, save

THEORY = "theory: {extra: {imported: {files: {ferry.yaml: ferry.yml}}}}\n"
FILES = {THEORY_FILE: THEORY, "ferry.yaml": "kpis: {}\n", REPORT_FILE: "# Import\n"}


def held(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    save(tmp_path / "deep" / "out", FILES)
    return tmp_path / "deep" / "out"


def test_a_directory_is_made_whole(out: Path) -> None:
    assert held(out) == FILES
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_an_empty_directory_is_filled(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    save(tmp_path, FILES)
    assert {path.name for path in tmp_path.iterdir()} == {".git", *FILES}


def test_the_same_may_be_written_again_and_what_is_missing_comes_back(out: Path) -> None:
    (out / "ferry.yaml").unlink()
    (out / THEORY_FILE).write_text(THEORY, encoding="utf-8", newline="\r\n")
    save(out, FILES)
    assert held(out) == FILES


@pytest.mark.parametrize("edited", [["ferry.yaml"], [REPORT_FILE, "ferry.yaml", THEORY_FILE]])
def test_what_was_edited_is_refused_by_name_and_left_alone(out: Path, edited: list[str]) -> None:
    for name in edited:
        (out / name).write_text(FILES[name] + "# mine\n", encoding="utf-8")
    before = held(out)
    with pytest.raises(InputError) as raised:
        save(out, FILES)
    told = str(raised.value)
    assert f"would change {', '.join(sorted(edited))};" in told
    assert "--force" in told and "\n" not in told
    assert held(out) == before


def test_what_was_edited_is_overwritten_on_demand_and_own_files_stay(out: Path) -> None:
    (out / "ferry.yaml").write_text("kpis: {mine: {}}\n", encoding="utf-8")
    (out / "activities.yaml").write_text("activities: {}\n", encoding="utf-8")
    overwrite(out, FILES)
    assert held(out) == {**FILES, "activities.yaml": "activities: {}\n"}


@pytest.mark.parametrize("write", [save, overwrite])
def test_a_directory_of_another_is_never_written(tmp_path: Path, write) -> None:
    (tmp_path / "ferry.yaml").write_text("mine\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"no import wrote ferry\.yaml"):
        write(tmp_path, FILES)
    assert held(tmp_path) == {"ferry.yaml": "mine\n"}


@pytest.mark.parametrize("failing", FILES)
def test_where_one_file_cannot_take_its_place_none_does(
    out: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    (out / REPORT_FILE).unlink()
    before = held(out)
    whole = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self.parent.name == "fresh" and self.name == failing:
            raise OSError(28, "No space left on device")
        return whole(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(InputError, match="No space left on device"):
        overwrite(out, {name: text + "# new\n" for name, text in FILES.items()})
    assert held(out) == before


def test_where_a_new_directory_cannot_be_written_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Path.open

    def open_(self: Path, *given, **named):
        if self.name == REPORT_FILE:
            raise OSError(28, "No space left on device")
        return whole(self, *given, **named)

    monkeypatch.setattr(Path, "open", open_)
    with pytest.raises(InputError, match="No space left on device"):
        save(tmp_path / "out", FILES)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_directory(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="this is a file"):
        save(tmp_path / "out", FILES)
    with pytest.raises(InputError):
        save(tmp_path / "out" / "below", FILES)
    assert held(tmp_path) == {"out": "mine"}
