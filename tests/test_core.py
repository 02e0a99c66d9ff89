"""The compiled core of pydantic: loaded alone, and one with what others import."""

from __future__ import annotations

import subprocess
import sys


def told(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout.strip()


def test_the_types_of_schemas_are_not_loaded():
    code = "import sys, theoryofchange.core; print(*sys.modules)"
    loaded = told(code).split()
    assert "pydantic_core._pydantic_core" in loaded
    assert not {"pydantic_core", "pydantic_core.core_schema", "typing_extensions"} & set(loaded)


def test_pydantic_imported_afterwards_shares_its_errors():
    assert (
        told(
            "from theoryofchange.core import ValidationError\n"
            "import pydantic\n"
            "class Model(pydantic.BaseModel):\n"
            "    number: int\n"
            "try:\n"
            "    Model(number='many')\n"
            "except ValidationError as error:\n"
            "    print(type(error) is pydantic.ValidationError, error.error_count())"
        )
        == "True 1"
    )


def test_pydantic_imported_before_is_used():
    assert (
        told(
            "import pydantic_core\n"
            "from theoryofchange import core\n"
            "print(core.SchemaValidator is pydantic_core.SchemaValidator)"
        )
        == "True"
    )
