"""What tests of performance indicators share: the import of three files, and of any text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from theoryofchange.interop.gitlab import read
from theoryofchange.interop.seam import Imported

GITLAB = Path(__file__).parent / "gitlab"


@pytest.fixture(scope="session")
def gitlab() -> Imported:
    """Return the import of three files of performance indicators."""
    return read([GITLAB / name for name in ("ferry_service.yml", "company.yaml", "empty.yml")])


@pytest.fixture
def import_gitlab(tmp_path: Path) -> Callable[..., Imported]:
    """Write a text as a file of performance indicators, and import it."""

    def import_gitlab(text: str, name: str = "indicators.yml") -> Imported:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read([path])

    return import_gitlab
