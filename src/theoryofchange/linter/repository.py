"""A git repository, as far as a check asks: the files of a commit, and the lines changed since."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from theoryofchange.errors import InputError
from theoryofchange.record import record
from theoryofchange.source.files import TABLE_ENDINGS, YAML_ENDINGS

_ENDINGS = (*YAML_ENDINGS, *TABLE_ENDINGS)
_INHERITED = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_DIFF_OPTS",
        "GIT_DIR",
        "GIT_EXTERNAL_DIFF",
        "GIT_GLOB_PATHSPECS",
        "GIT_ICASE_PATHSPECS",
        "GIT_INDEX_FILE",
        "GIT_LITERAL_PATHSPECS",
        "GIT_NAMESPACE",
        "GIT_NOGLOB_PATHSPECS",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_WORK_TREE",
    }
)
"""What a hook hands down about another repository, or what changes how a difference is shown."""

_DIFF = (
    "diff",
    "--unified=0",
    "--inter-hunk-context=0",
    "--find-renames",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-relative",
    "--ignore-submodules",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)
_LIST = ("ls-tree", "-rz", "--full-tree", "--")
_HUNK = re.compile(rb"@@ -\S+ \+(\d+)(?:,(\d+))? @@")
_ESCAPE = re.compile(rb'\\([abfnrtv"\\]|[0-7]{3})')
_ESCAPED = dict(zip(b'abfnrtv"\\', b'\a\b\f\n\r\t\v"\\', strict=True))
_LINK, _SUBMODULE = "120000", "160000"


@record
class Asker:
    """What git is asked for, as a message to the user names it.

    Parameters
    ----------
    name
        The option or the argument that needs git.
    otherwise
        What to do without git, as an imperative.
    """

    name: str
    otherwise: str


SINCE = Asker("--changed-since", "check without it")


@record
class Changed:
    """What differs between a commit and the files as they stand.

    Parameters
    ----------
    lines
        For each file the stretches of lines that are new or other, in their order.
    renamed
        For a file's name at the commit its name now.
    """

    lines: Mapping[str, tuple[range, ...]]
    renamed: Mapping[str, str]

    def touches(self, file: str, first: int, last: int) -> bool:
        """Tell whether any of the lines from the first to the last, from 1, is new or other."""
        stretches = self.lines.get(file, ())
        index = bisect_right(stretches, first, key=lambda stretch: stretch.stop)
        return index < len(stretches) and stretches[index].start <= last


def repository_of(directory: Path, asker: Asker = SINCE) -> Path:
    """Return the top directory of the repository that a directory is in.

    Parameters
    ----------
    directory
        Any directory.
    asker
        What needs it.

    Raises
    ------
    InputError
        Where git is not installed, or says that there is no repository.
    """
    found = _run(directory, "rev-parse", "--show-toplevel", asker=asker)
    if found.returncode:
        raise InputError(
            f"{directory}: {asker.name} compares with what git keeps, and git says: "
            f"{_said(found)}; {asker.otherwise}, or in a clone"
        )
    return Path(os.path.realpath(os.fsdecode(found.stdout.removesuffix(b"\n"))))


def commit_of(root: Path, revision: str, asker: Asker = SINCE) -> str:
    """Return the full name of a commit.

    Parameters
    ----------
    root
        The top directory of a repository.
    revision
        A branch, tag or commit, as git takes it.
    asker
        What needs it.

    Raises
    ------
    InputError
        Where there is no such commit here.
    """
    if not revision.isprintable() or not revision or revision.startswith("-"):
        raise InputError(f"{asker.name} {revision!r}: name a branch, a tag or a commit")
    found = _run(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if not found.returncode:
        return found.stdout.decode().strip()
    if _run(root, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true":
        raise InputError(
            f"{asker.name} {revision}: this clone is shallow and does not hold that commit; "
            "git fetch --unshallow fetches it, or fetch-depth: 0 where CI checks out"
        )
    raise InputError(
        f"{asker.name} {revision}: git knows no such commit here; name a branch, tag or commit, "
        "such as origin/main, or git fetch it first"
    )


def extract(root: Path, commit: str, places: Iterable[str], into: Path) -> None:
    """Write files of a commit below a directory, under the names they have in the repository.

    Parameters
    ----------
    root
        The top directory of the repository.
    commit
        The full name of a commit.
    places
        Files, and directories of which the files that a theory may be made of are written.
    into
        An empty directory.

    Raises
    ------
    InputError
        Where git does not hand out a file, as in a partial clone that is offline.
    """
    wanted = frozenset(places)
    if not wanted:
        return
    named = [] if "." in wanted else sorted(wanted)
    listed = _asked(root, "--literal-pathspecs", *_LIST, commit, *named)
    entries = [_entry(line) for line in listed.split(b"\0") if line]
    entries = [each for each in entries if _is_wanted(*each, wanted)]
    blobs = _blobs(root, [name for _, name, _ in entries])
    for (mode, _, path), content in sorted(zip(entries, blobs, strict=True), key=_links_last):
        target = into / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if mode == _LINK:
            target.symlink_to(os.fsdecode(content))
        else:
            target.write_bytes(content)


def changed_since(root: Path, commit: str, files: Iterable[str]) -> Changed:
    """Return what differs between a commit and the files as they stand.

    Parameters
    ----------
    root
        The top directory of the repository.
    commit
        The full name of a commit.
    files
        Files to be compared beside all that a theory may be made of.
    """
    globs = [f":(top,glob)**/*{ending}" for ending in _ENDINGS]
    literals = [f":(top,literal){file}" for file in files if not file.endswith(_ENDINGS)]
    return changed_in(_asked(root, *_DIFF, commit, "--", *globs, *literals))


def changed_in(patch: bytes) -> Changed:
    r"""Read a patch without context, as git writes it.

    Examples
    --------
    >>> changed = changed_in(b'''diff --git a/old.yaml b/new.yaml
    ... rename from old.yaml
    ... rename to new.yaml
    ... @@ -3 +3,2 @@ kpis:
    ... -  churn: {}
    ... +  churn:
    ... +    owner: crm
    ... ''')
    >>> changed.renamed, changed.touches("new.yaml", 1, 2), changed.touches("new.yaml", 4, 9)
    ({'old.yaml': 'new.yaml'}, False, True)
    """
    lines: dict[str, list[range]] = {}
    renamed: dict[str, str] = {}
    file = before = ""
    for line in patch.split(b"\n"):
        if line.startswith(b"diff --git "):
            names = line.removeprefix(b"diff --git ")
            file = _name(names[: len(names) // 2])[2:]
        elif line.startswith(b"rename from "):
            before = _name(line.removeprefix(b"rename from "))
        elif line.startswith(b"rename to "):
            file = renamed[before] = _name(line.removeprefix(b"rename to "))
        elif line.startswith(b"Binary files "):
            lines.setdefault(file, []).append(range(1, sys.maxsize))
        elif hunk := _HUNK.match(line):
            start, length = int(hunk[1]), int(hunk[2] or 1)
            lines.setdefault(file, []).append(range(start, start + length))
    return Changed({file: tuple(filter(None, held)) for file, held in lines.items()}, renamed)


def _name(written: bytes) -> str:
    """Return a file's name as git writes it: in quotes where it has characters that are escaped."""
    if written.startswith(b'"'):
        written = _ESCAPE.sub(_unescaped, written[1:-1])
    return os.fsdecode(written)


