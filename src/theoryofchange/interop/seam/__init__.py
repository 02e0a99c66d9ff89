"""What every format is read with: records and their fates, ids, files, and limits on input.

A format is a module beside this one with a ``FORMAT`` and a ``read(paths, as_of=None)`` that
returns an :class:`Imported`. It takes its records into a :class:`Draft` and states what became of
each; ids, the files that are written and the report follow.
"""

from __future__ import annotations

from theoryofchange.interop.seam.draft import Draft
from theoryofchange.interop.seam.imported import Imported
from theoryofchange.interop.seam.links import Links
from theoryofchange.interop.seam.record import Became, Record
from theoryofchange.interop.seam.remark import CHANGED, NO_FIELD, Listing

__all__ = ["CHANGED", "NO_FIELD", "Became", "Draft", "Imported", "Links", "Listing", "Record"]
