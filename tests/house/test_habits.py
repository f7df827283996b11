"""Habits that a linter has no words for."""

import ast
import re

import pytest

from tests.support.repository import CODE, ROOT, modules, place, tracked, tracked_texts, tree

READS_TIME = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime"},
}
VAGUE = re.compile(
    r"^(utils?|helpers?|managers?|misc|common|stuff|base_?utils?)$|_(utils?|helpers?|manager)$"
)
# Folders of the machines on which somebody worked, and hosts of package registries.
MACHINES = re.compile(r"(?<![\w.*/-])/(?:root|home|work|Users)/\w|(?:pythonhosted|npmjs|pypi)\.(?:org|com)\b")
UNEXPLAINED = {
    "noqa without a reason": re.compile(r"#\s*noqa(?!: [A-Z0-9, ]+ - \w)"),
    "type: ignore without a reason": re.compile(r"#\s*type: ignore(?!\[[a-z, -]+\]  ?# \w)"),
    "unfinished": re.compile(r"\b(?:TODO|FIXME|XXX|NotImplementedError)\b"),
    "a test that does not run": re.compile(r"pytest\.(?:skip|xfail)\b|mark\.(?:skip|skipif|xfail)\b"),
}
THIS = "tests/house/test_habits.py"


def test_only_the_clock_reads_the_time() -> None:
    found = [
        place(path, node)
        for path in modules()
        if path != CODE / "clock.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in READS_TIME.get(_name(node.value), ())
    ]
    assert not found, f"take `now` as an argument, or a Clock: {found}"


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def test_only_the_command_line_prints() -> None:
    found = [
        place(path, node)
        for path in modules()
        if not str(path).startswith(str(CODE / "cli"))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and _name(node.func) == "print"
    ]
    assert not found, f"return it, log it, or let signaal/cli say it: {found}"


def test_files_are_called_after_what_is_in_them() -> None:
    vague = [place(path) for path in tracked() if VAGUE.search(path.stem) or VAGUE.search(path.parent.name)]
    assert not vague, f"name the noun: {vague}"


def test_nothing_names_a_machine() -> None:
    found = [
        f"{place(path)}: {hit[0]}"
        for path, text in tracked_texts()
        if place(path) != THIS and (hit := MACHINES.search(text))
    ]
    assert not found, f"leave out paths of your machine and hosts of registries: {found}"


@pytest.mark.parametrize("habit", UNEXPLAINED)
def test_nothing_is_silenced_without_a_reason_beside_it(habit: str) -> None:
    found = [
        place(path)
        for path, text in tracked_texts()
        if path.suffix in {".py", ".html", ".js", ".css"}
        and place(path) != THIS
        and UNEXPLAINED[habit].search(text)
    ]
    assert not found, (
        f"{habit}: write `# noqa: CODE - why`, `# type: ignore[code]  # why`, or mend it: {found}"
    )


def test_instance_and_vendor_files_are_never_committed() -> None:
    kept = [
        place(path)
        for path in tracked()
        if re.match(r"instance/|node_modules/|.*/static/vendor/", place(path))
    ]
    assert not kept, f"git rm --cached {kept}"
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8")
    assert all(line in ignored for line in ("/instance/", "/node_modules/", "/signaal/web/static/vendor/"))
