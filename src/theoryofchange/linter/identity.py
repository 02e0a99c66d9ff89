"""Which finding is which: a text that stays the same while lines move."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from theoryofchange.source.finding import Finding

_FIGURE = re.compile(r"“[^”]*”|(?<!\w)\d+(?:[-.,:/]\d+)*(?!\w)")
"""What stands in quotation marks, or a figure or date that stands by itself."""
_ENCODER = json.JSONEncoder(ensure_ascii=False)


def identity(findings: Iterable[Finding], root: str | Path = ".") -> Mapping[Finding, str]:
    """Return for each finding a text that tells it from all others, whatever line it stands on.

    It holds the file, the code, the id, the message, and an ordinal where all these are equal. Of
    the message, figures and dates count only where they are part of a name or are quoted: rows,
    counts and the day of looking change, and the fault is still the same. So it survives moved
    lines, another indentation and other line ends. It does not survive another name of the file,
    another id, or other words of the message, as those of a new title.

    Parameters
    ----------
    findings
        All findings of a check: of equal ones, the ordinal is that of their places.
    root
        The directory that the names of files start from.

    Returns
    -------
    Mapping
        For each finding one line of JSON, an object with ``file``, ``code``, ``id``, ``message``
        and ``ordinal``.

    Examples
    --------
    >>> from theoryofchange.linter import check
    >>> found = check({"goals": {"growth": {"title": "Grow", "weight": 0, "due": "2027-12-31"}}})
    >>> print(next(text for finding, text in identity(found).items() if finding.code == "GRF008"))
    {"file": "<theory>", "code": "GRF008", "id": "growth", "message": "Grow has the weight # and \
counts for nothing.", "ordinal": 1}
    """
    found = tuple(findings)
    names = names_below(root, {each.file for each in found})
    return dict(zip(found, identities(found, names), strict=True))


def identities(findings: Sequence[Finding], names: Mapping[str, str]) -> tuple[str, ...]:
    """Return the identity of each finding, in their order.

    Parameters
    ----------
    findings
        All findings of a check.
    names
        For each file of theirs the name it has in an identity, as :func:`names_below` gives it.
    """
    equals: Counter[tuple[str, str, str, str]] = Counter()
    texts = [""] * len(findings)
    for index in sorted(range(len(findings)), key=lambda index: findings[index].span):
        each = findings[index]
        same = (
            names[each.file],
            each.code,
            each.id,
            _FIGURE.sub(_kept, each.original or each.message),
        )
        equals[same] += 1
        texts[index] = as_line(*same, equals[same])
    return tuple(texts)


def fingerprint(text: str) -> str:
    """Return an identity as 64 hexadecimal digits (SHA-256).

    Examples
    --------
    >>> fingerprint("")[:16]
    'e3b0c44298fc1c14'
    """
    return sha256(text.encode()).hexdigest()


def _kept(match: re.Match[str]) -> str:
    return match[0] if match[0].startswith("“") else "#"


def names_below(root: str | Path, files: Iterable[str]) -> Mapping[str, str]:
    """Return the names of files as they are written from a directory, with ``/``.

    Links of directories are followed, a file's own name stays.

    Examples
    --------
    >>> names_below(".", ["./a.yaml", "b/../../c.yaml"])
    {'./a.yaml': 'a.yaml', 'b/../../c.yaml': '../c.yaml'}
    """
    start = os.path.realpath(root)
    names = {}
    for file in files:
        directory, name = os.path.split(file)
        names[file] = Path(os.path.relpath(os.path.realpath(directory), start), name).as_posix()
    return names


def as_line(file: str, code: str, id: str, message: str, ordinal: int) -> str:
    """Return what makes an identity as one line of JSON."""
    held = {"file": file, "code": code, "id": id, "message": message, "ordinal": ordinal}
    text = _ENCODER.encode(held)
    return text.encode("utf-8", "backslashreplace").decode()
