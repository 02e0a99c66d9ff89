"""What the library raises: a caller's mistakes and input that cannot be used.

A mistake in somebody's theory is a finding, never an exception, until a caller asks for a
theory that cannot be had (:func:`theoryofchange.load`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class TheoryOfChangeError(Exception):
    """Base of everything this library raises on purpose."""


class InputError(TheoryOfChangeError):
    """Something given to the tool could not be used at all, such as a path that does not exist."""


class ShapeError(TheoryOfChangeError, ValueError):
    """A record was built with a field that it does not have, or a value that a field does not take.

    Parameters
    ----------
    message
        What is wrong with each, in a sentence each.
    faults
        Each as data: ``type``, ``loc`` (the names that lead to the place), ``msg`` and ``input``.
    """

    def __init__(self, message: str, faults: Sequence[Mapping[str, Any]] = ()) -> None:
        self.faults = tuple(faults)
        super().__init__(message)


def kind_of(given: object) -> str:
    """Return what something given is, as a message ends that says what was expected in its place.

    Examples
    --------
    >>> kind_of(None), kind_of([]), kind_of(3)
    ('None', 'a list', 'an int')
    """
    if given is None:
        return "None"
    name = type(given).__name__
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


class DeclarationError(TheoryOfChangeError):
    """A theory has faults that keep it from being built.

    Parameters
    ----------
    findings
        Every fault found, each with its place.
    """

    def __init__(self, findings: Sequence[Any]) -> None:
        self.findings = findings
        count = len(self.findings)
        faults = "1 fault keeps" if count == 1 else f"{count} faults keep"
        lines = [f"{faults} this theory from being used"]
        lines += [f"  {finding}" for finding in self.findings]
        super().__init__("\n".join(lines))
