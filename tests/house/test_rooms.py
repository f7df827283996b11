"""Every room exists, is named in the import contracts, says its boundary, and has tests in its mirror."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.support.repository import CODE, ROOT, modules, place, tree

ROLES = ["account", "signaller", "responder", "coordinator", "privacy", "admin", "public"]
NOT_ROOMS = {"attacks", "backup", "house", "support", "journeys", "tools", "bench", "web", "theft", "kill"}
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
    "contracts"
]
LAYERS = next(contract for contract in CONTRACTS if contract["type"] == "layers")
NAMED = {name.strip() for layer in LAYERS["layers"] for name in layer.split("|")}


def test_imports_keep_the_contracts() -> None:
    # In a process of its own: the linter switches off every logger that is there.
    linter = Path(sys.executable).with_name("lint-imports")
    command = [str(linter), "--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (
        f"{done.stdout}\nan import goes where it may not: the contract above says from where to where; "
        "ask an action instead"
    )


def test_every_room_is_named_in_the_layers() -> None:
    there = {path.parent.name for path in CODE.glob("*/__init__.py")} | {
        path.stem for path in CODE.glob("*.py")
    }
    assert there - {"__init__"} == NAMED, "name a new room in [tool.importlinter] first, then make it"


def test_every_role_has_a_room_of_its_own() -> None:
    missing = [role for role in ROLES if not (CODE / "web" / role / "__init__.py").is_file()]
    assert not missing, f"make signaal/web/<role>/__init__.py for {missing}"


def test_every_room_says_in_ten_lines_what_it_may_not_do() -> None:
    wrong = [
        place(path)
        for path in modules()
        if path.name == "__init__.py"
        and not 1 <= len((ast.get_docstring(tree(path)) or "").splitlines()) <= 10
    ]
    assert not wrong, f"write a docstring of 1 to 10 lines that says the boundary: {wrong}"


def test_tests_mirror_the_rooms() -> None:
    folders = {
        path.parent.relative_to(ROOT / "tests").parts[0] for path in (ROOT / "tests").glob("*/**/test_*.py")
    }
    strangers = folders - NOT_ROOMS - NAMED
    assert not strangers, f"tests/<room>/test_<noun>.py: these folders are no room: {strangers}"
