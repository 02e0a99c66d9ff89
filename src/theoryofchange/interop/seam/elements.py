"""XML elements as plain data and back: nothing of them is lost but how they were indented."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from theoryofchange.interop.seam.markup import local_name
from theoryofchange.interop.seam.record import Record
from theoryofchange.interop.seam.trees import DEEPEST, depth

if TYPE_CHECKING:
    from lxml.etree import _Element

TEXT, MARKUP = "#text", "#markup"
"""The keys of the text of an element, and of text that stands between its children."""

_XML = "http://www.w3.org/XML/1998/namespace"
_BREAKS = frozenset({"br", "div", "p", "li", "ul", "ol", "tr", "td"})


def data_of(element: _Element, leave: Collection[str] = ()) -> Any:
    """Return an element as plain data.

    Parameters
    ----------
    element
        The element.
    leave
        The local names of children that are left out: records of their own.

    Returns
    -------
    str or dict
        The text of an element that has nothing else. Otherwise a mapping: ``@name`` → attribute,
        name → child, or children of one name in order; its own text under ``#text``. Of one whose
        text stands between its children both together, as XML, under ``#markup``. A name from
        another namespace than its parent's is written as ``{namespace}name``.

    Examples
    --------
    >>> from theoryofchange.interop.seam.markup import xml_of
    >>> data_of(xml_of(b'<goal no="1"><name>Grow</name><note>a</note><note>b</note></goal>', "x"))
    {'@no': '1', 'name': 'Grow', 'note': ['a', 'b']}
    >>> data_of(xml_of(b"<name>Low pay<br/>of guards</name>", "x"))
    {'#markup': 'Low pay<br/>of guards'}
    """
    held: dict[str, Any] = {f"@{_attribute(key)}": str(said) for key, said in element.items()}
    text = (element.text or "").strip()
    if _is_mixed(element):
        return held | {MARKUP: _inner(element).strip()}
    for child in element:
        if local_name(child) not in leave:
            _append(held, _name_below(child, element), data_of(child))
    if not held:
        return text
    return held | ({TEXT: text} if text else {})


def spoken(data: Any) -> Any:
    """Return plain data without what says nothing: blank texts, empty mappings and lists.

    Examples
    --------
    >>> spoken({"name": "Trust", "note": " ", "role": {"name": "", "kind": [""]}})
    {'name': 'Trust'}
    """
    if isinstance(data, dict):
        held = {key: spoken(each) for key, each in data.items()}
        return {key: each for key, each in held.items() if each not in ("", {}, [])}
    if isinstance(data, list):
        said = [spoken(each) for each in data]
        return [each for each in said if each not in ("", {}, [])]
    return data.strip() if isinstance(data, str) else data


def text_of(element: _Element) -> str:
    """Return the text in an element as one line, without its markup.

    Examples
    --------
    >>> from theoryofchange.interop.seam.markup import xml_of
    >>> text_of(xml_of(b"<name><div>Low <b>p</b>ay<br/>of guards</div></name>", "x"))
    'Low pay of guards'
    """
    return " ".join("".join(_pieces(element)).split())


def record_of(
    element: _Element, file: str, kind: str, name: str, leave: Collection[str] = ()
) -> Record:
    """Return an element as a record; without data, and as written, where it is nested too deep.

    Parameters
    ----------
    element
        The element.
    file
        The file it stands in.
    kind, name
        As the record has them.
    leave
        As of :func:`data_of`.
    """
    data = data_of(element, leave)
    deep = depth(data) > DEEPEST
    return Record(
        kind=kind,
        name=name,
        file=file,
        at=int(element.sourceline or 1),
        data=None if deep else data,
        written=_outer(element) if deep else None,
    )


def element_of(name: str, data: Any) -> _Element:
    """Return plain data as the element it was read from.

    Parameters
    ----------
    name
        The name of the element.
    data
        What :func:`data_of` returned; anything that is no mapping is its text.

    Raises
    ------
    ValueError
        Where a name is none in XML, or a text has characters that XML does not take.

    Examples
    --------
    >>> from theoryofchange.interop.seam.markup import xml_of
    >>> data = {"@no": "1", "name": "Grow", "note": ["a", "b"]}
    >>> data_of(element_of("goal", data)) == data
    True
    """
    from lxml import etree

    element = etree.Element(name)
    if not isinstance(data, Mapping):
        element.text = str(data)
        return element
    if MARKUP in data:
        whole = f"<{name}>{data[MARKUP]}</{name}>"
        try:
            element = etree.fromstring(whole, etree.XMLParser(resolve_entities=False))
        except etree.XMLSyntaxError as error:
            raise ValueError(str(error)) from None
    for key, held in data.items():
        if key == TEXT:
            element.text = str(held)
        elif key.startswith("@"):
            element.set(key[1:].replace("xml:", f"{{{_XML}}}"), str(held))
        elif key != MARKUP:
            for each in held if isinstance(held, list | tuple) else [held]:
                element.append(element_of(_name_of_child(key, name), each))
    return element


def _append(held: dict[str, Any], name: str, data: Any) -> None:
    if name not in held:
        held[name] = data
    elif isinstance(held[name], list):
        held[name].append(data)
    else:
        held[name] = [held[name], data]


def _name_below(child: _Element, parent: _Element) -> str:
    space, _, name = str(child.tag).rpartition("}")
    return name if str(parent.tag).rpartition("}")[0] == space else str(child.tag)


def _name_of_child(key: str, parent: str) -> str:
    space, brace, _ = parent.rpartition("}")
    return key if key.startswith("{") else f"{space}{brace}{key}"


def _attribute(key: str | bytes) -> str:
    return str(key).replace(f"{{{_XML}}}", "xml:")


def _is_mixed(element: _Element) -> bool:
    texts = [child.tail or "" for child in element]
    return any(text.strip() for text in texts) or bool(texts and (element.text or "").strip())


def _inner(element: _Element) -> str:
    return escape(element.text or "") + "".join(
        _outer(child) + escape(child.tail or "") for child in element
    )


def _outer(element: _Element) -> str:
    name = local_name(element)
    held = "".join(f" {_attribute(key)}={quoteattr(str(said))}" for key, said in element.items())
    inside = _inner(element)
    return f"<{name}{held}>{inside}</{name}>" if inside else f"<{name}{held}/>"


def _pieces(element: _Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        blank = " " if local_name(child) in _BREAKS else ""
        yield blank
        yield from _pieces(child)
        yield blank + (child.tail or "")
