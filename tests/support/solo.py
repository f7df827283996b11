"""A world with one nurse alone, her privacy officer from outside, and nobody on duty (R23)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from signaal.actions import instances, solos
from signaal.actions.context import operator
from signaal.actions.solos import SoloDraft, Somebody
from signaal.clock import MovingClock
from signaal.store import memberships
from signaal.store.engine import migrate
from signaal.vault.keyfile import KeyFile
from tests.support.clock import START
from tests.support.world import Account, World, make_tools

DRAFT = SoloDraft(
    "De Regenboog",
    "school",
    "Waterland",
    Somebody("annie", "Annie de Vries", "annie@waterland.example"),
    Somebody("piet", "Piet Jansen", "piet@waterland.example"),
    "care_coordinator",
)


def solo_world(url: str, folder: Path) -> World:
    """Made as `signaal solo` makes it, and both accounts taken into use."""
    migrate(url)
    clock, keyfile = MovingClock(START), KeyFile.fresh()
    world = World(make_tools(url, folder, clock, keyfile), clock, keyfile)
    signer = instances.create(operator(world.tools))
    town = replace(world.tools.town, no_piket=True)
    world.tools = replace(world.tools, signer=signer, town=town)
    made = solos.found(operator(world.tools), DRAFT)
    world.organisations["school"], world.teams["school_team"] = made.organisation_id, made.team_id
    with world.tools.store.reading() as reader:
        rows = {
            user.login: (user.id, row.id)
            for row, user in memberships.of_organisation(reader, made.organisation_id)
        }
    for login, token in made.tokens:
        world.people[login] = Account(login, *rows[login], token)
        world.activate(login)
    return world
