from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

_SPEC = importlib.util.spec_from_file_location("contract", Path(__file__).with_name("contract.py"))
sys.modules["contract"] = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sys.modules["contract"])
