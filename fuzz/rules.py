"""A text as a theory: checked by every rule, none crashes, every finding inside the text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from places import expect_inside

from theoryofchange.declare import declare_text
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.registry import packaged_rules
from theoryofchange.linter.run import checked
from theoryofchange.source.reading import decode
from theoryofchange.source.span import Source

CRASHED = "TOC999"
FILE = "theory.yaml"


def _words() -> Iterator[str]:
    """Yield the keys, the values and the ids that the pages of the rules are written in."""
    for seed in seeds():
        for line in seed.decode().splitlines():
            yield from (f"{word} " for word in line.replace("{", " ").replace("}", " ").split())


def seeds() -> Iterator[bytes]:
    """Yield what each rule finds something in, and what it finds nothing in."""
    for rule in packaged_rules():
        for heading in ("Example", "Use instead"):
            yield rule.example(heading).encode()


WORDS = tuple(sorted(set(_words())))


@cache
def everything() -> Configuration:
    """Return a configuration with every rule that there is."""
    return Configuration(select=tuple(rule.code for rule in packaged_rules()))


def one_input(data: bytes) -> None:
    """Check a text."""
    source = decode(data, FILE)
    if not isinstance(source, Source):
        return
    findings = checked(declare_text(source.text, FILE), everything())
    for finding in findings:
        assert finding.code != CRASHED, finding.message
        assert finding.message and finding.file == FILE
        expect_inside(finding.span, source)
        for related in finding.related:
            expect_inside(related.span, source)
