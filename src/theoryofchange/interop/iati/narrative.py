"""Texts of IATI, which may be given in several languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from theoryofchange.interop.seam.elements import data_of

if TYPE_CHECKING:
    from lxml.etree import _Element

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def said(element: _Element, name: str) -> str | None:
    """Return a text of an element in its default language, or in the first that it is given in.

    Examples
    --------
    >>> from theoryofchange.interop.seam.markup import xml_of
    >>> narratives = '<narrative xml:lang="fr">Eau</narrative><narrative>Water</narrative>'
    >>> said(xml_of(f"<result><title>{narratives}</title></result>".encode(), "x"), "title")
    'Water'
    """
    texts = [(each.get(LANGUAGE), (each.text or "").strip()) for each in _narratives(element, name)]
    spoken = [text for language, text in texts if text and language is None]
    spoken += [text for _, text in texts if text]
    return spoken[0] if spoken else None


def languages(element: _Element, name: str) -> Any:
    """Return a text of an element as it is written, where that is more than one plain narrative.

    Examples
    --------
    >>> from theoryofchange.interop.seam.markup import xml_of
    >>> xml = b'<r><title><narrative xml:lang="fr">Eau</narrative></title></r>'
    >>> languages(xml_of(xml, "x"), "title")
    {'narrative': {'@xml:lang': 'fr', '#text': 'Eau'}}
    """
    found = [data_of(child) for child in element.iterchildren(name)]
    if len(found) == 1:
        return None if _is_plain(found[0]) else found[0]
    return found or None


def _is_plain(data: Any) -> bool:
    if isinstance(data, str):
        return True
    return set(data) == {"narrative"} and isinstance(data["narrative"], str)


def _narratives(element: _Element, name: str) -> list[_Element]:
    return [
        each for child in element.iterchildren(name) for each in child.iterchildren("narrative")
    ]
