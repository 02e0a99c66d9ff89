"""All four stages in one go, and what is written of them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticCustomError

from theoryofchange.errors import InputError
from theoryofchange.graph import TheoryOfChange
from theoryofchange.linter import Findings
from theoryofchange.linter.run import declared, findings_of, theory_of
from theoryofchange.maturity import Rating
from theoryofchange.reporting.mermaid import as_mermaid
from theoryofchange.reporting.page import render_page
from theoryofchange.reporting.summary import provenance_table, subtitle, verdict
from theoryofchange.reporting.table import as_csv
from theoryofchange.shape import read_date
from theoryofchange.source.writer import write_aside
from theoryofchange.stages.alignment import Alignment, align, layers_of
from theoryofchange.stages.analysis import Analysis, analyze
from theoryofchange.stages.analysis.observing import observations_from
from theoryofchange.stages.assessment import Assessment, assess, ratings_of
from theoryofchange.stages.evolution import Roadmap, evolve
from theoryofchange.stages.result import SCHEMA_VERSION
from theoryofchange.view.blocks import View
from theoryofchange.view.markdown import as_markdown, escape

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Run:
    """A theory taken through all four stages.

    Parameters
    ----------
    theory
        The theory.
    findings
        What a check found; nothing that keeps it from being used.
    fit, state, analysis, roadmap
        The results of align, assess, analyze and evolve.
    assumed
        What was assumed because nothing said it, such as the day.
    """

    theory: TheoryOfChange
    findings: Findings
    fit: Alignment
    state: Assessment
    analysis: Analysis
    roadmap: Roadmap
    assumed: tuple[str, ...] = ()

    @property
    def verdict(self) -> View:
        """The whole in a few lines: the scores, what matters most, what to do first."""
        return verdict(self)

    @property
    def summary(self) -> str:
        """The scores of the four stages in a few lines of text."""
        from theoryofchange.view.text import as_text

        return as_text(self.verdict)

    @cached_property
    def files(self) -> dict[str, str]:
        """The text of every file that :meth:`save` writes, by its name."""
        return {
            "report.html": self._page(),
            "report.md": self._markdown(),
            "theory.mmd": as_mermaid(self.theory),
            "result.json": json.dumps(self.to_dict(), ensure_ascii=False, indent=2) + "\n",
            "alignment.csv": as_csv(self.fit.to_frame()),
            "assessment.csv": as_csv(self.state.to_frame()),
            "kpis.csv": as_csv(self.analysis.to_frame()),
            "recommendations.csv": as_csv(self.roadmap.recommendations_frame()),
            "roadmap.csv": as_csv(self.roadmap.to_frame()),
        }

    def to_dict(self) -> dict[str, Any]:
        """Return all four results as plain data, the same for the same input."""
        return {
            "schema_version": SCHEMA_VERSION,
            "check": self.findings.summary,
            "align": self.fit.to_dict(),
            "assess": self.state.to_dict(),
            "analyze": self.analysis.to_dict(),
            "evolve": self.roadmap.to_dict(),
            "assumed": list(self.assumed),
            "provenance": self.roadmap.provenance.to_dict(),
        }

    def save(self, out: str | Path) -> tuple[Path, ...]:
        """Write the report, its data and its tables, each whole or not at all.

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
            Where the directory cannot be made or written.
        """
        if not str(out):
            raise InputError("an empty path names nothing; write . for this directory")
        directory = Path(out)
        texts = self.files
        try:
            directory.mkdir(parents=True, exist_ok=True)
            for name, text in texts.items():
                write_aside(directory / name, text)
        except OSError as error:
            raise InputError(f"{directory}: {error.strerror or error}") from error
        return tuple(directory / name for name in texts)

    def _sections(self) -> tuple[View, ...]:
        drawing = View("The theory", (layers_of(self.theory),), key="theory")
        stages = (self.fit, self.state, self.analysis, self.roadmap)
        return (drawing, *(stage.view() for stage in stages), self.findings.view())

    def _page(self) -> str:
        return render_page(
            self.theory.title,
            subtitle(self),
            self.verdict,
            self._sections(),
            provenance_table(self),
            self.theory.header.language,
        )

    def _markdown(self) -> str:
        views = (self.verdict, *self._sections(), View("Provenance", (provenance_table(self),)))
        head = f"# {escape(self.theory.title)}\n\n{escape(subtitle(self))}\n"
        return "\n".join([head, *(as_markdown(view) for view in views)])

    def _repr_html_(self) -> str:
        from theoryofchange.view.html import as_html

        return as_html(self.verdict)


def run(
    given: str | Path | TheoryOfChange,
    *,
    observations: pd.DataFrame | None = None,
    ratings: Iterable[Rating] | pd.DataFrame | None = None,
    as_of: dt.date | str | None = None,
    start: dt.date | str | None = None,
) -> Run:
    """Take a theory through all four stages: align, assess, analyze, evolve.

    Parameters
    ----------
    given
        A theory, or the path of one.
    observations, ratings
        In place of the theory's own, as for ``analyze`` and ``assess``.
    as_of
        The day the theory is looked at; by default its own, and where it names none, that of the
        last observation, else today, which the result then says.
    start
        The first day of the roadmap; by default the day the theory is looked at.

    Returns
    -------
    Run
        The four results; ``save`` writes them.

    Raises
    ------
    DeclarationError
        Where the theory has faults that keep it from being used.
    InputError
        Where there is nothing to read.
    ValueError
        Where ``as_of`` or ``start`` is no day, or a frame lacks a column.
    """
    declaration = declared(given)
    theory = theory_of(declaration)
    if isinstance(given, TheoryOfChange):
        theory = given
    if observations is not None:
        theory = theory.replace(observations=observations_from(observations)[0])
    if ratings is not None:
        theory = theory.replace(ratings=ratings_of(ratings))
    theory, assumed = _dated(theory, as_of)
    fit, state, analysis = align(theory), assess(theory), analyze(theory, observations)
    return Run(
        theory=theory,
        findings=findings_of(declaration),
        fit=fit,
        state=state,
        analysis=analysis,
        roadmap=evolve(theory, fit, state, analysis, start=start or theory.as_of),
        assumed=assumed,
    )


def _dated(
    theory: TheoryOfChange, as_of: dt.date | str | None
) -> tuple[TheoryOfChange, tuple[str, ...]]:
    if as_of is None and theory.as_of is not None:
        return theory, ()
    day, why = _day_of(theory) if as_of is None else (_read_day(as_of), "")
    given = {name: getattr(theory.header, name) for name in theory.header.__dataclass_fields__}
    dated = theory.replace(header=type(theory.header)(**{**given, "as_of": day}))
    if as_of is not None:
        return dated, ()
    return dated, (f"The theory names no day to be looked at (as_of): {day} was taken, {why}.",)


def _day_of(theory: TheoryOfChange) -> tuple[dt.date, str]:
    last = max((each.date for each in theory.observations), default=None)
    if last is not None:
        return last, "the day of the last observation"
    return dt.date.today(), "which is today"


def _read_day(given: dt.date | str) -> dt.date:
    try:
        return read_date(given)
    except PydanticCustomError:
        raise ValueError(f"as_of is a day, as in as_of='2026-01-31', not {given!r}") from None
