"""A team's next public key, for everybody to see: the row, the team that uses it, and the event that says so."""

from __future__ import annotations

from signaal.actions.context import Ctx
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.store import teams
from signaal.store.tables_people import TeamKeyRow, TeamRow
from signaal.store.units import Unit
from signaal.vault.keys import TeamKeys
from signaal.vault.succession import sign_successor


def publish(unit: Unit, ctx: Ctx, team: TeamRow, keys: TeamKeys, before: TeamKeys | None = None) -> None:
    """Make these the keys that the team uses from now on, signed by the ones `before` where there were any."""
    public = keys.public
    teams.publish_key(
        unit,
        team,
        TeamKeyRow(
            id=ctx.tools.ids(),
            team_id=team.id,
            version=keys.version,
            kem_public=public.kem,
            sign_public=public.sign,
            fingerprint=public.fingerprint,
            previous_signature=sign_successor(before, keys) if before is not None else None,
            created_at=ctx.now,
        ),
    )
    leave(
        unit, ctx, Event.KEY_PUBLISHED, team=team.id, organisation=team.organisation_id, target=team.id,
        fingerprint=public.fingerprint.hex(),
    )  # fmt: skip
