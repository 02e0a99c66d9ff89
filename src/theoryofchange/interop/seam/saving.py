"""Files of an import in a directory: all of them written or none, and nobody's own spoilt."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from theoryofchange.errors import InputError
from theoryofchange.source.files import read_file
from theoryofchange.source.reading import Limits
from theoryofchange.source.together import write_together

THEORY_FILE = "theory.yaml"
REPORT_FILE = "import-report.md"


def save(out: Path, files: Mapping[str, str]) -> None:
    """Write files where nothing is lost by it.

    Parameters
    ----------
    out
        A directory that does not exist yet, is empty, or holds an earlier import; files that no
        import wrote may stand beside it.
    files
        The text of each file by its name.

    Raises
    ------
    InputError
        Where a file of the earlier import would change, by hand or by other input, where another's
        file is in the way, or where the directory cannot be written. Nothing is written then.
    """
    try:
        _expect_room(out, frozenset(files))
        changed = [name for name, text in files.items() if _differs(out / name, text)]
        if changed:
            raise InputError(
                f"{out.as_posix()}: this import would change {', '.join(sorted(changed))}; let it "
                "with --force, or name another directory to keep what is there"
            )
    except OSError as error:
        raise InputError(f"{out.as_posix()}: {error.strerror or error}") from error
    write_together(out, files)


def overwrite(out: Path, files: Mapping[str, str]) -> None:
    """Write files in place of those of an earlier import, changed by hand or not.

    Raises
    ------
    InputError
        As :func:`save`, but for what an earlier import wrote.
    """
    try:
        _expect_room(out, frozenset(files))
    except OSError as error:
        raise InputError(f"{out.as_posix()}: {error.strerror or error}") from error
    write_together(out, files)


def _differs(path: Path, text: str) -> bool:
    """Tell whether a file is there and says something else; line ends do not count."""
    if not path.exists():
        return False
    held = path.read_text(encoding="utf-8", errors="replace")
    return held != text.replace("\r\n", "\n").replace("\r", "\n")


def _expect_room(out: Path, names: frozenset[str]) -> None:
    """Raise where the files would spoil somebody's, or leave an earlier import's behind."""
    if not out.exists():
        return
    if not out.is_dir():
        raise InputError(f"{out.as_posix()}: this is a file; name a directory")
    held = {path.name for path in out.iterdir() if not path.name.startswith(".")}
    earlier = _earlier_import(out / THEORY_FILE) if THEORY_FILE in held else frozenset()
    foreign = sorted(held & names - earlier) if earlier else sorted(held)
    if foreign:
        raise InputError(
            f"{out.as_posix()}: no import wrote {', '.join(foreign)}; name an empty directory"
        )
    stale = sorted(held & earlier - names)
    if stale:
        raise InputError(
            f"{out.as_posix()}: an earlier import wrote {', '.join(stale)} and this one does not; "
            "remove what is no longer wanted, or name an empty directory"
        )


def _earlier_import(theory: Path) -> frozenset[str]:
    """Return the names of the files that an earlier import wrote, its theory file among them."""
    for document in read_file(theory, Limits()).documents:
        held = document.data
        for key in ("theory", "extra", "imported", "files"):
            held = held.get(key) if isinstance(held, dict) else None
        if isinstance(held, dict):
            return frozenset({THEORY_FILE, REPORT_FILE, *held})
    return frozenset()
