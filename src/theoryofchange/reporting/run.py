"""All four stages in one go, and what is written of them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from theoryofchange.declare import collector_paused
from theoryofchange.errors import InputError, kind_of
from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter import Findings
from theoryofchange.linter.configuration import Configuration
from theoryofchange.linter.loading import theory_of
from theoryofchange.linter.run import Given, checked, declared
from theoryofchange.maturity import Rating
from theoryofchange.reporting.data import json_parts
from theoryofchange.reporting.day import day_of
from theoryofchange.reporting.mermaid import as_mermaid
from theoryofchange.reporting.origins import origins_beside, origins_of, origins_tables
from theoryofchange.reporting.page import render_page
from theoryofchange.reporting.summary import provenance_table, subtitle, verdict
from theoryofchange.reporting.table import as_csv
from theoryofchange.source.together import write_together
from theoryofchange.stages.alignment import Alignment, align, layers_of
from theoryofchange.stages.analysis import Analysis, analyze
from theoryofchange.stages.analysis.reading import observations_from
from theoryofchange.stages.assessment import Assessment, assess, ratings_of
from theoryofchange.stages.evolution import Roadmap, evolve
from theoryofchange.stages.evolution.portfolio import NEAR_TERM_DAYS
from theoryofchange.stages.provenance import Provenance, provenance_of
from theoryofchange.stages.result import SCHEMA_VERSION, Gap, Result, Stage, largest_first
from theoryofchange.view.blocks import Block, Note, View
from theoryofchange.view.markdown import as_markdown, escape
from theoryofchange.view.translation import said_in, translated
from theoryofchange.view.words import words

if TYPE_CHECKING:
    import pandas as pd

    from theoryofchange.measurement.engine import Origin

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "stage": "align, assess, analyze or evolve",
        "score": "From 0 to 1; empty where it cannot be told",
        "parts": "How many rows make the score",
        "parts_known": "How many of them have a value; only these count",
        "gaps": "How many gaps the stage found",
        "gap_size": "Sum of their score × weight, an unknown score counting as 1",
        "largest_gap": "Id of the largest gap; empty where there is none",
        "largest_gap_title": "What is missing there",
    }
)
"""The columns of :meth:`Run.to_frame` and what each holds."""


@dataclass(frozen=True)
class Run:
    """A theory taken through all four stages.

    Parameters
    ----------
    theory
        The theory, dated by the day it was looked at.
    findings
        What a check found; nothing that keeps it from being used.
    fit, state, analysis, roadmap
        The results of align, assess, analyze and evolve.
    provenance
        What all four results were made from.
    assumed
        What was assumed because nothing said it, such as the day.
    origins
        Where the values that were measured from data come from.
    """

    theory: TheoryOfChange
    findings: Findings
    fit: Alignment
    state: Assessment
    analysis: Analysis
    roadmap: Roadmap
    provenance: Provenance
    assumed: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()

    @property
    def results(self) -> tuple[Result, ...]:
        """The results of the four stages, in their order."""
        return self.fit, self.state, self.analysis, self.roadmap

    @property
    def score(self) -> Mapping[Stage, float | None]:
        """The score of each stage, from 0 to 1 or ``None``.

        There is none of the whole: the four measure different things, and a mean of them would
        measure nothing (``docs/decisions/0006-how-scores-are-made.md``).
        """
        return MappingProxyType({result.stage: result.score for result in self.results})

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The gaps of all four stages, the largest first."""
        return largest_first(gap for result in self.results for gap in result.gaps)

    @property
    def summary(self) -> str:
        """The verdict in a few lines of text."""
        from theoryofchange.view.text import as_text

        language = self.theory.header.language
        return as_text(translated(self.view(), language), language=language)

    def view(self) -> View:
        """Return the verdict as blocks: the scores, what matters most, what to do first."""
        return self._verdict

    @cached_property
    def _verdict(self) -> View:
        return verdict(self)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a stage.

        Returns
        -------
        pandas.DataFrame
            With the columns of :data:`COLUMNS`.
        """
        import pandas as pd

        rows = [_row(result) for result in self.results]
        frame = pd.DataFrame(rows, columns=list(COLUMNS))
        return frame.astype({"score": "float64", "gap_size": "float64"})

    @cached_property
    def files(self) -> dict[str, str]:
        """The text of every file that :meth:`save` writes, by its name."""
        with collector_paused():
            return {name: "".join(parts) for name, parts in self._parts().items()}

    def _parts(self) -> dict[str, Iterator[str]]:
        """Return the text of each file in parts, made when they are asked for."""
        return {
            "report.html": _later(self._page),
            "report.md": _later(self._markdown),
            "theory.mmd": _later(lambda: as_mermaid(self.theory)),
            "result.json": json_parts(self._told()),
            "alignment.csv": _later(lambda: as_csv(self.fit.to_frame())),
            "assessment.csv": _later(lambda: as_csv(self.state.to_frame())),
            "kpis.csv": _later(lambda: as_csv(self.analysis.to_frame())),
            "recommendations.csv": _later(lambda: as_csv(self.roadmap.recommendations_frame())),
            "roadmap.csv": _later(lambda: as_csv(self.roadmap.to_frame())),
        }

    def to_dict(self) -> dict[str, Any]:
        """Return all four results as plain data, the same for the same input."""
        return dict(self._told())

    def _told(self) -> Iterator[tuple[str, Any]]:
        yield "schema_version", SCHEMA_VERSION
        yield "check", self.findings.summary
        for result in self.results:
            yield result.stage, result.to_dict()
        yield "assumed", list(self.assumed)
        yield "provenance", self.provenance.to_dict()
        yield "measured", [each.to_dict() for each in self.origins]

    def save(self, out: str | Path) -> tuple[Path, ...]:
        """Write the report, its data and its tables: all of them, or none.

        Parameters
        ----------
        out
            The directory; it is made where it is absent.

        Returns
        -------
        tuple of Path
            What was written.

        Raises
        ------
        InputError
            Where the directory, or one of the files, cannot be written; the message names it, and
            all that was there stays.
        """
        if not isinstance(out, str | Path):
            raise TypeError(f"out takes the path of a directory, not {kind_of(out)}")
        if not str(out):
            raise InputError("an empty path names nothing; write . for this directory")
        directory, parts = Path(out), self._parts()
        with collector_paused():
            write_together(directory, parts)
        return tuple(directory / name for name in parts)

    @cached_property
    def _sections(self) -> tuple[View, ...]:
        drawing = View("The theory", (layers_of(self.theory),), key="theory")
        found = self.findings.in_language(self.theory.header.language).view(self.theory.root)
        return (drawing, *(result.view() for result in self.results), found)

    def _page(self) -> str:
        language = self.theory.header.language
        made = View("Provenance", (*self._made_from(), self._beside()))
        return render_page(
            self.theory.title,
            said_in(subtitle(self), language),
            translated(self.view(), language),
            translated(self._sections, language),
            replace(translated(made, language), title=words(language)["provenance"]),
            language,
        )

    def _made_from(self) -> Iterator[Block]:
        yield provenance_table(self)
        if self.origins:
            yield from origins_tables(self.origins, self.theory)

    def _beside(self) -> Note:
        """Say where a reader finds what the page has no room for."""
        names = [name for name in self._parts() if name != "report.html"]
        return Note(f"All that this page leaves out is in the files beside it: {', '.join(names)}.")

    def _markdown(self) -> str:
        language = self.theory.header.language
        views = (self.view(), *self._sections, View("Provenance", tuple(self._made_from())))
        views = translated(views, language)
        head = f"# {escape(self.theory.title)}\n\n{escape(said_in(subtitle(self), language))}\n"
        return "\n".join([head, *(as_markdown(view, language=language) for view in views)])

    def _repr_html_(self) -> str:
        from theoryofchange.view.html import as_html

        return as_html(self.view())


def run(
    given: Given,
    *,
    observations: pd.DataFrame | None = None,
    ratings: Iterable[Rating | Mapping[str, Any]] | pd.DataFrame | None = None,
    as_of: dt.date | str | None = None,
    start: dt.date | str | None = None,
    near_term_days: int = NEAR_TERM_DAYS,
    configuration: Configuration | None = None,
    progress: Callable[[str], None] | None = None,
) -> Run:
    """Take a theory through all four stages: align, assess, analyze, evolve.

    Parameters
    ----------
    given
        A theory, the path of one, or a mapping in the form of a theory file.
    observations, ratings
        In place of the theory's own, as for ``analyze`` and ``assess``.
    as_of
        The day the theory is looked at, as a date or as ``2026-01-31``. By default its own; where
        it names none, the latest day that an observation, baseline, rating, benchmark, evidence,
        reported status or attestation has; and where nothing is dated, the day of
        ``SOURCE_DATE_EPOCH`` (seconds since 1970, UTC), else today. ``Run.assumed`` and
        ``Run.provenance`` say what was taken.
    start
        The first day of the roadmap; by default the day the theory is looked at.
    near_term_days
        A quick win is a near-term win where it is finished at most this many days, 0 or more,
        after the day the theory is looked at.
    configuration
        How it is checked, as for ``check``; as for ``load``, what it ignores or calls no error
        keeps no theory from being used.
    progress
        Called with the name of each step as it begins: read, align, assess, analyze, evolve, check.

    Returns
    -------
    Run
        The four results; ``save`` writes them.

    Raises
    ------
    DeclarationError
        Where the theory has faults that keep it from being used.
    InputError
        Where there is nothing to read, or ``SOURCE_DATE_EPOCH`` is needed and no number of seconds.
    TypeError
        Where ``near_term_days`` is no whole number.
    ValueError
        Where ``as_of`` or ``start`` is no day, ``near_term_days`` is below 0, or a frame lacks a
        column.

    Examples
    --------
    >>> result = run({"goals": {"growth": {"due": "2027-12-31"}}}, as_of="2026-01-31")
    >>> list(result.score)
    ['align', 'assess', 'analyze', 'evolve']
    >>> result.provenance.as_of_from, result.assumed
    ('caller', ())
    """
    tell = progress or _tell_nobody
    with collector_paused():
        tell("read")
        declaration = declared(given)
        theory = theory_of(declaration, configuration)
        if isinstance(given, TheoryOfChange):
            theory = given
        origins, changed = origins_beside(declaration.sources)
        if observations is not None:
            origins, changed = origins_of(observations), ()
            theory = theory.replace(observations=observations_from(observations)[0])
        if ratings is not None:
            theory = theory.replace(ratings=ratings_of(ratings))
        day = day_of(theory, as_of)
        made = replace(provenance_of(theory), as_of=day.date, as_of_from=day.origin)
        if theory.as_of != day.date:
            theory = theory.replace(header=replace(theory.header, as_of=day.date))
        tell("align")
        fit = replace(align(theory), provenance=made)
        tell("assess")
        rated = None if ratings is None else theory.ratings
        state = replace(assess(theory, rated), provenance=made)
        tell("analyze")
        analysis = replace(analyze(theory, observations), stamp=made, as_of_from=day.origin)
        tell("evolve")
        roadmap = evolve(
            *(theory, fit, state, analysis),
            start=start or day.date,
            near_term_days=near_term_days,
        )
        tell("check")
        findings = checked(declaration, configuration or Configuration())
    return Run(
        theory=theory,
        findings=findings,
        fit=fit,
        state=state,
        analysis=analysis,
        roadmap=replace(roadmap, provenance=made),
        provenance=made,
        assumed=(*day.assumed, *changed),
        origins=origins,
    )


def _later(make: Callable[[], str]) -> Iterator[str]:
    """Yield a text that is made when it is asked for."""
    yield make()


def _tell_nobody(step: str) -> None:
    """Take no notice of a step."""


def _row(result: Result) -> dict[str, Any]:
    first = result.gaps[0] if result.gaps else None
    return {
        "stage": result.stage,
        "score": result.score,
        "parts": len(result.derivation),
        "parts_known": sum(part.value is not None for part in result.derivation),
        "gaps": len(result.gaps),
        "gap_size": math.fsum(gap.size for gap in result.gaps),
        "largest_gap": first.id if first else None,
        "largest_gap_title": first.title if first else None,
    }
