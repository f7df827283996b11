"""A passphrase derived again at login, when the key file has a newer pepper or a derivation costs more now.

Nobody but its owner can do that: only at login is the passphrase there. One more derivation, once.
"""

from __future__ import annotations

from signaal.actions import persons
from signaal.actions.context import Ctx, Tools
from signaal.actions.trail import leave
from signaal.audit.events import Event
from signaal.store.tables_people import UserRow
from signaal.store.units import Unit
from signaal.vault.keys import UserKeys
from signaal.vault.passwords import Credentials


def again(tools: Tools, kept: Credentials | None, passphrase: str, keys: UserKeys) -> Credentials | None:
    """New credentials for the right passphrase that was just typed, or None when the old ones will do.

    Raises:
        Busy: the queue of derivations is full.
    """
    if kept is None or not tools.passwords.outdated(kept):
        return None
    return tools.passwords.enrol(passphrase, keys)


def keep(unit: Unit, ctx: Ctx, row: UserRow, kept: Credentials | None, fresh: Credentials | None) -> None:
    """Put them in the row, unless the passphrase was changed meanwhile."""
    if kept is None or fresh is None or row.verifier != kept.verifier:
        return
    unit.notices.same_passphrase(row.id)
    row.salt, row.kdf = fresh.salt, dict(fresh.kdf)
    row.verifier, row.sealed_secret = fresh.verifier, fresh.sealed_secret
    visit = persons.read(unit, row, ctx.now).ctx(ctx.tools, ctx.request_id, ctx.address)
    leave(unit, visit, Event.ACCOUNT_CREDENTIALS, target=row.id, reason="derived_again")
