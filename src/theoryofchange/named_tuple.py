"""Named tuples that are made without looking at the types of their fields.

``typing.NamedTuple`` compiles each annotation that is a text, and the first time Python compiles
anything it makes the two hundred classes of a syntax tree. A check would do so for nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple

__all__ = ["NamedTuple"]

if not TYPE_CHECKING:
    from collections import namedtuple

    class _Maker(type):
        def __new__(cls, name, bases, own):
            if not bases:
                return super().__new__(cls, name, bases, own)
            fields = own["__annotations__"]
            defaults = [own.pop(field) for field in fields if field in own]
            made = namedtuple(name, fields, defaults=defaults, module=own["__module__"])
            for attribute, value in own.items():
                setattr(made, attribute, value)
            return made

    class NamedTuple(metaclass=_Maker):
        """A tuple whose items have names: ``typing.NamedTuple`` to every type checker.

        Examples
        --------
        >>> class Place(NamedTuple):
        ...     line: int
        ...     column: int = 1
        >>> Place(3)
        Place(line=3, column=1)
        """
