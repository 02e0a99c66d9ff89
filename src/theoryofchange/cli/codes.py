"""What the exit code of a command says."""

CLEAN, FINDINGS, UNUSABLE = 0, 1, 2
"""Nothing counts; findings at or above the failing severity; the tool or its input is unusable."""
