"""The arguments of `signaal duty`."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def add(duty: Any) -> None:
    """Its verbs and what they take. `duty` is a Parser, which knows this module: this one does not know it."""
    verbs = duty.add_subparsers(dest="what", metavar=duty.say("metavar.command"), required=True)
    for name in ("import", "list"):
        verb = verbs.add_parser(name, about=f"duty.{name}", help=duty.say(f"duty.{name}"))
        verb.takes("--json", "help.json", action="store_true", dest="as_json")
        if name == "import":
            verb.needs("file", "duty.file", type=Path)
            verb.takes("--organisation", "help.organisation", required=True)
