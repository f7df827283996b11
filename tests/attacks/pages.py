"""The pages of docs/ that are made of the code and its tests: what stands between two marks."""

from __future__ import annotations

from pathlib import Path

from tests.attacks.inventory import meanings, uses
from tests.attacks.register import Attack, attacks
from tests.support.repository import ROOT

KEYS = ROOT / "docs" / "keys.md"
USES = "uses: python tools/threats.py --write"
KINDS = {
    "random": "Drawn at random",
    "key": "Derived: HKDF labels",
    "code": "Typed codes",
    "seal": "Seals: what they are bound to",
    "mark": "Marks (HMAC)",
    "statement": "Statements that are signed, or hashed under a key",
}
THREATS = ROOT / "docs" / "threat-model.md"
ATTACKS = "attacks: python tools/threats.py --write"


def with_attacks() -> str:
    """docs/threat-model.md as it must be. ValueError when the marks are not there."""
    return _between(THREATS, ATTACKS, attack_table())


def attack_table() -> str:
    """One row for each attack, with the names of its tests."""
    lines = ["| attack | who | has | tries | gets | tests |", "|---|---|---|---|---|---|"]
    lines += [f"| `{a.id}` | {a.who} | {a.has} | {a.tries} | {a.gets} | {_named(a)} |" for a in attacks()]
    return "\n".join(lines)


def with_uses() -> str:
    """docs/keys.md as it must be. KeyError for a use that keys.toml does not explain."""
    return _between(KEYS, USES, "\n\n".join(_of_kind(kind) for kind in KINDS))


def _of_kind(kind: str) -> str:
    lines = [
        f"### {KINDS[kind]}",
        "",
        "| label | where in the code | from | lives | opens |",
        "|---|---|---|---|---|",
    ]
    for use in (use for use in meanings() if use.kind == kind and use in uses()):
        said = meanings()[use]
        lines.append(f"| `{use.label}` | `{use.module}` | {said.source} | {said.lives} | {said.opens} |")
    return "\n".join(lines)


def _named(attack: Attack) -> str:
    """Each file once, with what its tests are called."""
    files: dict[str, list[str]] = {}
    for test in attack.tests:
        file, _, name = test.partition("::test_")
        files.setdefault(file, []).append(name.replace("_", " "))
    return "<br>".join(f"`{file}`: {'; '.join(names)}" for file, names in files.items())


def _between(path: Path, mark: str, made: str) -> str:
    """The page with `made` between its marks."""
    begin, end = f"<!-- {mark} -->", f"<!-- /{mark.partition(':')[0]} -->"
    before, found, rest = path.read_text(encoding="utf-8").partition(begin)
    _, ended, after = rest.partition(end)
    if not found or not ended:
        raise ValueError(f"{path.name} has no place for {mark}")
    return f"{before}{begin}\n\n{made}\n\n{end}{after}"
