"""What is mended in files: tables, several files, their encoding, their lines and their mode."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from theoryofchange.declare import declare
from theoryofchange.errors import InputError
from theoryofchange.linter.fixing import fixed, write


def test_rows_of_a_table(tmp_path: Path) -> None:
    (tmp_path / "theory.yaml").write_text("goals: {g: {}}\nkpis: {churn: {measures: g}}\n")
    table = tmp_path / "observations.csv"
    table.write_bytes(
        b'kpi,dat,value,n\r\nchurn,2026/1/5,"7,5 %",3\r\n'
        b'chrun, 31.01.2026 ,8 %,\r\n"chrun","2026-02-28",8 %,4\r\n'
    )
    result = fixed(declare(tmp_path), applicability="unsafe")
    write(result)
    assert table.read_bytes() == (
        b'kpi,date,value,n\r\nchurn,2026-01-05,"7,5 %",3\r\n'
        b'churn, 2026-01-31 ,8 %,\r\n"churn","2026-02-28",8 %,4\r\n'
    )


def test_a_cell_is_quoted_where_it_must_be(tmp_path: Path) -> None:
    (tmp_path / "theory.yaml").write_text("goals: {g: {}}\nkpis: {'churn, all': {measures: g}}\n")
    table = tmp_path / "observations.csv"
    table.write_text("kpi,date,value\nchurn all,2026-01-31,8 %\n")
    write(fixed(declare(tmp_path), applicability="unsafe"))
    assert table.read_text() == 'kpi,date,value\n"churn, all",2026-01-31,8 %\n'


def test_a_second_definition_in_another_file_goes(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("goals:\n  g: {owner: me}\n")
    (tmp_path / "b.yaml").write_text("# ours\ngoals:\n  g:\n    owner: me\nkpis: {k: {}}\n")
    write(fixed(declare(tmp_path)))
    assert (tmp_path / "a.yaml").read_text() == "goals:\n  g: {owner: me}\n"
    assert (tmp_path / "b.yaml").read_text() == "# ours\ngoals: {}\nkpis: {k: {}}\n"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encoding_line_ends_and_mode_stay(
    tmp_path: Path, mark: bytes, encoding: str, line_end: str
) -> None:
    path = tmp_path / "theory.yaml"
    before = "goals:\n  g:\n    # 数字 👩‍💻\n    ownr: me\nkpis:\n  k:\n    target: TBD # a\n"
    after = before.replace("ownr", "owner").replace("k:\n    target: TBD", "k: {}\n   ")

    def content(text: str) -> bytes:
        return mark + text.replace("\n", line_end).encode(encoding)

    path.write_bytes(content(before))
    path.chmod(0o640)
    assert write(fixed(declare(path))) == (path,)
    assert path.read_bytes() == content(after)
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["theory.yaml"]


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("goals: {g: {ownr: me}}\n")
    link = tmp_path / "theory.yaml"
    link.symlink_to("real.txt")
    write(fixed(declare(tmp_path)))
    assert link.is_symlink()
    assert (tmp_path / "real.txt").read_text() == "goals: {g: {owner: me}}\n"


def test_a_file_that_was_changed_meanwhile_is_not_written(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(f"goals: {{{name}: {{ownr: me}}}}\n")
    result = fixed(declare(tmp_path))
    (tmp_path / "b.yaml").write_text("goals: {c: {}}\n")
    with pytest.raises(InputError, match="was changed since it was read"):
        write(result)
    assert (tmp_path / "a.yaml").read_text() == "goals: {a: {ownr: me}}\n"
    assert (tmp_path / "b.yaml").read_text() == "goals: {c: {}}\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_directory_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("goals: {g: {ownr: me}}\n")
    result = fixed(declare(tmp_path))
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match=r"a\.yaml"):
        write(result)
