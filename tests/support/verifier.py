"""The program in tools/ that knows nothing of signaal, called as its command line calls it."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import json
from types import ModuleType
from typing import Any

from tests.support.repository import ROOT


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_log", ROOT / "tools" / "verify_log.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


PROGRAM = _load()


def verified(*arguments: str) -> dict[str, Any]:
    """Its answer, with the exit code as `code`."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        code = PROGRAM.main(list(arguments))
    answer: dict[str, Any] = json.loads(said.getvalue())
    return answer | {"code": code}
