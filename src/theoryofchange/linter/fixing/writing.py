"""Write fixed files: whole or not at all, in their own encoding, and only over what was read."""

from __future__ import annotations

import codecs
from dataclasses import replace
from pathlib import Path

from theoryofchange.errors import InputError
from theoryofchange.linter.fixing.making import Fixed
from theoryofchange.source.finding import Fault
from theoryofchange.source.reading import decode
from theoryofchange.source.span import Source
from theoryofchange.source.writer import replace_aside

_MARK = "\ufeff"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def write(*fixed: Fixed) -> tuple[Path, ...]:
    """Write what was fixed over the files it was read from.

    Each file is written aside and renamed into place, with the line ends, the byte order mark, the
    encoding and the mode it had; a link stays one, and what it leads to is written. All files are
    looked at before the first is written.

    Parameters
    ----------
    fixed
        What :func:`fixed` made of theories that were read from files.

    Returns
    -------
    tuple of Path
        The files that were written.

    Raises
    ------
    InputError
        Where a file is no longer as it was read, or cannot be written.
    """
    contents = {Path(file): _content(each, file) for each in fixed for file in each.after}
    for path, content in contents.items():
        try:
            replace_aside(path.resolve(), content)
        except OSError as error:
            raise InputError(f"{path}: {error.strerror or error}") from error
    return tuple(contents)


def as_in_files(fixed: Fixed) -> Fixed:
    """Return what was fixed with the texts as the files hold them: behind their byte order mark.

    Raises
    ------
    InputError
        Where a file cannot be read any more.
    """
    marked = [file for file in fixed.after if _bytes(file).startswith(codecs.BOM_UTF8)]
    before = {file: Source(file, f"{_MARK}{fixed.before[file].text}") for file in marked}
    after = {file: f"{_MARK}{fixed.after[file]}" for file in marked}
    return replace(fixed, before={**fixed.before, **before}, after={**fixed.after, **after})


def _bytes(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise InputError(f"{file}: {error.strerror or error}") from error


def _content(fixed: Fixed, file: str) -> bytes:
    """Return the bytes of a fixed file.

    Raises
    ------
    InputError
        Where it is no longer as it was read.
    """
    content = _bytes(file)
    source = decode(content, file)
    if isinstance(source, Fault) or source.text != fixed.before[file].text:
        raise InputError(f"{file} was changed since it was read; nothing is written, run it again")
    mark, encoding = next((each for each in _MARKS if content.startswith(each[0])), (b"", "utf-8"))
    return mark + fixed.after[file].encode(encoding)
