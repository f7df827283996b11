"""Which lines of the journal count when it is done again: the last word about an account, and all derivations of one
passphrase together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from signaal.store.journal import Entry
from signaal.store.revoking import Revoked


def telling_last(entries: list[Entry]) -> list[Entry]:
    """What to do again, in order.

    Of an account that was disabled and enabled again, the last word counts; enabling itself is done by a person.
    """
    last = last_words(entries)
    return [
        entry
        for entry in _with_derivations(entries)
        if entry.kind != Revoked.ACCOUNT_ENABLED
        and not (entry.kind == Revoked.ACCOUNT_DISABLED and last[entry.target] == Revoked.ACCOUNT_ENABLED)
    ]


def last_words(entries: Iterable[Entry]) -> dict[str, str]:
    """Of each account that was ever closed, what the journal said of it last: disabled or enabled."""
    return {
        entry.target: entry.kind
        for entry in entries
        if entry.kind in (Revoked.ACCOUNT_DISABLED, Revoked.ACCOUNT_ENABLED)
    }


def _with_derivations(entries: list[Entry]) -> Iterator[Entry]:
    """A replaced passphrase with every derivation that it had since the backup (`olds`): it may hold any of them."""
    had: dict[str, list[str]] = {}
    for entry in entries:
        old = str(entry.more.get("old"))
        if entry.kind == Revoked.PASSPHRASE_DERIVED:
            had.setdefault(entry.target, []).append(old)
        elif entry.kind == Revoked.PASSPHRASE_REPLACED:
            yield replace(entry, more={**entry.more, "olds": [*had.pop(entry.target, ()), old]})
        else:
            yield entry
