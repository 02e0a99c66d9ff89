"""A zip file of a source: its members, none of which may be a trap."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from theoryofchange.errors import InputError
from theoryofchange.interop.seam.sources import content
from theoryofchange.source.reading import LIMITS, Limits

MOST_MEMBERS = 10_000
"""Members of an archive beyond which it is refused."""

MOST_EXPANSION = 200
"""How many times its own size a member may become; smaller ones than a megabyte may."""

_SMALL = 1024 * 1024


def members(path: Path, limits: Limits = LIMITS) -> Mapping[str, bytes]:
    """Return the files in a zip file, in memory: nothing is unpacked to disk.

    Parameters
    ----------
    path
        The file.
    limits
        How large it, and all of its members together, may be.

    Returns
    -------
    Mapping of str to bytes
        The content of each file by its name, in the order of the archive.

    Raises
    ------
    InputError
        Where it is no zip file or is damaged; where its members are too large, too many, grow too
        much, are encrypted, are links, stand there twice, or have a name that leads out of it.
    """
    return members_of(content(path, limits), path.as_posix(), limits)


def members_of(held: bytes, file: str, limits: Limits = LIMITS) -> Mapping[str, bytes]:
    """Return the files in the bytes of a zip file; see :func:`members`."""
    try:
        with zipfile.ZipFile(io.BytesIO(held)) as archive:
            entries = archive.infolist()
            _expect_no_trap(entries, file, limits)
            return {each.filename: archive.read(each) for each in entries if not each.is_dir()}
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError) as error:
        raise InputError(f"{file}: This is no zip file that can be read: {error}.") from None
    except Exception as error:
        if type(error).__module__ not in ("zlib", "lzma", "_lzma"):
            raise
        raise InputError(f"{file}: This zip file is damaged: {error}.") from None


def _expect_no_trap(entries: list[zipfile.ZipInfo], file: str, limits: Limits) -> None:
    if len(entries) > MOST_MEMBERS:
        raise InputError(f"{file}: It has {len(entries):,} members; at most {MOST_MEMBERS:,} are.")
    whole = sum(each.file_size for each in entries)
    if whole > limits.size:
        raise InputError(
            f"{file}: Its members have {whole:,} bytes; at most {limits.size:,} are read."
        )
    seen: set[str] = set()
    for each in entries:
        reason = _trap(each) or ("stands there twice" if each.filename in seen else None)
        if reason:
            raise InputError(f"{file}: Its member {each.filename!r} {reason}.")
        seen.add(each.filename)


def _trap(entry: zipfile.ZipInfo) -> str | None:
    """Return why a member is not read, or ``None``."""
    name = PurePosixPath(entry.filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts or ":" in entry.filename:
        return "has a name that leads out of the archive"
    if entry.flag_bits & 0x1:
        return "is encrypted"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a link"
    grown = entry.file_size / max(entry.compress_size, 1)
    if entry.file_size > _SMALL and grown > MOST_EXPANSION:
        return f"would become {grown:,.0f} times its size"
    return None
