"""What an engine sets aside is removed: with the run, or by the next one where that was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from theoryofchange.measurement.engine import scratch as home
from theoryofchange.measurement.engine.scratch import PREFIX, scratch

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="directories have no locks there")
KILLED = """\
import os, signal, sys
from pathlib import Path
from theoryofchange.measurement.engine.scratch import scratch
with scratch() as folder:
    (Path(folder) / "below").mkdir()
    (Path(folder) / "below" / "spilled").write_text("rows")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def kill_one(place: Path) -> Path:
    """Let a run be killed, and return what it left."""
    before = set(place.iterdir())
    environment = {**os.environ, "TMPDIR": str(place)}
    done = subprocess.run([sys.executable, "-c", KILLED], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    (left,) = set(place.iterdir()) - before
    assert left.name.startswith(PREFIX)
    assert (left / "below" / "spilled").exists()
    return left


def test_a_directory_is_empty_its_owners_alone_and_removed_after(place: Path) -> None:
    with scratch() as folder:
        assert Path(folder).parent == place
        assert Path(folder).stat().st_mode & 0o777 == 0o700
        assert not any(Path(folder).iterdir())
        (Path(folder) / "spilled").write_text("rows", encoding="utf-8")
    assert not any(place.iterdir())


def test_what_a_killed_run_left_is_removed_by_the_next(place: Path) -> None:
    left = kill_one(place)
    with scratch() as folder:
        assert not left.exists()
        assert list(place.iterdir()) == [Path(folder)]


def test_what_a_run_uses_that_still_lives_is_left_alone(place: Path) -> None:
    with scratch() as first:
        kept = Path(first) / "spilled"
        kept.write_text("rows", encoding="utf-8")
        with scratch() as second:
            assert first != second
            assert kept.exists()
        assert kept.exists()


def test_what_is_another_users_is_left_alone(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left, own = kill_one(place), os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: own + 1)
    with scratch():
        assert (left / "below" / "spilled").exists()


def test_no_link_is_followed_and_no_file_removed(place: Path) -> None:
    elsewhere = place / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").write_text("mine", encoding="utf-8")
    (place / f"{PREFIX}link").symlink_to(elsewhere, target_is_directory=True)
    (place / f"{PREFIX}file").write_text("mine", encoding="utf-8")
    (kill_one(place) / "link").symlink_to(elsewhere, target_is_directory=True)
    with scratch():
        assert len(list(place.iterdir())) == 4
    assert (elsewhere / "kept").exists()
    assert (place / f"{PREFIX}link").is_symlink()
    assert (place / f"{PREFIX}file").exists()


def test_one_that_was_taken_for_unused_before_it_was_locked_is_made_anew(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, seen = home._lock, []

    def overtaken(path: str) -> int:
        seen.append(path)
        if len(seen) == 1:
            home._remove_unused(Path(path))  # asks for the lock itself
        return lock(path)

    monkeypatch.setattr(home, "_lock", overtaken)
    with scratch() as folder:
        assert Path(folder).exists()
        assert folder not in seen[:2]


def test_without_locks_nothing_is_removed_but_ones_own(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl

    def none(handle: int, how: int) -> None:
        raise OSError("no locks available")

    left = kill_one(place)
    monkeypatch.setattr(fcntl, "flock", none)
    with scratch() as folder:
        assert Path(folder).exists()
    assert list(place.iterdir()) == [left]
