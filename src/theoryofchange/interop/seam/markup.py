"""XML of a source, without what makes it dangerous: no entities, no DTD, nothing from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from theoryofchange.errors import InputError
from theoryofchange.interop.seam.sources import content
from theoryofchange.source.reading import LIMITS, Limits

if TYPE_CHECKING:
    from lxml.etree import _Element


def xml_file(path: Path, limits: Limits = LIMITS) -> _Element:
    """Return the root of an XML file; see :func:`xml_of`."""
    return xml_of(content(path, limits), path.as_posix(), limits)


def xml_of(held: bytes, file: str, limits: Limits = LIMITS) -> _Element:
    """Return the root of an XML text, without comments and processing instructions.

    Parameters
    ----------
    held
        Its bytes, in the encoding that it names.
    file
        What it is called in messages.
    limits
        How large it may be, and how deep.

    Returns
    -------
    lxml.etree._Element
        Its root. ``element.sourceline`` is the line an element starts on.

    Raises
    ------
    InputError
        Where it is not well-formed, is too large or too deep, or has a document type, in which
        entities are declared; or where the library that reads XML is not installed.

    Examples
    --------
    >>> xml_of(b"<plan><goal>Grow</goal></plan>", "plan.xml")[0].text
    'Grow'
    >>> xml_of(b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "x.xml")
    Traceback (most recent call last):
    theoryofchange.errors.InputError: x.xml: This XML has a document type, which is not read: ...
    """
    try:
        from lxml import etree
    except ImportError:
        raise InputError(
            f"{file}: reading XML needs lxml: pip install theoryofchange[xml]"
        ) from None
    if len(held) > limits.size:
        raise InputError(f"{file}: This is {len(held):,} bytes; at most {limits.size:,} are read.")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(held, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise InputError(f"{file}:{line}:{column}: This is not XML: {error.msg}.") from None
    except ValueError as error:
        raise InputError(f"{file}: This is not XML: {error}.") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise InputError(
            f"{file}: This XML has a document type, which is not read: entities are declared in "
            "it. Take the <!DOCTYPE …> out."
        )
    _expect_shallow(root, file, limits)
    return root


def local_name(element: _Element) -> str:
    """Return the name of an element without its namespace.

    Examples
    --------
    >>> local_name(xml_of(b'<a:plan xmlns:a="urn:x"/>', "plan.xml"))
    'plan'
    """
    return str(element.tag).rpartition("}")[2]


def _expect_shallow(root: _Element, file: str, limits: Limits) -> None:
    ahead = [(root, 1)]
    while ahead:
        element, level = ahead.pop()
        if level > limits.depth:
            raise InputError(
                f"{file}:{element.sourceline}: This is nested more than {limits.depth} levels deep."
            )
        ahead += [(child, level + 1) for child in element]
