"""Frozen records: dataclasses that share their methods, and that ask for little when they are made.

``dataclasses`` loads ``inspect``, then writes out the methods of each class and compiles them, at
every start; that took a fifth of a check of a hundred KPIs. A record is made without it. What
``dataclasses`` and ``inspect`` tell of it, they find out when they are asked
(``docs/decisions/0010-records-without-dataclasses.md``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from itertools import islice
from typing import Any, TypeVar, dataclass_transform, overload

T = TypeVar("T")


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Any = _Missing()
"""Stands for a default where there is none."""


class Field:
    """A field of a record: its name and its type, and what :func:`field` says of it."""

    __slots__ = ("default", "default_factory", "metadata", "name", "repr", "type")

    name: str
    type: Any
    default: Any
    default_factory: Any
    repr: bool
    metadata: Mapping[str, Any]

    def __init__(self, **told: Any) -> None:
        for name, value in told.items():
            setattr(self, name, value)


@overload
def field(*, default: T, repr: bool = True, metadata: Mapping[str, Any] = ...) -> T: ...
@overload
def field(
    *, default_factory: Callable[[], T], repr: bool = True, metadata: Mapping[str, Any] = ...
) -> T: ...
@overload
def field(*, repr: bool = True, metadata: Mapping[str, Any] = ...) -> Any: ...
def field(
    *,
    default: Any = MISSING,
    default_factory: Any = MISSING,
    repr: bool = True,  # noqa: A002 - as the standard field has it
    metadata: Mapping[str, Any] | None = None,
) -> Any:
    """Declare a field of a record, as ``dataclasses.field`` does.

    Parameters
    ----------
    default
        Its value where none is given.
    default_factory
        What makes that value, for each record anew.
    repr
        Whether it is shown.
    metadata
        What else is to be known of it.
    """
    return Field(
        default=default, default_factory=default_factory, repr=repr, metadata=metadata or {}
    )


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Make a class a frozen dataclass with slots.

    Parameters
    ----------
    cls
        A class with annotated fields. What its cached properties return is kept beside them.

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
    return with_slots(cls, {**FROZEN, **_making(cls)})


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def named_record(cls: type[T]) -> type[T]:
    """Make a class a :func:`record` whose fields are only given by name."""
    return with_slots(cls, {**FROZEN, **_making(cls), "__match_args__": ()})


def _making(cls: type[Any]) -> dict[str, Any]:
    init = _set_and_check if hasattr(cls, "__post_init__") else _set
    return {"__init__": init, "__signature__": _Signature()}


def with_slots(cls: type[T], methods: Mapping[str, Any]) -> type[T]:
    """Make a class anew, with a slot for each of its fields and with methods.

    Parameters
    ----------
    cls
        A class with annotated fields.
    methods
        What it is to have besides, in place of its own of the same names.
    """
    declared = _declared(cls)
    fields = {**getattr(cls, "__record__", {}), **declared}
    beside = any(isinstance(each, cached_property) for each in vars(cls).values())
    beside = beside and not any(base.__dictoffset__ for base in cls.__bases__)
    kept = {name: value for name, value in vars(cls).items() if name not in declared}
    for made_anew in ("__dict__", "__weakref__"):
        kept.pop(made_anew, None)
    own = {
        **kept,
        "__match_args__": tuple(fields),
        **methods,
        "__dataclass_fields__": _Told(),
        "__dataclass_params__": _Told(),
        "__qualname__": cls.__qualname__,
        "__record__": fields,
        "__slots__": (*declared, "__dict__") if beside else tuple(declared),
    }
    anew: Any = type(cls)
    made: type[T] = anew(cls.__name__, cls.__bases__, own)
    return made


def _declared(cls: type[Any]) -> dict[str, Field]:
    """Return the fields that a class declares itself."""
    found = {}
    for name, kind in cls.__annotations__.items():
        if "ClassVar" in str(kind):
            continue
        value = vars(cls).get(name, MISSING)
        if type(value).__module__ == "dataclasses":
            raise TypeError(f"{cls.__name__}.{name}: a record's field is none of dataclasses")
        declared = value if isinstance(value, Field) else field(default=value)
        declared.name, declared.type = name, kind
        found[name] = declared
    return found


def is_record(kind: object) -> bool:
    """Tell whether something is a record, or a class of records."""
    return hasattr(kind, "__record__")


def fields_of(kind: Any) -> Mapping[str, Field]:
    """Return the fields of a record, or of a class of records, by their names."""
    fields: Mapping[str, Field] = kind.__record__
    return fields


def default_of(declared: Field) -> Any:
    """Return a field's default, ``MISSING`` where it has none."""
    if declared.default_factory is not MISSING:
        return declared.default_factory()
    return declared.default


