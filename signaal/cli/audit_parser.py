"""The arguments of `signaal audit`."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def add(audit: Any) -> None:
    """Its verbs and what they take. `audit` is a Parser, which knows this module: this one does not know it."""
    verbs = audit.add_subparsers(dest="what", metavar=audit.say("metavar.command"), required=True)

    def verb(name: str, *, json: bool = True) -> Any:
        made = verbs.add_parser(name, about=f"audit.{name}.about", help=audit.say(f"audit.{name}.short"))
        if json:
            made.takes("--json", "help.json", action="store_true", dest="as_json")
        return made

    verb("verify")
    prove = verb("prove")
    prove.needs("seq", "audit.prove.seq", type=int)
    prove.takes("--out", "audit.prove.out", type=Path)
    checkpoint = verb("checkpoint", json=False)
    checkpoint.takes("--key", "audit.checkpoint.key", action="store_true")
    checkpoint.takes("--since", "audit.checkpoint.since", type=int)
    checkpoint.takes("--keep", "audit.checkpoint.keep", type=Path)
    witness = verb("witness", json=False)
    witness.needs("folder", "audit.witness.folder", type=Path)
    witness.takes("--name", "audit.witness.name")
    witness.takes("--log", "audit.witness.log")
    witness.takes("--from", "audit.witness.from", dest="source")
    witness.takes("--out", "audit.witness.out", type=Path)
    verb("export").needs("file", "audit.export.file", type=Path)
    prune = verb("prune")
    prune.takes("--years", "audit.prune.years", type=int, default=5)
    prune.takes("--yes", "audit.prune.yes", action="store_true")
