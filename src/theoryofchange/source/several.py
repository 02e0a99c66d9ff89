"""Several files, read one after the other or, where that pays, by several processes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from theoryofchange.source.files import is_yaml, read_content, read_source
from theoryofchange.source.finding import Fault
from theoryofchange.source.reading import Read, Reading, decode
from theoryofchange.source.span import Source

LEAST = 256 * 1024
"""Characters that a process reads at least: fewer are read sooner than another one starts."""


def read_all(contents: Mapping[str, bytes]) -> dict[str, Read]:
    """Read files, in several processes where that pays.

    Parameters
    ----------
    contents
        The bytes of each file by its name.

    Returns
    -------
    dict
        What was read of each file, in the order given.

    Examples
    --------
    >>> read = read_all({"a.yaml": b"goals: {growth: {}}"})
    >>> read["a.yaml"].reading.documents[0].data
    {'goals': {'growth': {}}}
    """
    texts = {file: decode(held, file) for file, held in contents.items() if is_yaml(file)}
    found = _in_parallel([text for text in texts.values() if isinstance(text, Source)])
    return {
        file: found.get(file) or Read(_read(held, file, texts.get(file)))
        for file, held in contents.items()
    }


def _in_parallel(sources: Sequence[Source]) -> dict[str, Read]:
    """Return what was read by several processes; nothing where one reads as fast."""
    processes = sum(len(each.text) for each in sources) // LEAST
    if processes <= 1:
        return {}
    from theoryofchange.source.beside import processors  # most theories are small
    from theoryofchange.source.parallel import read_beside

    processes = min(processes, processors())
    return read_beside(sources, processes) if processes > 1 else {}


def _read(content: bytes, file: str, text: Source | Fault | None) -> Reading:
    return read_source(text) if isinstance(text, Source) else read_content(content, file)
