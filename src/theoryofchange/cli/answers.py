"""What ``toc check`` answered, said again where nothing that it followed from has changed.

An answer is looked up before the parser, the rules and the YAML library are loaded, which takes
longer than the rest of a small check. It counts for the same arguments, directory, day, kind of
terminal and state of the code; and for the same *places*: the files and directories that the check
looked at, by their content. It may be deleted at any time, and where it cannot be read, was cut
short or cannot be written, the check is made as if there were none.
"""

from __future__ import annotations

import os
import sys
import time

from theoryofchange.cli.terminal import has_colour, write_utf8
from theoryofchange.environment import environment, state_of
from theoryofchange.shelf import Shelf, digest, named, shelf_at

TYPE_CHECKING = False  # as of typing, which takes a while to load

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Answer = tuple[int, str, str]
    """The exit code, and what is printed to either stream."""

EPOCH = "SOURCE_DATE_EPOCH"
"""The variable of the environment that names another moment than now."""

FILE, TREE, CODE = "file", "tree", "code"
"""What is looked at of a place: its bytes; what stands below it; its size and time."""

_DIRECTORY = "--cache-dir"
_STATE = 32


def said_again(arguments: Sequence[str]) -> int | None:
    """Print what was answered to these arguments, if it would be answered again.

    Parameters
    ----------
    arguments
        What follows ``toc``: ``check`` and all that stands behind it.

    Returns
    -------
    int or None
        The exit code; ``None`` where nothing was printed and the check has to be made.
    """
    shelf = None if "--no-cache" in arguments else shelf_at(_directory(arguments))
    held = shelf and shelf.read(_name(arguments))
    answer = _parted(held) if held else None
    if answer is None:
        return None
    code, places, out, err = answer
    if held and held[:_STATE] != digest(_states_of(places)):
        return None
    write_utf8()
    return say((code, out, err))


def say(answer: Answer) -> int:
    """Print an answer, and return its exit code."""
    code, out, err = answer
    try:
        sys.stdout.write(out)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.stderr.write(err)
    return code


class Pending:
    """An answer that is still to be found, to what the places hold now.

    Parameters
    ----------
    shelf
        Where it will be kept.
    arguments
        What follows ``toc``.
    places
        What the check will look at, as :func:`place` writes it.
    """

    __slots__ = ("_name", "_places", "_shelf", "_states")

    def __init__(self, shelf: Shelf, arguments: Sequence[str], places: Sequence[str]) -> None:
        self._shelf = shelf
        self._name = _name(arguments)
        self._places = tuple(places)
        self._states = _states_of(self._places)

    def keep(self, answer: Answer, code: Sequence[str]) -> None:
        """Keep the answer.

        Parameters
        ----------
        answer
            The exit code, and what was printed to either stream.
        code
            Where the code stands that found it, as :func:`place` writes it.
        """
        state = digest(b"\0".join((self._states, _states_of(code))))
        number, *printed = answer
        texts = ("\0".join((*self._places, *code)), *printed)
        told = [text.encode("utf-8", "surrogatepass") for text in texts]
        head = " ".join(map(str, (number, *map(len, told)))).encode()
        self._shelf.keep(self._name, b"".join((state, head, b"\n", *told)))


def place(kind: str, path: str | os.PathLike[str]) -> str:
    """Return what is looked at of a path, as one text."""
    return f"{kind} {os.fspath(path)}"


def _directory(arguments: Sequence[str]) -> str | None:
    """Return the directory that the arguments name to keep answers in."""
    before = [*arguments[: arguments.index("--")]] if "--" in arguments else [*arguments]
    for at, each in enumerate(before):
        if each == _DIRECTORY and at + 1 < len(before):
            return before[at + 1]
        if each.startswith(f"{_DIRECTORY}="):
            return each[len(_DIRECTORY) + 1 :]
    return None


def _name(arguments: Sequence[str]) -> str:
    try:
        here = os.getcwd()
    except OSError:  # the directory was deleted meanwhile
        here = ""
    day = os.environ.get(EPOCH) or time.strftime("%Y-%m-%d")
    asked = "\0".join((here, day, str(has_colour()), *arguments))
    return named(environment() + asked.encode("utf-8", "surrogatepass"), ".answer")


def _states_of(places: Sequence[str]) -> bytes:
    """Return all that is looked at: each place with the digest, or the state, of what it holds."""
    told: list[str] = []
    for each in places:
        kind, _, path = each.partition(" ")
        try:
            told += each, _HELD[kind](path)
        except OSError as error:
            told += each, type(error).__name__
    return "\0".join(told).encode("utf-8", "surrogatepass")


def _content(path: str) -> str:
    """Return the digest of a file's bytes, and which file it is where it has several names."""
    with open(path, "rb") as file:
        state = os.fstat(file.fileno())
        which = f" {state.st_dev} {state.st_ino}" if state.st_nlink > 1 else ""
        return digest(file.read()).hex() + which


def _tree(path: str) -> str:
    return digest("\0".join(_below(path, "")).encode("utf-8", "surrogatepass")).hex()


def _below(directory: str, at: str) -> Iterator[str]:
    """Yield what stands in a directory and below it but for what is hidden; of a link, its end."""
    with os.scandir(directory) as entries:
        found = sorted((each.name, each) for each in entries if not each.name.startswith("."))
    for name, each in found:
        if each.is_symlink():
            yield f"{at}{name} > {os.readlink(each.path)}"
        elif each.is_dir():
            yield f"{at}{name}/"
            yield from _below(each.path, f"{at}{name}/")
        else:
            yield f"{at}{name}"


_KINDS = (f"{FILE} ", f"{TREE} ", f"{CODE} ")
_HELD = {FILE: _content, TREE: _tree, CODE: state_of}


def _parted(held: bytes) -> tuple[int, list[str], str, str] | None:
    """Return code, places, output and notes of what was kept, ``None`` where it is none of ours."""
    head, _, rest = held[_STATE:].partition(b"\n")
    try:
        code, *lengths = map(int, head.split())
        if len(lengths) != 3 or min(lengths) < 0 or sum(lengths) != len(rest):
            return None
        first, second = lengths[0], lengths[0] + lengths[1]
        parts = (rest[:first], rest[first:second], rest[second:])
        places, out, err = (part.decode("utf-8", "surrogatepass") for part in parts)
    except ValueError:
        return None
    known = places.split("\0")
    return (code, known, out, err) if all(each.startswith(_KINDS) for each in known) else None
