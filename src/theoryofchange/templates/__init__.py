"""Packaged YAML: theories to start from, and maturity models."""

from __future__ import annotations


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
    from importlib.resources import files

    folder = files(__name__) / kind
    return tuple(sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".yaml")))


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
    from importlib.resources import files

    return (files(__name__) / kind / f"{name}.yaml").read_text(encoding="utf-8")
