"""Packaged YAML: theories to start from, and maturity models."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent


def template_names(kind: str) -> tuple[str, ...]:
    """Return the names of the packaged files of one kind, sorted.

    Parameters
    ----------
    kind
        The folder, such as ``maturity``.

    Examples
    --------
    >>> template_names("maturity")
    ('measurement',)
    """
    return tuple(sorted(path.stem for path in (_FOLDER / kind).iterdir() if path.suffix == ".yaml"))


def template_text(kind: str, name: str) -> str:
    """Return the text of one packaged file.

    Parameters
    ----------
    kind
        The folder, such as ``maturity``.
    name
        One of :func:`template_names`.

    Examples
    --------
    >>> template_text("maturity", "measurement").splitlines()[0]
    'id: measurement'
    """
    return (_FOLDER / kind / f"{name}.yaml").read_text(encoding="utf-8")
