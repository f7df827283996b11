"""Every setting stands in config.example.toml with a comment, and nothing stands there that is none."""

import re
from dataclasses import fields, is_dataclass
from typing import Any, get_type_hints

from signaal.config import Settings
from tests.support.repository import ROOT

LINES = (ROOT / "config.example.toml").read_text(encoding="utf-8").splitlines()


def settings(kind: Any = Settings, place: str = "") -> set[str]:
    """Every setting's dotted name, as the code knows it."""
    hints, found = get_type_hints(kind), set[str]()
    for spec in fields(kind):
        hint = hints[spec.name]
        inner = settings(hint, f"{place}{spec.name}.") if is_dataclass(hint) else {f"{place}{spec.name}"}
        found |= inner
    return found - {"folder"}


def examples() -> dict[str, int]:
    """Every setting's dotted name, as the example has it (also behind a #), with its line."""
    found, table = {}, ""
    for number, line in enumerate(LINES):
        if heading := re.fullmatch(r"\[([\w.]+)\]", line):
            table = heading[1]
        elif key := re.match(r"(?:# )?([a-z_]+) = ", line):
            found[f"{table}.{key[1]}"] = number
    return found


def test_the_example_holds_every_setting_and_no_other() -> None:
    assert set(examples()) == settings(), "write the setting into config.example.toml, or take it out"


def test_every_setting_is_explained() -> None:
    silent = []
    for name, number in examples().items():
        above = LINES[number - 1]
        grouped = re.match(r"[a-z_]+ = ", above) is not None
        if not above.startswith("# ") and not grouped:
            silent.append(name)
    assert not silent, f"write a comment above each setting, or above the group it stands in: {silent}"
