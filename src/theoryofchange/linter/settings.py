"""Settings of a check as a file states them: ``toc.toml``, or a table of ``pyproject.toml``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from theoryofchange.errors import InputError
from theoryofchange.linter.configuration import Configuration
from theoryofchange.record import field, record
from theoryofchange.source.finding import SEVERITIES, Severity
from theoryofchange.source.suggest import did_you_mean
from theoryofchange.view.measure import clean

OWN = "toc.toml"
SHARED = "pyproject.toml"
TABLE = "theoryofchange"
"""The table below ``tool`` in a ``pyproject.toml``."""

BEST_SCORE = 10


@record
class Settings:
    """How a theory is checked, and when the check fails.

    Parameters
    ----------
    configuration
        Which rules, how grave, where, and with which options.
    fail_on
        The mildest severity of a finding that makes the check fail; ``None`` where it is not said.
    fail_under
        The score, from 0 to 10, below which it fails; ``None`` where no score is asked for.
    baseline
        The path of the file of findings that are known and do not count.
    """

    configuration: Configuration = field(default_factory=Configuration)
    fail_on: Severity | None = None
    fail_under: float | None = None
    baseline: str | None = None

    @property
    def failing(self) -> Severity:
        """The mildest severity that makes the check fail.

        Where it is not said it is ``warning``, or ``error`` where a score is asked for: a score
        below the best already allows for warnings.
        """
        return self.fail_on or ("warning" if self.fail_under is None else "error")


def settings_for(*paths: str | Path) -> Settings:
    r"""Return the settings that hold for what is checked together.

    They are read from the nearest file at or above the directory that the paths have in common:
    ``toc.toml``, or a ``pyproject.toml`` with a table ``[tool.theoryofchange]``. Where both stand
    in one directory it is ``toc.toml``. One file is read, and no other is merged with it.

    Parameters
    ----------
    paths
        A directory, or files.

    Returns
    -------
    Settings
        Those of the file; the defaults where there is none.

    Raises
    ------
    InputError
        Where the file cannot be read, or holds a key, rule, option or value that is not known.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     _ = Path(directory, "toc.toml").write_text('fail-on = "error"\nignore = ["LNK"]\n')
    ...     settings = settings_for(directory)
    >>> settings.fail_on, settings.configuration.ignore
    ('error', ('LNK',))
    """
    for file in files_for(*paths):
        if file.is_file() or (file.name == OWN and file.is_dir()):
            table = _table(file)
            if table is not None:
                return _settings(file, table)
    return Settings()


def files_for(*paths: str | Path) -> Iterator[Path]:
    """Yield the files in which settings for what is checked together may stand, nearest first."""
    for directory in _upward(paths):
        yield from (directory / name for name in (OWN, SHARED))


def settings_in(file: str | Path) -> Settings:
    """Return the settings that one file states.

    Parameters
    ----------
    file
        A ``pyproject.toml``, or a file in the form of ``toc.toml`` whatever its name.

    Raises
    ------
    InputError
        As :func:`settings_for`, and where there is no such file or no such table in it.
    """
    path = Path(file)
    table = _table(path)
    if table is None:
        raise InputError(f"{_shown(path)}: there is no table [tool.{TABLE}]; add it")
    return _settings(path, table)


def _upward(paths: tuple[str | Path, ...]) -> Iterator[Path]:
    """Yield the directory that paths have in common, and those above it."""
    try:
        common = Path(os.path.commonpath([_directory(Path(path)) for path in paths]))
    except ValueError:  # none at all, or on several drives
        return
    yield from (common, *common.parents)


def _directory(path: Path) -> Path:
    """Return a directory or that of a file, without resolving links: as findings name it."""
    place = Path(os.path.normpath(path.absolute()))
    try:
        return place if place.is_dir() else place.parent
    except OSError:  # a name that no file can have, of which the check itself will tell
        return place.parent


def _table(file: Path) -> dict[str, Any] | None:
    """Return the keys of a settings file, ``None`` where it is one of other tools only."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        told = "there is no such file; check the path, or leave --config out"
        raise InputError(f"{_shown(file)}: {told}") from None
    except IsADirectoryError:
        told = f"this is a directory, not a file of settings; name the {OWN} in it"
        raise InputError(f"{_shown(file)}: {told}") from None
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"{_shown(file)}: this file of settings: {reason}") from None
    shared = file.name == SHARED
    if shared and TABLE.encode() not in content:
        return None
    data = _toml(content, file)
    if not shared:
        return data
    tools = data.get("tool")
    table = tools.get(TABLE) if isinstance(tools, dict) else None
    if table is None or isinstance(table, dict):
        return table
    raise InputError(f"{_shown(file)}: tool.{TABLE} is not a table; write [tool.{TABLE}]")


