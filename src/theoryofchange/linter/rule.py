"""What a rule is: a function whose name, docstring and defaults are its metadata."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from theoryofchange.link import Link
from theoryofchange.record import field, record
from theoryofchange.source.finding import Confidence, Fault, Severity
from theoryofchange.source.span import Route

VISITS = (
    "Declaration",
    "TheoryOfChange",
    "Goal",
    "Outcome",
    "Kpi",
    "Activity",
    "WrittenLink",
    "Figure",
    "Ratings",
    "Suppression",
    "PlugInFailure",
)
"""What the first argument of a rule may be; the rule is called once for each there is."""

ALWAYS = frozenset({"TOC001", "TOC010", "TOC017", "TOC999"})
"""Rules that cannot be turned off: what could not be read is unknown, and a crash is ours."""


@record
class WrittenLink:
    """A link where it is written, whether or not both its ends exist.

    Parameters
    ----------
    route
        Where: as ``("goals", "growth", "needs", "trust")``.
    cause, effect
        The ids of its ends.
    link
        What is said of it.
    """

    route: Route
    cause: str
    effect: str
    link: Link


@record
class Rule:
    """One kind of defect, and the function that finds it.

    Parameters
    ----------
    code
        As ``KPI001``; never used again for another defect.
    name
        The defect, as ``kpi-without-target``.
    severity
        How grave it is: an error keeps a theory from meaning what it says, a warning keeps it from
        being acted on or tested, an info is worth a look.
    visits
        The type the function takes first.
    check
        The function.
    options
        Its keyword-only defaults.
    takes_theory
        Whether its second argument is the theory.
    lacks
        The references it misses where it finds something: ``needs``, ``advances`` or ``measures``.
        Where some were refused, it may be one of those that it misses. So for ``columns``.
    confidence
        How sure it is: it reads the defect (high), infers it (medium), or takes a hint (low).
    profile
        The profile that it belongs to: ``recommended``, ``strict``, or a standard's.
    yields_to
        The codes of rules that doubt a single figure or formula: where one doubts one of those that
        this rule compares, this rule is silent.
    """

    code: str
    name: str
    severity: Severity
    visits: str
    check: Callable[..., Iterable[Fault]] = field(repr=False)
    options: Mapping[str, Any]
    takes_theory: bool
    lacks: str = ""
    confidence: Confidence = "high"
    profile: str = "recommended"
    yields_to: tuple[str, ...] = ()

    @property
    def page(self) -> str:
        """Its documentation: What it does · Why it matters · Example · Use instead · References."""
        from inspect import cleandoc

        return cleandoc(self.check.__doc__ or "")

    @property
    def summary(self) -> str:
        """The first line of its page."""
        return self.page.partition("\n")[0]

    def section(self, heading: str) -> str:
        """Return one section of its page, empty where there is none."""
        parts = self.page.split("\n## ")
        return next((part.partition("\n")[2].strip() for part in parts if _is(part, heading)), "")

    def example(self, heading: str) -> str:
        """Return the YAML of the section ``Example`` or ``Use instead``."""
        return self.section(heading).partition("```yaml\n")[2].partition("```")[0]


def rule(
    code: str,
    severity: Severity,
    lacks: str = "",
    *,
    confidence: Confidence = "high",
    profile: str = "recommended",
    yields_to: tuple[str, ...] = (),
) -> Callable[[Callable[..., Iterable[Fault]]], Rule]:
    """Make a function a rule.

    Parameters
    ----------
    code
        The code, used by no other rule.
    severity
        How grave the defect is.
    lacks
        The field whose references it misses, if it finds that there is none.
    confidence
        How sure it is.
    profile
        The profile that it belongs to.
    yields_to
        The codes of the rules that say the cause where they doubt a figure or formula compared.

    Returns
    -------
    callable
        A decorator. The function's name is the defect's, its docstring the page, its keyword-only
        defaults the options, and its first argument's type what it visits, one of ``VISITS``.

    Raises
    ------
    TypeError
        Where the function's first argument has another type.
    """

    def made(function: Callable[..., Iterable[Fault]]) -> Rule:
        arguments = function.__code__.co_varnames[: function.__code__.co_argcount]
        annotation = function.__annotations__.get(arguments[0], "") if arguments else ""
        visits = getattr(annotation, "__name__", str(annotation))
        if visits not in VISITS:
            raise TypeError(f"{function.__name__} visits {visits!r}, not one of {VISITS}")
        return Rule(
            code=code,
            name=function.__name__.replace("_", "-"),
            severity=severity,
            visits=visits,
            check=function,
            options=dict(function.__kwdefaults__ or {}),
            takes_theory=len(arguments) > 1,
            lacks=lacks,
            confidence=confidence,
            profile=profile,
            yields_to=yields_to,
        )

    return made


def _is(part: str, heading: str) -> bool:
    return part.partition("\n")[0].strip() == heading
