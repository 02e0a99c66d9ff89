"""Files that belong together: all of them written, or none."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from theoryofchange.errors import InputError


def write_together(out: Path, files: Mapping[str, str | Iterable[str]]) -> None:
    """Write files into a directory; where one cannot be written, everything stays as it was.

    Parameters
    ----------
    out
        The directory; it is made where it is absent. Other files in it are left alone.
    files
        The text of each file by its name, whole or in parts that are asked for as they are written;
        as UTF-8, with the line ends it has.

    Raises
    ------
    InputError
        Where the directory, or one of the files, cannot be written; the message names it.
    """
    _expect_way(out, files)
    try:
        _write(out, files)
    except OSError as error:
        place = Path(error.filename2) if error.filename2 else out
        reason = error.strerror or str(error)
        raise InputError(
            f"{place.as_posix()}: {reason}; make room for it, or name another directory"
        ) from error


def _expect_way(out: Path, names: Iterable[str]) -> None:
    """Raise where something that is no directory, or no file, is in the way."""
    if out.exists() and not out.is_dir():
        raise InputError(f"{out.as_posix()}: this is a file; name a directory")
    for path in (out / name for name in names):
        if path.is_dir():
            raise InputError(
                f"{path.as_posix()}: a directory is in the way of this file; "
                "move it, or name another directory to write to"
            )


def _write(out: Path, files: Mapping[str, str | Iterable[str]]) -> None:
    """Write everything aside, then let it take its place: as a directory where there is none."""
    there = out.exists()
    if not there:
        out.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out if there else out.parent, prefix=".writing-") as folder:
        fresh, kept = Path(folder, "fresh"), Path(folder, "kept")
        fresh.mkdir()
        for name, text in files.items():
            with (fresh / name).open("w", encoding="utf-8", newline="") as file:
                file.writelines((text,) if isinstance(text, str) else text)
        if there:
            kept.mkdir()
            _exchange(out, fresh, kept, files)
        else:
            fresh.rename(out)


def _exchange(out: Path, fresh: Path, kept: Path, names: Iterable[str]) -> None:
    """Let each file take the place of its predecessor; where one cannot, let all come back."""
    begun = []
    try:
        for name in names:
            if (out / name).exists():
                shutil.copy2(out / name, kept / name)
            begun.append(name)
            (fresh / name).replace(out / name)
    except BaseException:
        for name in begun:
            if (kept / name).exists():
                (kept / name).replace(out / name)
            elif not (fresh / name).exists():
                (out / name).unlink()
        raise
