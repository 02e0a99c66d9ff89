from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def given():
    """The module ``given`` beside this file."""
    spec = importlib.util.spec_from_file_location("given", Path(__file__).with_name("given.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules["given"] = module
    spec.loader.exec_module(module)
    return module
