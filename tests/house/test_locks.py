"""Everything comes from a lock with hashes, and a lock names no host."""

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

from tests.support.repository import ROOT, modules, tracked, tree

COMES_WITH_FLASK = {"jinja2", "markupsafe", "werkzeug"}
PYTHON = ["requirements.lock", "requirements-dev.lock", "requirements-assets.lock"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins(name: str) -> dict[str, str]:
    """Package to version of one Python lock."""
    text = (ROOT / name).read_text(encoding="utf-8")
    found = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", text, flags=re.MULTILINE)
    return {package.lower().replace("_", "-").replace(".", "-"): version for package, version in found}


@pytest.mark.parametrize("name", [*PYTHON, "package-lock.json"])
def test_a_lock_names_no_host_and_no_path(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text, f"{name} names an address: write it with `make lock`"
    assert not re.search(r"file:|--index-url|--find-links|--extra-index", text)


@pytest.mark.asvs("15.2.4")
@pytest.mark.parametrize("name", PYTHON)
def test_every_pin_has_a_hash(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = [block for block in re.split(r"\n(?=\S)", text) if "==" in block.split("\n", maxsplit=1)[0]]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks), f"write {name} with `make lock`"


def test_every_npm_package_has_a_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    bare = [path for path, package in packages.items() if path and "integrity" not in package]
    assert not bare, f"write package-lock.json with `make lock`: {bare}"


def test_what_is_asked_for_is_locked() -> None:
    for asked, lock in [
        (PROJECT["project"]["dependencies"], "requirements.lock"),
        (PROJECT["dependency-groups"]["dev"], "requirements-dev.lock"),
    ]:
        names = {re.split(r"[\[<>=~ ]", line, maxsplit=1)[0].lower().replace("_", "-") for line in asked}
        assert names <= set(pins(lock)), f"run `make lock`: {lock} misses {names - set(pins(lock))}"


def test_what_the_code_imports_is_asked_for() -> None:
    asked = {
        re.split(r"[\[<>=~ ]", line, maxsplit=1)[0].lower() for line in PROJECT["project"]["dependencies"]
    }
    owners = packages_distributions()
    imported = {
        name.split(".")[0]
        for path in modules()
        for node in ast.walk(tree(path))
        for name in _imports(node)
        if name.split(".")[0] not in {*sys.stdlib_module_names, "signaal", *COMES_WITH_FLASK}
    }
    strangers = {name for name in imported if not asked & {owner.lower() for owner in owners.get(name, [])}}
    assert not strangers, f"add to dependencies in pyproject.toml, then `make lock`: {strangers}"


def _imports(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []


def test_tests_run_with_the_versions_that_are_served() -> None:
    served, tested = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: tested.get(name) for name in served} == served, "run `make lock`: the two locks differ"


def test_lock_files_that_name_hosts_stay_out() -> None:
    assert not {"uv.lock", "pylock.toml", "poetry.lock", "yarn.lock"} & {path.name for path in tracked()}
