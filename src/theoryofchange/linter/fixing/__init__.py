"""Fixes: what is safe to mend in a file is mended, and nothing else of it changes."""

from theoryofchange.linter.fixing.edit import Edit
from theoryofchange.linter.fixing.making import Fixed, Skipped, fixed
from theoryofchange.linter.fixing.offering import offered
from theoryofchange.linter.fixing.placing import edits_of
from theoryofchange.linter.fixing.writing import as_in_files, write

__all__ = ["Edit", "Fixed", "Skipped", "as_in_files", "edits_of", "fixed", "offered", "write"]