def _toml(content: bytes, file: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())
        told = f"this is not TOML: {reason}; mend it there"
        raise InputError(f"{_shown(file)}: {told}") from None


def _settings(file: Path, table: Mapping[str, Any]) -> Settings:
    try:
        return _read(file, table)
    except InputError as error:
        raise InputError(_with_line(str(error), file, table)) from None


def _with_line(told: str, file: Path, table: Mapping[str, Any]) -> str:
    """Return what is told of a key with the line that it stands on, where that can be known."""
    from theoryofchange.linter.toml_lines import line_of

    name = _shown(file)
    said = told.removeprefix(f"{name}: ")
    text = file.read_bytes().decode("utf-8-sig")
    tables = ("tool", TABLE) if file.name == SHARED else ()
    for path in sorted(_paths(table), key=len, reverse=True):
        if said.startswith((f"{'.'.join(path)}: ", f"there is no key {path[-1]!r}.")):
            line = line_of(text, (*tables, *path))
            return told if line is None else f"{name}:{line}: {said}"
    return told


def _paths(table: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    for key, value in table.items():
        yield (key,)
        if isinstance(value, dict):
            yield from ((key, *path) for path in _paths(value))


def _read(file: Path, table: Mapping[str, Any]) -> Settings:
    origin = f"{_shown(file)}: "
    read: dict[str, Any] = {}
    for key, value in table.items():
        if key not in KEYS:
            tip = did_you_mean(key, list(KEYS), f"Its keys: {', '.join(KEYS)}.")
            raise InputError(f"{origin}there is no key {key!r}. {tip}")
        name, reader = KEYS[key]
        read[name] = reader(value, f"{origin}{key}")
    directory = file.absolute().parent
    if "baseline" in read:
        read["baseline"] = str(directory / read["baseline"])
    of_check = {name: read.pop(name) for name in _OF_CHECK if name in read}
    return Settings(
        configuration=Configuration(root=str(directory), origin=origin, **read), **of_check
    )


def _shown(file: Path) -> str:
    path, here = file.absolute(), Path.cwd()
    shown = (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()
    return clean(shown)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise InputError(f"{where}: {value!r} is not a text; write it in quotes")
    return value


def _texts(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InputError(f'{where}: {value!r} is not a list of codes; write ["KPI010", "LNK"]')
    return tuple(value)


def _chosen(value: Any, where: str) -> tuple[str, ...]:
    chosen = _texts(value, where)
    if not chosen:
        raise InputError(f"{where}: an empty list selects no rule; leave the key out for all")
    return chosen


def _severity(value: Any, where: str) -> str:
    if value not in SEVERITIES:
        told = f"It is one of {', '.join(SEVERITIES)}."
        tip = did_you_mean(value, SEVERITIES, told) if isinstance(value, str) else told
        raise InputError(f"{where}: no severity is called {value!r}. {tip}")
    return str(value)


def _score(value: Any, where: str) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= BEST_SCORE:
        raise InputError(f"{where}: {value!r} is not a score from 0 to {BEST_SCORE}")
    return float(value)


def _table_of(reader: Callable[[Any, str], Any]) -> Callable[[Any, str], dict[str, Any]]:
    def read(value: Any, where: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise InputError(f"{where}: {value!r} is not a table")
        return {key: reader(held, f"{where}.{key}") for key, held in value.items()}

    return read


def _any(value: Any, where: str) -> Any:
    del where
    return value


KEYS: Mapping[str, tuple[str, Callable[[Any, str], Any]]] = {
    "profile": ("profile", _text),
    "select": ("select", _chosen),
    "extend-select": ("extend_select", _texts),
    "ignore": ("ignore", _texts),
    "severity": ("severity", _table_of(_severity)),
    "per-path": ("per_path", _table_of(_texts)),
    "rules": ("options", _table_of(_table_of(_any))),
    "fail-on": ("fail_on", _severity),
    "fail-under": ("fail_under", _score),
    "baseline": ("baseline", _text),
}
"""For each key the name of its field, and what reads it."""

_OF_CHECK = ("fail_on", "fail_under", "baseline")
