"""What a theory kept of IATI, put back in its place where the standard still takes it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from theoryofchange.interop.iati.grammar import ORDER, attributes_hold, faults_of, takes
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
    try:
        return _set(parent, key, data) if key.startswith("@") else _append(parent, key, data)
    except ValueError:
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


def put_foreign(omissions: Omissions, parent: _Element, extra: Mapping[str, Any], id: str) -> None:
    """Put what comes from other namespaces into an element, behind all else as IATI asks."""
    for key, data in extra.items():
        if _is_foreign(key):
            put_all(omissions, parent, key, data, id)


def unused(omissions: Omissions, id: str, extra: Mapping[str, Any], used: Collection[str]) -> None:
    """Tell what a node keeps and the file does not say."""
    for key in extra:
        if key not in used and not _is_foreign(key):
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


def _is_foreign(key: str) -> bool:
    return key.startswith(("{", "@{"))


def _set(parent: _Element, key: str, data: Any) -> bool:
    name = key[1:].replace("xml:", _XML)
    parent.set(name, legal(str(data)))
    if _is_unknown(parent, key) or attributes_hold(parent):
        return True
    del parent.attrib[name]
    return False


def _append(parent: _Element, key: str, data: Any) -> bool:
    if not (_is_unknown(parent, key) or takes(parent, key)):
        return False
    child = element_of(key, _legal(data))
    parent.append(child)
    if _is_unknown(parent, key) or next(faults_of(child), None) is None:
        return True
    parent.remove(child)
    return False


def _is_unknown(parent: _Element, key: str) -> bool:
    """Tell whether something is not looked at: what is another's, and an activity's own."""
    return _is_foreign(key) or parent.tag not in ORDER


def _legal(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {key: _legal(each) for key, each in data.items()}
    if isinstance(data, list | tuple):
        return [_legal(each) for each in data]
    return legal(str(data))
