"""Frozen records: standard dataclasses that share their methods.

``dataclass(frozen=True)`` writes out seven methods for each class and compiles them at every
start. Shared ones do the same, and a check of a hundred KPIs starts a tenth sooner. They cost more
for each object: what is made by the ten thousand stays a plain dataclass.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, Field, dataclass
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def record(cls: type[T]) -> type[T]:
    """Make a class a frozen dataclass with slots.

    Parameters
    ----------
    cls
        A class with annotated fields.

    Returns
    -------
    type
        The dataclass: equal by its values, hashable where they are, and picklable.

    Examples
    --------
    >>> @record
    ... class Place:
    ...     line: int
    ...     column: int = 1
    >>> Place(3), Place(3) == Place(3, 1)
    (Place(line=3), True)
    """
    for name, method in {**FROZEN, "__setattr__": _set_once}.items():
        setattr(cls, name, method)
    return dataclass(slots=True, repr=False, eq=False)(cls)


def default_of(declared: Field[Any]) -> Any:
    """Return a field's default, ``MISSING`` where it has none."""
    if declared.default_factory is not MISSING:
        return declared.default_factory()
    return declared.default


def _state(self: Any) -> tuple[Any, ...]:
    return tuple(getattr(self, name) for name in self.__dataclass_fields__)


def _equal(self: Any, other: object) -> bool:
    return _state(self) == _state(other) if type(other) is type(self) else NotImplemented


def _hash(self: Any) -> int:
    return hash((type(self), _state(self)))


def _repr(self: Any) -> str:
    shown = filter(lambda field: field.repr, dataclasses.fields(self))
    held = ((field.name, getattr(self, field.name), field) for field in shown)
    told = (f"{name}={value!r}" for name, value, field in held if value != default_of(field))
    return f"{type(self).__name__}({', '.join(told)})"


def _set_once(self: Any, name: str, value: object) -> None:
    """Set a field that has no value yet, as the constructor does."""
    if hasattr(self, name):
        _refuse_change(self, name)
    object.__setattr__(self, name, value)


def _refuse_change(self: Any, name: str, value: object = None) -> None:
    raise dataclasses.FrozenInstanceError(f"{type(self).__name__} is frozen: {name} stays")


def _reduce(self: Any) -> tuple[Any, ...]:
    return _restored, (type(self), _state(self))


def _restored(kind: type[Any], state: tuple[Any, ...]) -> Any:
    made = object.__new__(kind)
    for name, value in zip(kind.__dataclass_fields__, state, strict=True):
        object.__setattr__(made, name, value)
    return made


FROZEN = {
    "__eq__": _equal,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _refuse_change,
    "__delattr__": _refuse_change,
    "__reduce__": _reduce,
}
"""The methods that all frozen records share."""
