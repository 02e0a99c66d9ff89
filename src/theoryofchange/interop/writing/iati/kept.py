"""What a theory kept of IATI, put back in its place where the standard still takes it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from theoryofchange.interop.iati.grammar import ORDER, faults_of
from theoryofchange.interop.iati.narrative import said
from theoryofchange.interop.seam.elements import element_of
from theoryofchange.interop.writing import Omissions

if TYPE_CHECKING:
    from lxml.etree import _Element

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML = "{http://www.w3.org/XML/1998/namespace}"
_FAULTY = "It does not follow the standard."


def legal(text: str) -> str:
    """Return a text with � for each character that XML does not take.

    Examples
    --------
    >>> legal("a" + chr(11) + "b")
    'a�b'
    """
    return _ILLEGAL.sub("\ufffd", text)


def put(parent: _Element, key: str, data: Any) -> bool:
    """Put plain data into an element, unless the element would fall short of the standard by it.

    Parameters
    ----------
    parent
        The element.
    key
        The name of a child, or of an attribute behind an ``@``.
    data
        As :func:`~theoryofchange.interop.seam.elements.data_of` returns it.

    Returns
    -------
    bool
        Whether it stands there now.
    """
    before = _faults(parent)
    try:
        if key.startswith("@"):
            parent.set(key[1:].replace("xml:", _XML), legal(str(data)))
        else:
            parent.append(element_of(key, _legal(data)))
    except ValueError:
        return False
    if _faults(parent) <= before:
        return True
    if key.startswith("@"):
        del parent.attrib[key[1:].replace("xml:", _XML)]
    else:
        parent.remove(parent[-1])
    return False


def put_all(omissions: Omissions, parent: _Element, key: str, data: Any, id: str) -> None:
    """Put what a node keeps under a name into an element; what the standard refuses is told."""
    if data is None:
        return
    for each in data if isinstance(data, list | tuple) else [data]:
        if not put(parent, key, each):
            omissions.add(f"extra.{key}", _FAULTY, *([id] if id else []))


def narrated(
    omissions: Omissions, id: str, name: str, text: str | None, extra: Mapping[str, Any]
) -> Any:
    """Return a text as narratives: in the languages it was imported in, unless it was changed.

    Parameters
    ----------
    omissions
        Where it is told that other languages are left out.
    id
        Whose text it is.
    name
        ``title`` or ``description``.
    text
        The text as it is now.
    extra
        What is kept.
    """
    kept = extra.get(name)
    if kept is not None and _first(name, kept) == text:
        return kept
    if kept is not None:
        omissions.add(f"extra.{name}", "The text was changed since it was imported.", id)
    return {"narrative": text or ""}


def unused(omissions: Omissions, id: str, extra: Mapping[str, Any], used: Collection[str]) -> None:
    """Tell what a node keeps and the file does not say."""
    for key in extra:
        if key not in used:
            omissions.add(f"extra.{key}", "IATI has no place for it.", *([id] if id else []))


def _first(name: str, kept: Any) -> str | None:
    from lxml import etree

    holder = etree.Element("holder")
    try:
        for each in kept if isinstance(kept, list | tuple) else [kept]:
            holder.append(element_of(name, _legal(each)))
    except ValueError:
        return None
    return said(holder, name)


def _faults(element: _Element) -> set[str]:
    """Return the faults of an element of a result; of an activity's own children none are known."""
    if element.tag == "iati-activity":
        return set()
    return {fault.message for fault in faults_of(element)} if element.tag in ORDER else set()


def _legal(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key: _legal(each) for key, each in data.items()}
    if isinstance(data, list | tuple):
        return [_legal(each) for each in data]
    return legal(str(data))
