"""Other formats as theories: every module here but ``seam`` and ``writing`` is one.

``theoryofchange.interop.<format>.read()`` reads it, as ``toc import FORMAT`` does.
"""

from __future__ import annotations

from importlib import import_module

from theoryofchange.interop._formats import module_of, names_in

TYPE_CHECKING = False  # as of typing, which toc --version does without

if TYPE_CHECKING:
    from types import ModuleType

_SHARED = frozenset({"seam", "writing"})


def formats() -> tuple[str, ...]:
    """Return the names of the formats that can be read, as the command line has them, sorted.

    Examples
    --------
    >>> "gitlab" in formats(), "seam" in formats()
    (True, False)
    """
    return names_in(__path__[0], without=_SHARED)


def reader_of(name: str) -> ModuleType:
    """Return the module of a format: its ``FORMAT`` and its ``read``.

    Parameters
    ----------
    name
        One of :func:`formats`.

    Raises
    ------
    InputError
        Where there is no such format.

    Examples
    --------
    >>> reader_of("gitlab").FORMAT
    'gitlab'
    """
    return module_of(__name__, name, formats())


def __getattr__(name: str) -> ModuleType:
    if name.replace("_", "-") not in formats():
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")
