"""What was computed before, period by period, so that only what can have changed is done again.

It holds parts of figures (sums and counts) and a digest of the rows of each period, never a row.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from theoryofchange.errors import InputError
from theoryofchange.measurement.engine.parts import Number

FORMAT = 2
Parts = tuple[Number | None, ...]
Labels = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a period of a KPI.

    Parameters
    ----------
    print
        A digest of the rows that it was computed from; empty where none was asked for.
    whole
        The parts of its figure; ``None`` where it had no row.
    segments
        The parts of each segment by the values of its columns.
    """

    print: str
    whole: Parts | None
    segments: Mapping[Labels, Parts]


@dataclass(slots=True)
class Entry:
    """What is known of a KPI: the digest of its definition, and its periods."""

    definition: str
    periods: dict[int, Kept] = field(default_factory=dict)


@dataclass(slots=True)
class Ledger:
    """What was computed of each KPI.

    Parameters
    ----------
    until
        The last day of which rows counted when it was last brought up to date.
    entries
        What is known of each KPI by its id.
    """

    until: str = ""
    entries: dict[str, Entry] = field(default_factory=dict)

    def entry(self, id: str, definition: str) -> Entry:
        """Return the entry of a KPI, an empty one where another definition was computed."""
        held = self.entries.get(id)
        if held is None or held.definition != definition:
            held = self.entries[id] = Entry(definition)
        return held

    def as_text(self) -> str:
        """Return it as JSON, the same for the same content."""
        kpis = {
            id: {"definition": entry.definition, "periods": dict(_written(entry))}
            for id, entry in sorted(self.entries.items())
        }
        held = {"format": FORMAT, "until": self.until, "kpis": kpis}
        return json.dumps(held, ensure_ascii=False, separators=(",", ":")) + "\n"

    @classmethod
    def from_text(cls, text: str, name: str) -> Ledger:
        """Return what :meth:`as_text` wrote.

        Raises
        ------
        InputError
            Where it is nothing of the kind.
        """
        try:
            held = json.loads(text)
            if held["format"] != FORMAT:
                return cls()
            entries = {
                id: Entry(
                    each["definition"], {int(p): _read(k) for p, k in each["periods"].items()}
                )
                for id, each in held["kpis"].items()
            }
            return cls(str(held["until"]), entries)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f"{name}: this is no state of a measurement; remove it to measure everything anew"
            ) from error


def _written(entry: Entry) -> Iterator[tuple[str, Any]]:
    for period, kept in sorted(entry.periods.items()):
        segments = [[list(labels), list(parts)] for labels, parts in kept.segments.items()]
        whole = None if kept.whole is None else list(kept.whole)
        yield str(period), [kept.print, whole, segments]


def _read(held: Any) -> Kept:
    mark, whole, segments = held
    parted = {tuple(labels): tuple(parts) for labels, parts in segments}
    return Kept(str(mark), None if whole is None else tuple(whole), parted)


def digest_of(prints: Sequence[Any]) -> str:
    """Return a digest of what is known of the rows of some periods.

    Examples
    --------
    >>> digest_of([[3, 17]]) == digest_of([[3, 18]])
    False
    """
    text = json.dumps(prints, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]
