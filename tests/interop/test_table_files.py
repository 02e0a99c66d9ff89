"""Files that hold tables: encodings, separators, workbooks, records, and traps."""

from __future__ import annotations

import builtins
import csv
import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest

from theoryofchange.cli.main import main
from theoryofchange.errors import InputError
from theoryofchange.interop.table import open_tables, read
from theoryofchange.interop.table.delimited import delimited
from theoryofchange.interop.table.encoding import decoded
from theoryofchange.interop.table.listed import listed
from theoryofchange.interop.table.workbook import workbook

openpyxl = pytest.importorskip("openpyxl")

WESTERN = "KPI;Größe;Ziel\nPünktlichkeit;groß – „sehr“;5\nFähren im März;müßig;7\n"
CYRILLIC = "показатель;цель;ответственный\nСкорость ответа;95 %;Отдел продаж\n"
CHINESE = "指标名称,目标值,责任部门\n首次响应时间,15分钟,客户服务部\n准时率,95%,运营中心\n"


# text


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        (WESTERN, "utf-8", "utf-8"),
        (WESTERN, "utf-8-sig", "utf-8"),
        (WESTERN, "utf-16", "utf-16"),
        (WESTERN, "utf-16-le", "utf-16-le"),
        ("KPI,Target\nSpeed,5\n", "utf-16-be", "utf-16-be"),
        (WESTERN, "cp1252", "cp1252"),
        (CYRILLIC, "cp1251", "cp1251"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "utf-8", "utf-8"),
        ("plain ASCII", "ascii", "utf-8"),
    ],
)
def test_an_encoding_is_told_by_evidence_and_said(text: str, encoding: str, told: str) -> None:
    found = decoded(text.encode(encoding), "a.csv")
    assert (found.text, found.encoding) == (text, told)
    assert found.why


@pytest.mark.parametrize(
    "held",
    [b"\xd0\xd1\xd2\xd3\xd4\xd5\xd6", b"KPI\nx\x81y\n", bytes(range(128, 256)),
     b"\xff\xd8\xff\xe0\0\x10JFIF",
     "показатель".encode("koi8-r"), b"KPI\0\0\0\0name", "指標名稱,目標".encode("big5")],
)  # fmt: skip
def test_an_encoding_that_cannot_be_told_is_asked_for(held: bytes) -> None:
    with pytest.raises(InputError, match=r"encoding|no text"):
        decoded(held, "a.csv")


