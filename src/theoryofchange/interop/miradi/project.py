"""A Miradi project as its objects: what lies in its pools, by kind and id."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from theoryofchange.errors import InputError
from theoryofchange.interop.seam import Record
from theoryofchange.interop.seam.archive import members
from theoryofchange.interop.seam.elements import data_of, record_of, spoken, text_of
from theoryofchange.interop.seam.markup import local_name, xml_of

if TYPE_CHECKING:
    from lxml.etree import _Element

PROJECT = "project.xml"
_KIND_OF: Mapping[str, str] = {"Activity": "Task", "SubTask": "Task", "Threat": "Cause"}
"""What an id is called where it is not called by its kind."""

_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")

Key = tuple[str, str]
"""The kind and the id of an object."""


class Thing:
    """An object of a project: a strategy, a link, a measurement, or a section such as its summary.

    Parameters
    ----------
    element
        Its element. The names of its fields begin with its kind.
    file
        The file it stands in.
    place
        Which one of its pool it is, as a path: for what has no id.

    Attributes
    ----------
    kind, id
        What it is, in Miradi's word, and its id; a section has none.
    record
        Its record.
    """

    def __init__(self, element: _Element, file: str, place: str) -> None:
        self._element = element
        self.kind, self.id = local_name(element), element.get("Id", "")
        called = _WORD.sub(" ", self.kind).lower()
        record = record_of(element, file, called, self.text("Name") or self.text("Identifier"))
        self.record = Record(
            kind=record.kind,
            name=record.name,
            file=file,
            at=f"{self.kind}[{self.id}]" if self.id else place,
            data=spoken(record.data),
            written=record.written,
        )

    @property
    def key(self) -> Key:
        """Its kind and its id."""
        return self.kind, self.id

    def field(self, name: str) -> _Element | None:
        """Return one of its fields, by its name without the kind before it."""
        return next((e for e in self._element if local_name(e) == self.kind + name), None)

    def text(self, name: str) -> str:
        """Return the text of a field, without its markup; empty where it is blank."""
        found = self.field(name)
        return "" if found is None else text_of(found)

    def is_true(self, name: str) -> bool:
        """Tell whether a field says yes."""
        return self.text(name) in ("true", "1")

    def named(self, *fields: str) -> Iterator[Key]:
        """Yield the objects that it names: in some fields, or in all of them."""
        for field in self._element:
            if fields and local_name(field).removeprefix(self.kind) not in fields:
                continue
            for each in field.iter():
                kind = local_name(each).removesuffix("Id")
                if kind != local_name(each) and len(each) == 0 and each.text and each is not field:
                    yield _KIND_OF.get(kind, kind), each.text.strip()

    def rest(self, *told: str) -> dict[str, Any]:
        """Return what it says beside some fields; one of these with markup in it stays.

        Parameters
        ----------
        *told
            The names of the fields, without the kind before them.
        """
        plain = {self.kind + name for name in told if self._is_plain(name)}
        held = spoken(data_of(self._element, plain))
        return held if isinstance(held, dict) else {}

    def _is_plain(self, name: str) -> bool:
        found = self.field(name)
        data = "" if found is None else data_of(found)
        return data == self.text(name) or data == {"div": self.text(name)}


class Project:
    """A project: its objects in order, and who is named by whom.

    Parameters
    ----------
    path
        The file, a zip file with a ``project.xml`` in it.

    Raises
    ------
    InputError
        Where it is none, or cannot be read safely.
    """

    def __init__(self, path: Path) -> None:
        self.file = path.as_posix()
        held = members(path)
        if PROJECT not in held:
            raise InputError(f"{self.file}: this is no Miradi project: it holds no {PROJECT}")
        root = xml_of(held[PROJECT], f"{self.file}/{PROJECT}")
        if local_name(root) != "ConservationProject":
            raise InputError(f"{self.file}: its {PROJECT} is no ConservationProject")
        self.things = tuple(self._things(root))
        self.twice: list[Thing] = []
        self._by_key: dict[Key, Thing] = {}
        for each in self.things:
            if each.id and each.key in self._by_key:
                self.twice.append(each)
            else:
                self._by_key[each.key] = each
        if not any(each.id for each in self.things):
            raise InputError(f"{self.file}: nothing is in this Miradi project")

    @property
    def title(self) -> str:
        """What it calls itself, else the name of its file."""
        named = (each.text("ProjectName") for each in self.of("ProjectSummary"))
        return next((name for name in named if name), Path(self.file).stem)

    def get(self, key: Key) -> Thing | None:
        """Return an object."""
        return self._by_key.get(key)

    def of(self, *kinds: str) -> Iterator[Thing]:
        """Yield the objects of some kinds, each once, in the order of the kinds."""
        for kind in kinds:
            yield from (each for each in self._by_key.values() if each.kind == kind)

    def _things(self, root: _Element) -> Iterator[Thing]:
        for section in root:
            name = local_name(section)
            if not name.endswith("Pool"):
                yield from [Thing(section, self.file, name)] if len(section) else []
                continue
            for at, element in enumerate(section):
                yield Thing(element, self.file, f"{name}[{at}]")
