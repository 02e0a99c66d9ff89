"""What is read of a file, whatever its format: its text, its limits, its documents and faults."""

from __future__ import annotations

from collections.abc import Sequence

from theoryofchange.named_tuple import NamedTuple
from theoryofchange.record import record
from theoryofchange.source.document import Document
from theoryofchange.source.finding import Fault
from theoryofchange.source.span import Source


@record
class Limits:
    """How much YAML is read before it is refused as unsafe.

    Parameters
    ----------
    size
        Bytes of one file.
    depth
        Nested collections.
    expansion
        Nodes that aliases may stand for in one document, whatever its size.
    """

    size: int = 128 * 1024 * 1024
    depth: int = 40
    expansion: int = 100_000


LIMITS = Limits()


def decode(content: bytes, file: str) -> Source | Fault:
    """Decode a file's bytes as UTF-8 or, by its byte order mark, UTF-16.

    Returns
    -------
    Source or Fault
        The text, or the place of the first byte that is not text.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    else:
        encoding = "utf-8"
        content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return Source(file, content.decode(encoding))
    except UnicodeDecodeError as error:
        before = Source(file, content[: error.start].decode(encoding, "replace"))
        return Fault(
            before.span(len(before.text), len(before.text)),
            f"Byte 0x{content[error.start]:02x} is not {encoding.upper()} text.",
            "Save the file as UTF-8.",
            code="TOC017" if file.lower().endswith(".csv") else "TOC001",
        )


@record
class Reading:
    """What was read of one file.

    Parameters
    ----------
    documents
        The documents that could be read; one cut short by an error is not among them.
    faults
        ``TOC001`` syntax of YAML, ``TOC017`` of tables, ``TOC002`` duplicate keys, ``TOC004`` keys
        that are not text, ``TOC010`` unsafe YAML, ``TOC018`` empty tables, each with its span.
    complete
        Whether the file was read to its end.
    source
        Its text; ``None`` where it could not be had.
    """

    documents: Sequence[Document]
    faults: Sequence[Fault]
    complete: bool
    source: Source | None = None


class Read(NamedTuple):
    """What was read of a file, and the same as bytes where another process read it whole."""

    reading: Reading
    kept: bytes = b""