def test_an_encoding_that_is_named_is_taken_at_its_word() -> None:
    assert decoded("показатель".encode("koi8-r"), "a", "koi8-r").text == "показатель"
    with pytest.raises(InputError, match="byte 1 is not ascii"):
        decoded("aé".encode(), "a", "ascii")
    with pytest.raises(InputError, match="there is no encoding klingon"):
        decoded(b"a", "a", "klingon")


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_what_separates_the_cells_is_told_and_said(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "a.csv"
    text = mark.join(("KPI", "Target", "Note")) + "\n" + mark.join(("Speed", "1.5", '"a,b;c|d"'))
    path.write_text(text + "\n", encoding="utf-8")
    sheet = delimited(path)
    assert sheet.rows[1].cells == ("Speed", "1.5", "a,b;c|d")
    assert {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}[mark] in sheet.how


def test_a_comma_in_figures_is_no_separator(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("KPI;Ziel\nA;1,5\nB;2,5\n", encoding="utf-8")
    assert delimited(path).rows[1].cells == ("A", "1,5")
    path.write_text("sep=|\nKPI|Ziel\nA|1;5\n", encoding="utf-8")
    sheet = delimited(path)
    assert (sheet.rows[1].at, sheet.rows[1].cells) == (3, ("A", "1;5"))


def test_cells_may_go_over_lines_and_places_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'KPI,Note\r\nA,"one\r\ntwo"\r\n\r\n"B ""x""",z\r\nC\r\n')
    rows = delimited(path).rows
    assert [(row.at, row.cells) for row in rows[1:]] == [
        (2, ("A", "one\r\ntwo")), (5, ('B "x"', "z")), (6, ("C",)),
    ]  # fmt: skip
    assert [kpi.extra.get("Note") for kpi in read([path]).kpis] == ["one\r\ntwo", "z", None]


def test_long_cells_are_read_and_the_limit_of_others_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"KPI,Note\nA,{'x' * 200_000}\n", encoding="utf-8")
    before = csv.field_size_limit()
    assert len(read([path]).kpis[0].extra["Note"]) == 200_000
    assert csv.field_size_limit() == before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "this file is empty"),
        ("\n \n,,\n", "this file is empty"),
        ("KPI,Target\n", "there is no row in here"),
        ('KPI,Target\nA,"5\nB,6\n', "a.csv:2: this row is not delimited text"),
        ("just some words\nand more\n", "no column could be told to hold the names of KPIs"),
        ("KPI,Target\n,5\n", "none of 1 rows names a KPI"),
    ],
)
def test_a_file_without_kpis_is_one_error(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as raised:
        read([path])
    assert "\n" not in str(raised.value)


def test_a_row_may_be_longer_or_shorter_than_the_header(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("KPI,Target\nA,5,beyond\nB\n", encoding="utf-8")
    first, second = read([path]).kpis
    assert first.extra == {"column 3": "beyond"} and second.target is None


def test_a_directory_is_its_tables_and_other_endings_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("KPI,Target\nA,5\n", encoding="utf-8")
    (tmp_path / "b.tsv").write_text("KPI\tTarget\nB\t5\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("KPI;Target\nC;5\n", encoding="utf-8")
    assert [kpi.id for kpi in read([tmp_path]).kpis] == ["a", "b"]
    assert [kpi.id for kpi in read([tmp_path / "notes.txt"]).kpis] == ["c"]
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    with pytest.raises(InputError, match=r"save it as \.xlsx or \.csv"):
        read([tmp_path / "old.xls"])
    with pytest.raises(InputError, match="an empty path names nothing"):
        read([""])
    with pytest.raises(InputError, match="no such file"):
        read([tmp_path / "none.csv"])


# workbooks


def book(path: Path, **sheets: list[list[object]]) -> Path:
    whole = openpyxl.Workbook()
    whole.remove(whole.active)
    for name, rows in sheets.items():
        sheet = whole.create_sheet(name)
        for row in rows:
            sheet.append(row)
    whole.save(path)
    return path


def test_a_workbook_is_read_as_it_shows_its_cells(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book(
        path,
        Cover=[["Our KPIs"], ["May"]],
        KPIs=[
            ["KPI", "Target", "Due date", "Baseline", "Note"],
            ["Speed", 0.07, dt.date(2026, 12, 31), 71, True],
            [],
            ["Cost", 1200.50, dt.datetime(2026, 6, 30, 12, 0), "=1+1", "#N/A"],
        ],
    )
    whole = openpyxl.load_workbook(path)
    whole["KPIs"]["B2"].number_format = "0%"
    whole.save(path)
    cover, sheet = workbook(path)
    assert [(row.at, row.cells) for row in sheet.rows[1:]] == [
        ("KPIs!2", ("Speed", "7%", "2026-12-31", "71", "true")),
        ("KPIs!4", ("Cost", "1200.5", "2026-06-30 12:00:00", "=1+1", "#N/A")),
    ]
    assert "1 formulas without a stored value" in sheet.how
    assert [row.at for row in cover.rows] == ["Cover!1", "Cover!2"]
    imported = read([path])
    speed, cost = imported.kpis
    assert (speed.target.value.value, speed.unit, str(speed.target.date)) == (
        7,
        "percent",
        "2026-12-31",
    )
    assert not cost.baseline.value.readable  # a formula is not computed
    assert dict(imported.fates) == {"made": 2, "attached": 0, "kept": 1, "refused": 0}
    assert imported.inputs[0].account[0].record.at == "Cover!2"


def test_a_workbook_says_the_same_as_its_csv(tmp_path: Path) -> None:
    rows = [
        ["KPI", "Goal", "Target 2026", "Target 2027"],
        ["Zeit (h)", "Hafen", 5, "≤ 4"],
        ["📈", "", None, 1.5],
    ]
    path = book(tmp_path / "a.xlsx", Sheet=rows)
    text = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows)
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert read([path]).theory.kpis == read([tmp_path / "a.csv"]).theory.kpis


def rezipped(path: Path, **parts: bytes) -> Path:
    """Write a workbook again with other parts in it, whose names have a dot for each ``__``."""
    held = io.BytesIO(path.read_bytes())
    named = {name.replace("___", "/").replace("__", "."): text for name, text in parts.items()}
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            new.writestr(each.filename, named.pop(each.filename, old.read(each)))
        for name, text in named.items():
            new.writestr(name, text)
    return path


SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheetData>%s</sheetData></worksheet>"
)
ENTITY = (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + SHEET
          % b'<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row>')  # fmt: skip
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
) + b"]>" + SHEET % b'<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>'  # fmt: skip
FAR = SHEET % b"".join(
    b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (n, n) for n in range(1, 2000)
)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"xl___worksheets___sheet1__xml": ENTITY}, "has a document type"),
        ({"xl___worksheets___sheet1__xml": LAUGHS}, "has a document type"),
        ({"xl___workbook__xml": ENTITY.decode().encode("utf-16")}, "has a document type"),
        ({"xl___media___bomb__bin": b"\0" * 200_000_000}, r"at most|times its size"),
        ({"xl___media___bomb__bin": b"\0" * 20_000_000}, "times its size"),
        ({"..___..___evil__xml": b"<x/>"}, "leads out of the archive"),
        ({"___etc___passwd": b"x"}, "leads out of the archive"),
        ({"xl___worksheets___sheet1__xml": b"<not xml"}, "no Excel workbook that can be read"),
        ({"xl___workbook__xml": b"<x/>"}, "no row in here"),
        ({"xl___worksheets___sheet1__xml": FAR}, "more than 5,000,000 cells"),
    ],
)  # fmt: skip
def test_a_hostile_workbook_is_refused_in_one_line(
    tmp_path: Path, parts: dict[str, bytes], message: str
) -> None:
    path = rezipped(book(tmp_path / "a.xlsx", Sheet=[["KPI"], ["Speed"]]), **parts)
    with pytest.raises(InputError, match=message) as raised:
        read([path])
    assert "\n" not in str(raised.value) and "root:" not in str(raised.value)


