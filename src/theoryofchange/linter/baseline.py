"""The findings of a bad legacy, recorded: only what comes on top of them fails a check."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path
from typing import Any

from theoryofchange.errors import InputError
from theoryofchange.linter.findings import Findings
from theoryofchange.linter.identity import as_line, identities, names_below
from theoryofchange.linter.rule import ALWAYS
from theoryofchange.source.finding import Finding
from theoryofchange.view.measure import counted

SCHEMA_VERSION = 1

_FORM = {"file": str, "code": str, "id": str, "message": str, "ordinal": int}
_Entries = Mapping[str, Mapping[str, Any]]
"""What a baseline records: each identity, and its parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a check found beside what a baseline records.

    Parameters
    ----------
    new
        The findings that the baseline does not record.
    known
        The findings that it records.
    mended
        The identities it records that were looked for and not found.
    notes
        What to say of all this, a sentence each.
    """

    new: Findings
    known: tuple[Finding, ...]
    mended: tuple[str, ...]
    notes: tuple[str, ...]


def compared(
    findings: Findings, baseline: str | Path, codes: Collection[str] | None = None
) -> Comparison:
    """Return which findings a baseline does not record.

    Parameters
    ----------
    findings
        All findings of a check.
    baseline
        The file, as :func:`update_baseline` writes it. The names of files in it start from its
        own directory.
    codes
        The codes of the rules that were run; by default all.

    Returns
    -------
    Comparison
        What keeps a file from being read, and a rule that crashed, is always new: TOC001, TOC010,
        TOC017 and TOC999 are never recorded. Mended is only what was looked for: nothing of a file
        that exists and was not checked, of a rule that was not run, or of a theory that could not
        be read to its end.

    Raises
    ------
    InputError
        Where the baseline does not exist, cannot be read, or is of another version.
    """
    path = Path(baseline)
    made = _compared(findings, path, _read(path), codes)
    if not made.mended:
        return made
    mended = f"Mended since: {_finding(made.mended)} of {path.as_posix()}"
    return replace(made, notes=(*made.notes, f"{mended}; run --update-baseline to shrink it."))


def update_baseline(
    findings: Findings, baseline: str | Path, codes: Collection[str] | None = None
) -> Comparison:
    """Record today's findings, or strike from the record what was mended.

    A baseline only shrinks: findings are added only where the file does not exist yet. Whoever
    wants to begin again deletes it, which a reviewer sees.

    Parameters
    ----------
    findings, baseline, codes
        As for :func:`compared`.

    Returns
    -------
    Comparison
        With what was struck as ``mended``.

    Raises
    ------
    InputError
        Where a file of the theory could not be read to its end, so that its findings are not
        known, or where the baseline cannot be read or written.
    """
    path = Path(baseline)
    expect_to_update(path, findings.unread)
    if not path.exists():
        made = _compared(findings, path, _begun(findings, path), codes)
        return replace(made, notes=(f"Recorded in {path.as_posix()}: {_finding(made.known)}.",))
    entries = _read(path)
    made = _compared(findings, path, entries, codes)
    if made.mended:
        _write(path, entries.keys() - frozenset(made.mended))
    return replace(made, notes=(*made.notes, *_told_of_update(made, path)))


def expect_to_compare(baseline: str | Path) -> None:
    """Raise what :func:`compared` would raise, before what it should follow is done.

    Raises
    ------
    InputError
        Where the baseline does not exist, cannot be read, or is of another version.
    """
    _read(Path(baseline))


def expect_to_update(baseline: str | Path, unread: Collection[str]) -> None:
    """Raise what :func:`update_baseline` would raise, before what it should follow is done.

    Parameters
    ----------
    baseline
        The file, or where it is to be.
    unread
        The files of the theory that could not be read to their end.

    Raises
    ------
    InputError
        Where there are any of these, the baseline cannot be read, or there is no directory for it.
    """
    path = Path(baseline)
    if unread:
        raise InputError(
            f"{baseline}: not updated, since {', '.join(unread)} could not be read to the end; "
            "mend that first, and what else there is will be known"
        )
    if path.exists():
        _read(path)
    elif not path.parent.is_dir():
        raise InputError(f"{path}: there is no such directory; make it, or name another file")


def _compared(
    findings: Findings, path: Path, entries: _Entries, codes: Collection[str] | None
) -> Comparison:
    texts = _identities(findings, path)
    is_known = [
        text in entries and each.code not in ALWAYS
        for each, text in zip(findings, texts, strict=True)
    ]
    known = tuple(compress(findings, is_known))
    gone = {text: entries[text] for text in entries.keys() - frozenset(texts)}
    return Comparison(
        new=findings.only(
            each for each, is_old in zip(findings, is_known, strict=True) if not is_old
        ),
        known=known,
        mended=tuple(sorted(_sought(findings, path.parent, gone, codes))),
        notes=(f"Not shown: {_finding(known)} in {path.as_posix()}.",) if known else (),
    )


def _sought(
    findings: Findings, root: Path, entries: _Entries, codes: Collection[str] | None
) -> list[str]:
    """Return the identities that the check would have found again, were they there."""
    if findings.unread:
        return []
    checked = frozenset(names_below(root, findings.sources).values())
    files = {entry["file"] for entry in entries.values()}
    sought = {file for file in files if file in checked or not (root / file).exists()}
    return [
        text
        for text, entry in entries.items()
        if entry["file"] in sought and (codes is None or entry["code"] in codes)
    ]


def _told_of_update(made: Comparison, path: Path) -> Iterator[str]:
    if made.mended:
        yield f"Struck from {path.as_posix()}: {_finding(made.mended)} mended since."
    if made.new:
        yield f"Not added: {_finding(made.new)} on top of it, for a baseline only shrinks."


def _finding(those: Collection[object]) -> str:
    return counted(len(those), "finding")


def _begun(findings: Findings, path: Path) -> _Entries:
    recorded = findings.only(each for each in findings if each.code not in ALWAYS)
    texts = _identities(recorded, path)
    _write(path, texts)
    return {text: {} for text in texts}


def _identities(findings: Findings, path: Path) -> tuple[str, ...]:
    return identities(findings, names_below(path.parent, {each.file for each in findings}))


def _write(path: Path, texts: Iterable[str]) -> None:
    body = ",\n".join(sorted(texts))
    text = f'{{"schema_version": {SCHEMA_VERSION}, "findings": [\n{body}\n]}}\n'
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def _read(path: Path) -> _Entries:
    try:
        held = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise InputError(
            f"{path}: there is no such baseline; --update-baseline records one here"
        ) from None
    except IsADirectoryError:
        raise InputError(f"{path}: this is a directory; name the baseline in it") from None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    except (ValueError, RecursionError):
        raise _unusable(path, "this is no JSON") from None
    version = held.get("schema_version") if isinstance(held, dict) else None
    if type(version) is not int:
        raise _unusable(path, "this is no baseline")
    if version != SCHEMA_VERSION:
        raise _unusable(path, f"this baseline has the version {version}, not {SCHEMA_VERSION}")
    entries = held.get("findings")
    if not isinstance(entries, list) or not all(_is_entry(each) for each in entries):
        raise _unusable(path, "an entry of this baseline is not as it was written")
    return {as_line(**entry): entry for entry in entries}


def _is_entry(held: object) -> bool:
    return (
        isinstance(held, dict)
        and held.keys() == _FORM.keys()
        and all(type(held[name]) is kind for name, kind in _FORM.items())
    )


def _unusable(path: Path, why: str) -> InputError:
    return InputError(
        f"{path}: {why}; take the file from git again, or delete it and record another with "
        "--update-baseline"
    )
