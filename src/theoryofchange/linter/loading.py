"""Load a theory that is sound enough to be used."""

from __future__ import annotations

from theoryofchange.declare import Declaration
from theoryofchange.errors import DeclarationError
from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.registry import packaged_rules
from theoryofchange.linter.rule import ALWAYS, Rule
from theoryofchange.linter.run import Given, checked_by, declared

BLOCKING = frozenset({"GRF001", "ACT004"})
"""Rules whose defect keeps a theory from being used, beside the faults in how it is written:
those that visit the ``Declaration``."""

BEARABLE = frozenset(
    {"TOC005", "TOC008", "TOC012", "TOC018", "TOC019", "TOC020", "TOC021", "DAT010", "MAT007"}
)
"""Faults in how a theory is written that it can be used with: something is absent, unread or of two
meanings. A check counts them all the same."""


def load(*given: Given, configuration: Configuration | None = None) -> TheoryOfChange:
    """Load a theory that is sound enough to be used.

    A poor theory loads, whatever a check says of it: without owners, baselines or targets it can
    still be assessed. What it cannot be loaded with is refused text, TOC001 to TOC004, TOC006,
    TOC007, TOC009, TOC010 and TOC017 (such as an unknown key or a reference to nothing), nothing
    at all (TOC011), and a cycle of causes (GRF001) or of activities (ACT004). With a missing field
    (TOC005) and with every other error it loads.

    Parameters
    ----------
    given
        As for :func:`check`.
    configuration
        As for :func:`check`. What it ignores or calls no error does not keep a theory from being
        used, and neither does what a comment suppresses. What could not be read always does.

    Returns
    -------
    TheoryOfChange
        The theory.

    Raises
    ------
    DeclarationError
        With every fault that keeps it from being used, each in its place.
    InputError
        Where a path does not exist or holds no file of a theory.

    Examples
    --------
    >>> theory = load(
    ...     {"goals": {"growth": {"needs": ["trust"]}}},
    ...     configuration=Configuration(ignore=("dangling-reference",)),
    ... )
    >>> list(theory.goals)
    ['growth']
    """
    return theory_of(declared(*given), configuration)


def theory_of(
    declaration: Declaration, configuration: Configuration | None = None
) -> TheoryOfChange:
    """Return the theory of a declaration that is sound enough to be used.

    Parameters
    ----------
    declaration
        What was read.
    configuration
        As for :func:`load`.

    Raises
    ------
    DeclarationError
        With every fault that keeps it from being used, each in its place.
    """
    configuration = configuration or Configuration()
    blocking = [each for each in configuration.rules if _blocks(each)]
    found = checked_by(blocking, declaration, configuration)
    grave = found.only(each for each in found if each.code not in BEARABLE)
    if grave:
        raise DeclarationError(grave.in_language(declaration.theory.header.language))
    return declaration.theory


def _blocks(each: Rule) -> bool:
    """Tell whether what a rule finds keeps a theory from being used."""
    is_ours = any(each.code == packaged.code for packaged in packaged_rules())
    looks_there = each.code in BLOCKING or (
        each.visits == Declaration.__name__ and each.code not in BEARABLE
    )
    return is_ours and looks_there and (each.severity == "error" or each.code in ALWAYS)
