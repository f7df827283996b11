"""One nurse or one school alone: an instance, everybody in it, and "geen piket", from one command."""

from __future__ import annotations

import argparse
import json
import re

from signaal.actions import solos
from signaal.actions.context import operator
from signaal.actions.solos import SoloDraft, Somebody
from signaal.cli.doors import Doors
from signaal.cli.voice import Voice
from signaal.runtime import create_instance
from signaal.runtime.creating import write_config


def solo(given: argparse.Namespace, voice: Voice, _doors: Doors) -> int:
    """Make what is missing, and show the links of who has to begin."""
    write_config(given.instance, lambda text: _alone(text, given.municipality))
    tools = create_instance(given.instance)
    try:
        made = solos.found(
            operator(tools),
            SoloDraft(
                given.name,
                given.kind,
                given.municipality,
                Somebody(given.login, given.person, given.email),
                Somebody(given.officer_login, given.officer, given.officer_email),
                given.profession,
            ),
        )
        links = {login: f"{tools.town.public_url}/activeren/{token}" for login, token in made.tokens}
    finally:
        tools.store.close()
    voice.give({"organisation": made.organisation_id, "team": made.team_id, "links": links})
    voice.tell("solo.done", folder=given.instance)
    for login, link in links.items():
        voice.line(f"  {login}: {link}")
    voice.tell("solo.next")
    return 0


def _alone(text: str, municipality: str) -> str:
    """The example with nobody on duty and the own municipality; the rest is its default."""
    name = json.dumps(municipality, ensure_ascii=False)
    text = re.sub(r'(?m)^duty = ""$', 'duty = "geen piket"', text, count=1)
    return re.sub(r'(?m)^name = ".*"$', lambda _found: f"name = {name}", text, count=1)
