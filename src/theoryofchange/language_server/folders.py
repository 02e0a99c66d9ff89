"""Which directory is the theory that a file belongs to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import takewhile
from pathlib import Path

from theoryofchange.declare.sections import SECTIONS
from theoryofchange.linter.settings import OWN, SHARED, TABLE
from theoryofchange.source.files import TABLE_ENDINGS, TABLES, YAML_ENDINGS
from theoryofchange.source.span import Source

Texts = Mapping[str, Source]
"""The text of each file that is open, by its path; it counts in place of what is on disk."""

_MOST_READ = 1_000_000
"""Bytes of a file in which a section is looked for."""
_MOST_ABOVE = 3
"""In how many directories one is looked for where no folder is open."""
_HEADER = re.compile(r"^[\"']?theory[\"']?[ \t]*:", re.MULTILINE)
_ANY_SECTION = re.compile(rf"^[\"']?(?:{'|'.join(SECTIONS)})[\"']?[ \t]*:", re.MULTILINE)


def theory_directory(file: Path, folder: Path | None, texts: Texts) -> Path | None:
    """Return the directory that is the theory a file belongs to.

    The nearest at or above the file with a YAML file that has a section ``theory``; else the
    nearest with settings of ours, ``toc.toml`` or a table of ``pyproject.toml``; else the folder
    that is open. None is looked for above that folder, or far above a file that is open alone.

    Parameters
    ----------
    file
        The file.
    folder
        The folder that is open in the editor and holds the file; ``None`` where there is none.
    texts
        The texts of the files that are open.

    Returns
    -------
    Path or None
        ``None`` where nothing says that the file is part of a theory: another program's YAML.
    """
    if not is_part(file, folder):
        return None
    above = [*takewhile(lambda each: each != folder, file.parents), *([folder] if folder else [])]
    if folder is None:
        above = above[:_MOST_ABOVE]
    for holds in (_holds_header, _holds_settings):
        found = next((each for each in above if holds(each, texts)), None)
        if found:
            return found
    return (folder or file.parent) if _ANY_SECTION.search(_text(file, texts)) else None


def is_part(file: Path, root: Path | None) -> bool:
    """Tell whether a file below a directory is read as part of the theory in there, by its name."""
    names = file.relative_to(root).parts if root and file.is_relative_to(root) else (file.name,)
    if any(name.startswith(".") for name in names):
        return False
    ending = file.suffix.lower()
    return ending in YAML_ENDINGS or (ending in TABLE_ENDINGS and file.stem.lower() in TABLES)


def _holds_header(directory: Path, texts: Texts) -> bool:
    on_disk = {each.as_posix() for each in _files_in(directory)}
    open_here = {name for name in texts if Path(name).parent == directory}
    return any(
        _HEADER.search(_text(Path(name), texts))
        for name in sorted(on_disk | open_here)
        if is_part(Path(name), directory) and name.lower().endswith(YAML_ENDINGS)
    )


def _holds_settings(directory: Path, texts: Texts) -> bool:
    shared = directory / SHARED
    return (directory / OWN).is_file() or f"[tool.{TABLE}" in _text(shared, texts)


def _files_in(directory: Path) -> list[Path]:
    try:
        return [each for each in directory.iterdir() if each.is_file()]
    except OSError:  # not to be listed, or a file that is not saved yet: nothing is known of it
        return []


def _text(file: Path, texts: Texts) -> str:
    """Return the text of a file; an empty one where it cannot be had or is too long."""
    if file.as_posix() in texts:
        return texts[file.as_posix()].text
    try:
        if not file.is_file() or file.stat().st_size > _MOST_READ:
            return ""
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