def replace(made: T, /, **changes: Any) -> T:
    """Return a record with some of its fields replaced, as ``dataclasses.replace`` does.

    Examples
    --------
    >>> @record
    ... class Place:
    ...     line: int
    ...     column: int = 1
    >>> replace(Place(3), column=7)
    Place(line=3, column=7)
    """
    kept = {name: getattr(made, name) for name in _names(type(made)) if name not in changes}
    return type(made)(**kept, **changes)


@cache
def _standard(kind: Any) -> type[Any]:
    """Return the standard dataclass with the fields of a record."""
    import dataclasses

    fields = fields_of(kind).values()
    names = {
        "__annotations__": {each.name: each.type for each in fields},
        "__module__": kind.__module__,
        "__qualname__": kind.__qualname__,
    }
    same = type(kind.__name__, (), {**names, **{each.name: _field(each) for each in fields}})
    makes = kind.__init__ in _INITS
    return dataclasses.dataclass(init=makes, frozen=True, kw_only=not kind.__match_args__)(same)


def _field(declared: Field) -> Any:
    import dataclasses

    given = {name: getattr(declared, name) for name in ("default", "default_factory")}
    given = {name: value for name, value in given.items() if value is not MISSING}
    return dataclasses.field(**given, repr=declared.repr, metadata=declared.metadata)


class _Told:
    """What ``dataclasses`` keeps of a class, found out when it is first asked for."""

    def __set_name__(self, owner: Any, name: str) -> None:
        self._owner, self._name = owner, name

    def __get__(self, made: object, kind: type[Any]) -> Any:
        told = getattr(_standard(self._owner), self._name)
        setattr(self._owner, self._name, told)
        return told


class _Signature:
    """How a record is made, for those who ask ``inspect``."""

    def __set_name__(self, owner: Any, name: str) -> None:
        self._owner = owner

    def __get__(self, made: object, kind: type[Any]) -> Any:
        if made is not None or kind.__init__ is not self._owner.__init__:
            raise AttributeError("__signature__")
        import inspect

        return inspect.signature(_standard(self._owner))


def _set(self: Any, /, *given: Any, **named: Any) -> None:
    if not given and len(named) == len(self.__record__) and named.keys() == self.__record__.keys():
        given = tuple([named[name] for name in self.__record__])
    elif named or not given or len(given) != len(self.__match_args__):
        given = _values(type(self), given, named)
    for name, value in zip(self.__record__, given, strict=True):
        _put(self, name, value)


def _set_and_check(self: Any, /, *given: Any, **named: Any) -> None:
    _set(self, *given, **named)
    self.__post_init__()


_INITS = (_set, _set_and_check)
_put = object.__setattr__


def _values(kind: Any, given: tuple[Any, ...], named: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the value of each field; what is wrong with them, the standard dataclass says."""
    fields, left = fields_of(kind), dict(named)
    values = list(given)
    for name, declared in islice(fields.items(), len(given), None):
        values.append(left.pop(name) if name in left else default_of(declared))
    fit = len(values) == len(fields) and not any(value is MISSING for value in values)
    if left or not fit or (given and not kind.__match_args__):
        owner = next(each for each in kind.__mro__ if "__record__" in vars(each))
        return _state_of(_standard(owner)(*given, **named), fields)
    return tuple(values)


def _state_of(made: Any, names: Iterable[str]) -> tuple[Any, ...]:
    return tuple([getattr(made, name) for name in names])


def _names(kind: Any) -> Iterable[str]:
    """Return the names of the fields of a record, or of a standard dataclass that extends one."""
    if "__record__" in vars(kind):
        return fields_of(kind)
    names: Mapping[str, Any] = kind.__dataclass_fields__
    return names


def _state(self: Any) -> tuple[Any, ...]:
    return _state_of(self, self.__record__)


def _equal(self: Any, other: object) -> bool:
    return _state(self) == _state(other) if type(other) is type(self) else NotImplemented


def _hash(self: Any) -> int:
    return hash((type(self), _state(self)))


def _repr(self: Any) -> str:
    shown = (each for each in self.__record__.values() if each.repr)
    held = ((each.name, getattr(self, each.name), each) for each in shown)
    told = (f"{name}={value!r}" for name, value, each in held if value != default_of(each))
    return f"{type(self).__name__}({', '.join(told)})"


def _refuse_change(self: Any, name: str, value: object = None) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"{type(self).__name__} is frozen: {name} stays")


def _reduce(self: Any) -> tuple[Any, ...]:
    return _restored, (type(self), _state_of(self, _names(type(self))))


def _restored(kind: type[Any], state: tuple[Any, ...]) -> Any:
    made = object.__new__(kind)
    for name, value in zip(_names(kind), state, strict=True):
        _put(made, name, value)
    return made


FROZEN = {
    "__eq__": _equal,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _refuse_change,
    "__delattr__": _refuse_change,
    "__reduce__": _reduce,
    "__replace__": replace,
}
"""The methods that all frozen records share."""
