"""Fuzz one part of the library: ``python fuzz/run.py reader CORPUS [libFuzzer's flags]``."""

from __future__ import annotations

import sys
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import ModuleType

import atheris

PARTS = ("reader", "quantity", "rules")


def main(part: str, corpus: str, *flags: str) -> None:
    """Fuzz a part, starting from its seeds and from what the corpus holds."""
    with atheris.instrument_imports(include=["theoryofchange"]):
        target = import_module(part)
        folder = Path(corpus)
        folder.mkdir(parents=True, exist_ok=True)
        write_seeds(target, folder)
        words = write_words(target, folder.with_suffix(".dict"))
        arguments = [sys.argv[0], str(folder), f"-dict={words}", *flags]
        atheris.Setup(arguments, target.one_input)
        atheris.Fuzz()


def write_seeds(target: ModuleType, folder: Path) -> None:
    """Write each seed of a part as a file named by its content."""
    for seed in target.seeds():
        (folder / sha256(seed).hexdigest()[:16]).write_bytes(seed)


def write_words(target: ModuleType, file: Path) -> Path:
    """Write the words of a part as a dictionary of libFuzzer."""
    quoted = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in target.WORDS)
    file.write_text("".join(f'"{word}"\n' for word in quoted), encoding="ascii")
    return file


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in PARTS:
        sys.exit(f"usage: python fuzz/run.py {{{','.join(PARTS)}}} CORPUS [flags of libFuzzer]")
    main(*sys.argv[1:])
