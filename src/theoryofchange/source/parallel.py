"""The texts of a theory read by several processes, as many as there are processors.

The text of all, one after the other, is parted into equal shares. This process reads the
first; what the others read comes back as bytes that hold data and places and nothing else. Where
one of them fails, the file is read here, so what is found never depends on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import groupby

from theoryofchange.named_tuple import NamedTuple
from theoryofchange.source.beside import beside
from theoryofchange.source.keeping import as_bytes, from_bytes
from theoryofchange.source.pieces import Piece, joined, pieces_of, read_piece, shift_of
from theoryofchange.source.reading import Read, Reading
from theoryofchange.source.span import Source

_TOLD = 8
"""Bytes that tell how many bytes follow."""


class _Task(NamedTuple):
    source: Source
    piece: Piece


class _Part(NamedTuple):
    task: _Task
    reading: Reading | None
    kept: memoryview | None = None


def read_beside(sources: Sequence[Source], processes: int) -> dict[str, Read]:
    """Read YAML texts in processes beside this one.

    Parameters
    ----------
    sources
        The texts.
    processes
        How many processes read, this one among them.

    Returns
    -------
    dict
        What was read of each file that could be read so: of one with faults, all or some not.
    """
    own, *others = _shares(sources, processes)
    with ExitStack() as stack:
        answers = [stack.enter_context(beside(partial(_told, share))) for share in others]
        read = [_Part(task, read_piece(*task)) for task in own]
        for answer, share in zip(answers, others, strict=True):
            read += _parts(answer() or memoryview(b""), share)
    of_files = groupby(read, key=lambda part: part.task.source.file)
    whole = {file: _put_together([*parts]) for file, parts in of_files}
    return {file: each for file, each in whole.items() if each}


def _shares(sources: Sequence[Source], processes: int) -> list[list[_Task]]:
    """Part the texts, one after the other, into shares; a piece goes where its middle lies.

    A piece that does not begin its text begins at a bound or after it: none is in the first share.
    """
    size = sum(len(each.text) for each in sources)
    shares: list[list[_Task]] = [[] for _ in range(processes)]
    bounds = [size * share // processes for share in range(1, processes)]
    start = 0
    for source in sources:
        length = len(source.text)
        cuts = [bound - start for bound in bounds if 0 < bound - start < length]
        for piece in pieces_of(source.text, cuts):
            middle = start + (piece.start + piece.end) // 2
            share = min(middle * processes // size, processes - 1)
            shares[share].append(_Task(source, piece))
        start += length
    return shares


def _told(share: Sequence[_Task]) -> bytes:
    """Read a share, and tell of each piece how many bytes it takes and then its bytes."""
    told: list[bytes] = []
    for task in share:
        reading = read_piece(*task)
        kept = as_bytes(reading) if reading else None
        told += ((len(kept or b"")).to_bytes(_TOLD, "little"), kept or b"")
    return b"".join(told)


def _parts(told: memoryview, share: Sequence[_Task]) -> Iterator[_Part]:
    """Yield what another process told of the pieces of its share."""
    at = 0
    for task in share:
        length = int.from_bytes(told[at : at + _TOLD], "little")
        at += _TOLD + length
        kept = told[at - length : at]
        again = from_bytes(kept, task.source, shift_of(task.piece)) if kept else None
        yield _Part(task, again, kept)


def _put_together(parts: Sequence[_Part]) -> Read | None:
    """Return what was read of one file, ``None`` where a piece of it could not be read."""
    readings = [part.reading for part in parts if part.reading]
    if len(readings) < len(parts):
        return None
    if len(parts) == 1:
        return Read(readings[0], bytes(parts[0].kept or b""))
    whole = joined(parts[0].task.source, readings)
    return Read(whole) if whole else None
