"""The compiled core of pydantic, loaded alone.

The package ``pydantic_core`` also loads the types of its schemas, for the eyes of a type checker:
that takes longer than Python itself to start, and nothing here uses them
(``docs/decisions/0002-shapes-on-pydantic-core.md``).
"""

from __future__ import annotations

import sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic_core import PydanticCustomError, SchemaValidator, ValidationError

__all__ = ["PydanticCustomError", "SchemaValidator", "ValidationError"]

_PACKAGE = "pydantic_core"
_COMPILED = "pydantic_core._pydantic_core"


def _core() -> ModuleType:
    """Return the compiled module, or the package where that is loaded or kept another way."""
    if _COMPILED in sys.modules:
        return sys.modules[_COMPILED]
    package = PathFinder.find_spec(_PACKAGE)
    inside = package and package.submodule_search_locations
    spec = PathFinder.find_spec(_COMPILED, inside) if inside else None
    if spec is None or spec.loader is None:
        import pydantic_core

        return pydantic_core
    compiled = sys.modules[_COMPILED] = module_from_spec(spec)
    spec.loader.exec_module(compiled)
    return compiled


if not TYPE_CHECKING:
    _LOADED = _core()
    PydanticCustomError = _LOADED.PydanticCustomError
    SchemaValidator = _LOADED.SchemaValidator
    ValidationError = _LOADED.ValidationError
