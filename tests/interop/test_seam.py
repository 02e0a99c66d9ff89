"""What every format stands on: fates, names, links, what is written, and limits on input."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import theoryofchange as toc
from theoryofchange.errors import InputError
from theoryofchange.goal import Goal, Outcome
from theoryofchange.interop import formats, reader_of
from theoryofchange.interop.seam import CHANGED, Draft, Links, Listing, Record
from theoryofchange.interop.seam.archive import members, members_of
from theoryofchange.interop.seam.files import as_table, in_table
from theoryofchange.interop.seam.markup import xml_of
from theoryofchange.interop.seam.names import Names
from theoryofchange.interop.seam.sources import source_files
from theoryofchange.interop.seam.sources import text as text_of
from theoryofchange.interop.seam.trees import depth, json_of, toml_of
from theoryofchange.kpi import Benchmark, Kpi, Observation
from theoryofchange.link import Link
from theoryofchange.source.reading import Limits
from theoryofchange.view.blocks import Note


def record(at: int = 1, data: object = "as read", **named: object) -> Record:
    return Record(kind="note", name=f"n{at}", file="a.txt", at=at, data=data, **named)


# formats


def test_formats_are_found_by_their_modules_and_named_as_on_the_command_line() -> None:
    assert {"gitlab", "table"} <= set(formats()) and "seam" not in formats()
    assert toc.interop.gitlab.FORMAT == "gitlab"
    with pytest.raises(InputError, match="there is no format seam; there are"):
        reader_of("seam")
    with pytest.raises(AttributeError):
        _ = toc.interop.nothing


# fates


def test_a_record_without_a_fate_or_with_two_is_a_fault_of_the_reader() -> None:
    draft, first = Draft("notes"), record()
    draft.take("a.txt", [first])
    with pytest.raises(ValueError, match="nothing became of"):
        draft.imported("Notes")
    draft.make(first, Kpi(id="a"))
    with pytest.raises(ValueError, match="was made before it was refused"):
        draft.refuse(first, "Why.")
    assert draft.imported("Notes").fates["made"] == 1
    for fate in (draft.make, lambda each: draft.attach(each, told="x")):
        with pytest.raises(ValueError, match="no node is named"):
            fate(record())


def test_a_fate_that_names_no_node_or_an_unknown_record_is_a_fault_too() -> None:
    draft, first = Draft("notes"), record()
    draft.take("a.txt", [first])
    draft.attach(first, "nobody", told="its baseline")
    with pytest.raises(ValueError, match="names 'nobody', which is no node"):
        draft.imported("Notes")
    draft = Draft("notes")
    draft.take("a.txt", [])
    draft.refuse(record(), "Why.")
    with pytest.raises(ValueError, match="was never taken in"):
        draft.imported("Notes")


def test_records_that_say_the_same_have_fates_of_their_own() -> None:
    draft, twins = Draft("notes"), [record(), record()]
    draft.take("a.txt", twins)
    draft.make(twins[0], Kpi(id="a"))
    draft.refuse(twins[1], "It says the same.")
    assert dict(draft.imported("Notes").fates) == {
        "made": 1, "attached": 0, "kept": 0, "refused": 1,
    }  # fmt: skip


def test_what_a_draft_is_given_is_written_and_told(tmp_path: Path) -> None:
    draft = Draft("notes")
    made, faulty, kept, held, refused = (record(n) for n in range(1, 6))
    faulty = record(2, written="lines: as written")
    draft.take("b.txt", [])
    draft.take("a.txt", [made, faulty, kept, held, refused])
    draft.add(Goal(id="growth", needs=["trust"]))
    draft.make(made, Outcome(id="trust"), Kpi(id="sales", measures="growth", extra={"odd": "1"}))
    draft.attach(faulty, "sales", told="its values")
    draft.add(Observation(kpi="sales", date="2026-01-31", value="-3"), file="a.txt")
    draft.add(Observation(kpi="sales", date="2026-01-31", value=4, segment="=1+1"), file="a.txt")
    draft.add(Benchmark(kpi="sales", value=5), file="a.txt")
    draft.keep(kept, told="It is prose.")
    draft.keep(held, "sales", told="It has no field.")
    draft.refuse(refused, "It is empty.")
    draft.remark(
        Note("Said beside."), Listing(key="odd", caption="Odd", columns=("A b",), rows=(("c",),))
    )
    imported = draft.imported("Notes")
    imported.save(tmp_path)
    assert sorted(imported.files) == [
        "a.yaml",
        "import-report.md",
        "observations.csv",
        "theory.yaml",
    ]
    assert imported.files["observations.csv"] == "kpi,date,value\nsales,2026-01-31,-3\n"
    theory = toc.load(tmp_path)
    assert [o.segment for o in theory.observations] in ([None, "=1+1"], ["=1+1", None])
    extra = theory.header.extra
    assert extra["imported"]["files"] == {"a.yaml": "a.txt", "observations.csv": ["a.txt"]}
    assert [each["entry"] for each in (*extra["refused"], *extra["kept"])] == ["as read"] * 2
    assert extra["faulted"] == [
        {"kind": "note", "ids": ["sales"], "file": "a.txt", "line": "2", "reason": "its values",
         "written": "lines: as written"}
    ]  # fmt: skip
    told = imported.to_dict()
    assert told["odd"] == [{"a_b": "c"}] and told["kept"] == {"odd": ["sales"]}
    report = imported.files["import-report.md"]
    assert all(said in report for said in ("Said beside.", "Odd", "It is prose.", "its values"))
    imported.save(tmp_path)  # the table is one of an earlier import's files


def test_kept_fields_are_as_told_where_the_reader_tells_any() -> None:
    draft, first = Draft("notes"), record()
    draft.take("a.txt", [first])
    draft.make(first, Kpi(id="a", extra={"odd": "1", "links": []}))
    draft.kept_field("odd", "a", CHANGED)
    assert [(k.field, k.why, k.ids) for k in draft.imported("N").kept_fields] == [
        ("odd", CHANGED, ("a",))
    ]


# names and links


@given(st.lists(st.text(max_size=8), max_size=12))
def test_every_name_is_given_once(texts: list[str]) -> None:
    names = Names(["theory"])
    made = [names.of(text, "kpi", "team") for text in texts]
    assert len({*made, "theory"}) == len(texts) + 1


def test_links_say_where_a_circle_would_close() -> None:
    links = Links()
    links.add("c", "b", Link())
    links.add("b", "a", Link())
    assert links.closes_circle("a", "c") and links.closes_circle("a", "a")
    assert not links.closes_circle("c", "a") and links.has("c", "b") and not links.has("b", "c")


# what a spreadsheet would run


@pytest.mark.parametrize(
    "cell", ["=1+1", "+x", "-x", "@SUM(A1)", "＝1", " x", "x\n=1", "'x", "\tx"]
)
def test_what_a_spreadsheet_would_run_or_change_stays_out_of_the_table(cell: str) -> None:
    row = Observation(kpi="a", date="2026-01-31", value=1, segment=cell)
    assert not in_table(row)


def test_figures_below_zero_and_words_are_no_formulas() -> None:
    rows = [
        Observation(kpi="a", date="2026-01-31", value=value, segment=segment)
        for value, segment in ((-3, "north"), ("-2.5 %", "a,b"), ("+4", 'say "x"'), (1e-7, None))
    ]
    assert all(map(in_table, rows))
    assert as_table(rows).splitlines()[2] == 'a,2026-01-31,-2.5 %,"a,b"'


# traps


def zipped(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return held.getvalue()


def test_the_members_of_an_archive_are_read_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(a=b"1", b__c=b"2"))
    assert dict(members(path)) == {"a": b"1", "b/c": b"2"}
    assert [each.name for each in tmp_path.iterdir()] == ["a.zip"]


def link_in_zip() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return held.getvalue()


@pytest.mark.parametrize(
    ("held", "message"),
    [
        (zipped(**{"..__evil": b"x"}), "leads out"),
        (zipped(__etc__passwd=b"x"), "leads out"),
        (zipped(**{"C:\\evil": b"x"}), "leads out"),
        (zipped(**{"a\\..\\..\\evil": b"x"}), "leads out"),
        (link_in_zip(), "is a link"),
        (zipped(bomb=b"\0" * 30_000_000), "times its size"),
        (zipped(**{f"f{n}": b"" for n in range(10_001)}), "10,001 members"),
        (zipped(a=b"1")[:-10], "no zip file"),
        (b"", "no zip file"),
    ],
    ids=("up", "root", "drive", "up by another slash", "link", "bomb", "many", "cut", "empty"),
)
def test_an_archive_that_is_a_trap_is_refused(held: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        members_of(held, "a.zip")


def test_an_archive_that_lies_of_its_size_gives_no_more_than_it_says() -> None:
    held = bytearray(zipped(bomb=b"\0" * 900_000))
    at = held.rindex(b"PK\x01\x02") + 24
    held[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(InputError, match=r"no zip file|damaged"):
        members_of(bytes(held), "a.zip")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_stands_there_twice_is_refused() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a", "1")
        archive.writestr("a", "2")
    with pytest.raises(InputError, match="twice"):
        members_of(held.getvalue(), "a.zip")


@pytest.mark.parametrize(
    ("held", "message"),
    [
        (b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>", "document type"),
        (b"<!DOCTYPE x SYSTEM 'http://example.org/x.dtd'><x/>", "document type"),
        (b"<x>&a;</x>", r"a\.xml:1:\d+: This is not XML"),
        (b"<x><y></x>", "This is not XML"),
        (b"", "This is not XML"),
        (b"<x>" * 50 + b"</x>" * 50, "nested more than 40 levels"),
        (b"<x>" * 100_000, "This is not XML"),
    ],
)
def test_markup_that_is_a_trap_or_none_is_refused_in_one_line(held: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message) as raised:
        xml_of(held, "a.xml")
    assert "root:" not in str(raised.value) and "\n" not in str(raised.value)


def test_markup_is_read_in_the_encoding_it_names_and_knows_its_lines() -> None:
    root = xml_of(
        "<?xml version='1.0' encoding='windows-1251'?>\n<x>\n<y>цель</y></x>".encode("cp1251"),
        "a.xml",
    )
    assert (root[0].text, root[0].sourceline) == ("цель", 3)


def test_sizes_are_limited(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("[1, 2, 3]", encoding="utf-8")
    small = Limits(size=4)
    for read in (lambda: text_of(path, small), lambda: json_of(path, small)):
        with pytest.raises(InputError, match="at most 4 are read"):
            read()
    with pytest.raises(InputError, match="at most 4 are read"):
        xml_of(b"<root/>", "a.xml", small)
    with pytest.raises(InputError, match="at most 4 are read"):
        members_of(zipped(a=b"12345"), "a.zip", small)


def test_data_that_is_none_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    for text, message in (("a = ", "This is not TOML"), ("a = " + "[" * 50 + "]" * 50, "nested")):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputError, match=message) as raised:
            toml_of(path)
        assert "\n" not in str(raised.value)
    path.write_bytes(b"a = '\xff'")
    with pytest.raises(InputError, match="not UTF-8"):
        toml_of(path)
    assert depth({"a": [[], {"b": []}]}) == 4


def test_files_are_found_by_their_ending_and_links_out_are_not_followed(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    for name in ("b.JSON", "a.json", ".hidden.json", "c.txt"):
        (inside / name).write_text("[]", encoding="utf-8")
    assert [path.name for path in source_files([inside], ".json")] == ["a.json", "b.JSON"]
    assert len(source_files([inside / "a.json", inside, inside / "c.txt"], ".json")) == 3
    with pytest.raises(InputError, match=r"no \.xml file here"):
        source_files([inside], ".xml")
    (tmp_path / "secret.json").write_text("[]", encoding="utf-8")
    (inside / "d.json").symlink_to(tmp_path / "secret.json")
    with pytest.raises(InputError, match="leads out of"):
        source_files([inside], ".json")