@pytest.mark.parametrize("held", [b"", b"PK", b"PK\x03\x04" + b"\0" * 60, b"KPI,Target\nA,5\n"])
def test_what_is_no_workbook_is_one_error(tmp_path: Path, held: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(held)
    with pytest.raises(InputError, match=r"no zip file"):
        read([path])


def test_the_extra_that_reads_workbooks_is_named_where_it_is_absent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = builtins.__import__

    def without(name: str, *rest: object, **named: object) -> object:
        if name.startswith("openpyxl"):
            raise ImportError(name)
        return whole(name, *rest, **named)

    path = book(tmp_path / "a.xlsx", Sheet=[["KPI"], ["Speed"]])
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputError, match=r"pip install theoryofchange\[excel\]"):
        read([path])


# records


def test_records_are_lists_or_mappings_by_id_and_what_stands_beside_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(
        "about: ours\nkpis:\n"
        "  a: {name: A, band: {min: 3, max: 5}}\n  b: {name: B, tags: [x, y]}\n",
        encoding="utf-8",
    )
    beside, sheet = listed(path)
    assert beside.rows[1].cells == ("about", "ours")
    assert sheet.rows[0].cells == ("id", "name", "band.min", "band.max", "tags")
    assert [(row.at, row.cells) for row in sheet.rows[1:]] == [
        (3, ("a", "A", "3", "5", "")), (4, ("b", "B", "", "", "x; y")),
    ]  # fmt: skip
    imported = read([path])
    assert dict(imported.fates) == {"made": 2, "attached": 0, "kept": 1, "refused": 0}
    assert imported.kpis[0].extra == {"band.min": "3", "band.max": "5"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.json", '[{"kpi": "A", "target": 5}, {"kpi": "B", "target": 0.5}]'),
        ("a.json", '{"all": [{"kpi": "A", "target": 5}, {"kpi": "B", "target": 0.5}]}'),
        ("a.yaml", "- {kpi: A, target: 5}\n- {kpi: B, target: 0.5}\n"),
        ("a.yaml", "- {kpi: A, target: 5}\n---\n- {kpi: B, target: 0.5}\n"),
        ("a.yml", "A: {kpi: A, target: 5}\nB: {kpi: B, target: 0.5}\n"),
    ],
)
def test_records_may_be_written_in_several_ways(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert [(k.title, k.target.value.value) for k in read([path]).kpis] == [("A", 5), ("B", 0.5)]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.yaml", "just words", "no records here"),
        ("a.yaml", "a: 1\nb: [1, 2]\n", "no records here"),
        ("a.yaml", "", "no records here"),
        ("a.yaml", "a: [", "This is not YAML"),
        ("a.yaml", "- {kpi: A, kpi: B}", "a.yaml:1"),
        ("a.yaml", "- {kpi: !!python/name:os.system x}", "a.yaml:1"),
        ("a.json", "{", "a.json:1:2: This is not JSON"),
        ("a.json", '{"a": 1, "a": 2}', "stands twice"),
        ("a.json", "[" * 100000, "nested more than"),
        ("a.json", '{"a": NaN}', "NaN is no number"),
        ("a.json", "[" * 60 + "]" * 60, "nested more than"),
    ],
)
def test_records_that_cannot_be_read_are_one_error(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as raised:
        read([path])
    assert "\n" not in str(raised.value)


def test_ten_megabytes_are_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    line = "K{0},Share {0},Goal {1},what is counted,%,{0},7,{2}\n"
    note = "note " * 60
    text = "".join(line.format(n, n % 7, note) for n in range(30_000))
    path.write_text(f"Id,KPI,Goal,Definition,Unit,Baseline,Target 2026,Note\n{text}", "utf-8")
    assert path.stat().st_size > 10_000_000
    imported = read(open_tables([path]))
    assert len(imported.kpis) == imported.records == 30_000 and len(imported.goals) == 7


def test_a_fault_of_ours_is_no_damage_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> str:
        raise RuntimeError("ours")

    path = book(tmp_path / "a.xlsx", Sheet=[["KPI"], ["Speed"]])
    monkeypatch.setattr("theoryofchange.interop.table.workbook._shown", fails)
    with pytest.raises(RuntimeError, match="ours"):
        read([path])


def test_what_a_workbook_hides_is_named_in_the_report_and_on_the_console(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "KPIs"
    for row in (["KPI", "Target", "Margin"], ["Sales", "7", "3"], ["Cost", "5", "2"]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = sheet.column_dimensions["Z"].hidden = True
    shown, old = book.create_sheet("Shown"), book.create_sheet("Old")
    for each in (shown, old):
        each.append(["KPI", "Target"])
        each.append([f"{each.title} sales", "1"])
    old.sheet_state = "hidden"
    path = tmp_path / "kpis.xlsx"
    book.save(path)
    out = tmp_path / "out"
    assert main(["import", "table", str(path), "--yes", "--out", str(out)]) == 0
    report = (out / "import-report.md").read_text(encoding="utf-8")
    for text in (report, capsys.readouterr().out):
        told = " ".join(text.replace("\\", "").split())
        assert "Hidden in kpis.xlsx (KPIs), and imported all the same: column C" in told
        assert "column C (Margin), row 3. Take out" in told
        assert "Hidden in kpis.xlsx (Old), and imported all the same: the whole sheet." in told
        assert "Hidden in kpis.xlsx (Shown)" not in told