def _unescaped(match: re.Match[bytes]) -> bytes:
    escaped = match[1]
    return bytes([int(escaped, 8) if len(escaped) == 3 else _ESCAPED[escaped[0]]])


def _entry(line: bytes) -> tuple[str, str, str]:
    """Return mode, name of the content, and path of a file of a commit."""
    said, _, path = line.partition(b"\t")
    mode, _, name = said.decode().split(" ")
    return mode, name, os.fsdecode(path)


def _is_wanted(mode: str, name: str, path: str, wanted: frozenset[str]) -> bool:
    parts = PurePosixPath(path)
    is_safe = not parts.is_absolute() and ".." not in parts.parts
    return is_safe and mode != _SUBMODULE and (path in wanted or path.endswith(_ENDINGS))


def _links_last(held: tuple[tuple[str, str, str], bytes]) -> bool:
    """Sort links behind files, so that no file is written through a link."""
    return held[0][0] == _LINK


def _blobs(root: Path, names: list[str]) -> Iterator[bytes]:
    """Yield the contents of that name, one each, as the commit holds them."""
    given = "".join(f"{name}\n" for name in names).encode()
    held = _asked(root, "cat-file", "--batch", given=given)
    start = 0
    for name in names:
        end = held.index(b"\n", start)
        said = held[start:end].split()
        if len(said) != 3:
            raise InputError(
                f"{root}: git does not hold {name}; git fetch what this clone left out"
            )
        start = end + 1 + int(said[2]) + 1
        yield held[end + 1 : start - 1]


def _asked(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    done = _run(root, *arguments, given=given)
    if done.returncode:
        raise InputError(f"{root}: git was asked for its files, and git says: {_said(done)}")
    return done.stdout


def _run(
    directory: Path, *arguments: str, given: bytes = b"", asker: Asker = SINCE
) -> subprocess.CompletedProcess[bytes]:
    """Run git without a shell, in the repository that a directory is in and no other."""
    kept = {name: value for name, value in os.environ.items() if name not in _INHERITED}
    quiet = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    settings = ("-c", "core.quotepath=off", "-c", "core.fsmonitor=false")
    try:
        return subprocess.run(  # noqa: S603 - a list of arguments, and no shell
            ["git", "-C", str(directory), *settings, *arguments],  # noqa: S607 - the user's git
            input=given,
            capture_output=True,
            check=False,
            env={**kept, **quiet},
        )
    except OSError as error:
        raise InputError(
            f"{asker.name} needs git, which cannot be run here: {error.strerror or error}; "
            f"install it, or {asker.otherwise}"
        ) from error


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return lines[0].removeprefix("fatal: ") if lines else f"exit code {done.returncode}"
