"""Write a run as one page of HTML that needs nothing but itself."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files

from theoryofchange.view.blocks import Table, View
from theoryofchange.view.html import fragment, style
from theoryofchange.view.render import markup, render
from theoryofchange.view.words import words


def render_page(
    title: str,
    subtitle: str,
    verdict: View,
    sections: tuple[View, ...],
    provenance: Table | View,
    language: str = "en",
) -> str:
    """Write one self-contained page: the verdict, then the sections, then where it comes from.

    Parameters
    ----------
    title, subtitle
        What the page is about; plain text.
    verdict
        What a reader in a hurry needs.
    sections
        The rest, in order, each reached from the table of contents by its ``key``, or by its
        number where it has none or shares it.
    provenance
        What makes the page repeatable.
    language
        A BCP 47 tag: the page's ``lang``, and the language of its own few words (English and
        Chinese; English elsewhere).

    Returns
    -------
    str
        HTML that loads nothing, forbids itself to (Content-Security-Policy), and reads without
        its script: same input, same bytes.

    Examples
    --------
    >>> page = render_page("Keep customers", "", View("So far", ()), (), View("Made from", ()))
    >>> page.splitlines()[0]
    '<!DOCTYPE html>'
    """
    sheet, script = style() + _part("page.css"), _part("page.js")
    said = words(language)
    if isinstance(provenance, Table):
        provenance = View(said["provenance"], (provenance,))
    return render(
        "page.html.jinja",
        "theoryofchange.reporting",
        title=title,
        subtitle=subtitle,
        language=language,
        said=said,
        style=markup(sheet),
        script=markup(script),
        policy=_policy(sheet, script),
        verdict=verdict.title,
        verdict_body=markup(fragment(verdict, language)),
        sections=[
            (key, view.title, markup(fragment(view, language)))
            for key, view in zip(_keys(sections), sections, strict=True)
        ],
        provenance=provenance.title,
        provenance_body=markup(fragment(provenance, language)),
    )


@cache
def _part(name: str) -> str:
    part = files("theoryofchange.reporting").joinpath("templates", name)
    return part.read_text(encoding="utf-8")


def _policy(sheet: str, script: str) -> str:
    """Allow the page's own style and script by what they hold, and nothing else."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src 'sha256-{_digest(sheet)}'",
            f"script-src 'sha256-{_digest(script)}'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


def _keys(sections: tuple[View, ...]) -> list[str]:
    """Return an anchor for each section that no other on the page has."""
    taken = {"content", "verdict", "provenance", ""}
    keys = []
    for position, view in enumerate(sections, start=1):
        key = "".join("-" if character.isspace() else character for character in view.key)
        while key in taken:
            key = f"{key or 'section'}-{position}"
        taken.add(key)
        keys.append(key)
    return keys
