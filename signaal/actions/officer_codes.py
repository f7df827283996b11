"""The code by which a lead knows the privacy officer who agreed to turn the team's secret.

A lead alone has nobody on the roster to agree, and the officer's key stands in the database. So the officer reads out
a code, computed from the own key; the lead types it. Whoever replaced that key has another code (design/vault.md,
"Trusting a key": no public key out of the database is trusted by itself).
"""

from __future__ import annotations

from signaal.actions import rotating, slowing, trail
from signaal.actions.context import Ctx
from signaal.store import rotations, teams
from signaal.store.tables_recovery import RotationRow
from signaal.terms import Refused, Say
from signaal.vault import rotation_asking
from signaal.vault.blobs import DoesNotOpen
from signaal.vault.holders import Claimed, Trusted, claimed_team
from signaal.vault.keys import TeamKeys


def needed(row: RotationRow) -> bool:
    """Did somebody agree by a signature, as an officer does, and not by the team's own mark?"""
    return row.state == "approved" and rotation_asking.signed(row.approval)


def to_read_out(ctx: Ctx, rotation_id: str) -> str | None:
    """What the officer who agreed reads out; None for anybody else. Busy: too many derivations wait.

    From the own key as this session holds it; that of the team as the database gives it, for the lead has the true one.
    """
    with ctx.tools.store.reading() as reader:
        row = rotations.find(reader, rotation_id)
        if row is None or row.approved_by != ctx.actor.user_id or not needed(row):
            return None
        key = teams.get_key(reader, row.team_id, row.from_version)
    team = claimed_team(key.team_id, key.version, key.kem_public, key.sign_public)
    argon = ctx.tools.passwords.argon
    return rotation_asking.officer_code(argon, ctx.keys.user.holder, team, rotating.asked_of(row))


def known(ctx: Ctx, row: RotationRow, approver: Claimed, team: TeamKeys, typed: str) -> Trusted:
    """The officer, trusted because the typed code is the one that they read out.

    Raises:
        Refused: `code` is another one, or was tried too often.
        Busy: too many derivations wait.
    """
    brakes = slowing.for_code(row.id)
    with ctx.tools.store.reading() as reader:
        if slowing.must_wait(reader, brakes, ctx.now):
            raise Refused({"code": Say("keys.code_wait")})
    try:
        argon, asked = ctx.tools.passwords.argon, rotating.asked_of(row)
        return rotation_asking.recognise(argon, typed, approver, team.holder, asked)
    except DoesNotOpen:
        with ctx.tools.store.unit() as unit:
            slowing.failed(unit, brakes, ctx.now)
        trail.vault_refused(ctx, "officer_code", row.id)
        raise Refused({"code": Say("keys.officer_code_wrong")}) from None
