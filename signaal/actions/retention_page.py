"""The page docs/retention.md, made from what decides, so that it cannot lag behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from signaal.actions import pruning, terms_ahead, upkeep
from signaal.actions.town import Town
from signaal.terms import OrganisationKind
from signaal.workflows import holds, retention

_AGAIN = "from signaal.actions.retention_page import retention_page as p; print(p(), end='')"
_HEAD = f"""# How long what is kept, and how it goes

Made by `signaal/actions/retention_page.py` from what decides; a test holds this page equal to it. Write it again with
`.venv/bin/python -c "{_AGAIN}" > docs/retention.md`.
Source: R20 of the product page; AVG art. 5 lid 1 e. signaal is a work list: what must be kept for longer by law (the
file of youth health, of the pupil, of the municipality) is kept there.

## Cards, per kind of organisation

A term may be set shorter (`retention.jgz.*`, `retention.school.*` in config.toml), never longer. A package that was
received goes with the card it came from, whatever the receiver's kind.
"""
_WAITS = f"""
## What makes a card stay longer

- **A hold** by the privacy officer: a reason of a closed list, and an end at most {holds.MOST_MONTHS} months ahead;
  then it may be placed again. A hold without an end does not exist.
- **Help within 48 hours that still runs** on the card, and never longer than the most that a card is kept
  ([0007](adr/0007-a-card-waits-while-help-within-48-hours-runs.md)).
- **A request of the family that waits for its answer**: that comes first. Its term is a month, with a reason three.

Nothing else does. Erasing before the term takes two people (`docs/access.md`, `case_erase` and `erasure_approve`).

## Zero or red

The upkeep erases every ten minutes. A card or a proof of a yes that is past its term for more than
{terms_ahead.ERASED_WITHIN // timedelta(hours=1)} hours though nothing keeps it is counted: the officer's page
*Bewaren en wissen* and the page of today turn red, and `erasing` at `/health` is false.

## How it goes

One transaction takes the card's row with its clocks, referrals, drafts, messages, records, grants and tokens; the
event `case:erased` stays and its code leads nowhere. Then it leaves the files of the database. The revocation journal
hears of it, so that no old backup brings it back. The family's certificate names the day on which the last backup from
before is gone (`backup.keep_days`, {Town("").backup_days} days unless set otherwise).
"""


def retention_page() -> str:
    """The whole page, in Markdown."""
    return "\n".join((_HEAD, *_cards(), "\n## The rest\n", *_rest())) + "\n" + _WAITS


def _cards() -> Iterator[str]:
    town = Town("")
    kinds = list(OrganisationKind)
    yield "| what came of it | the term begins | " + " | ".join(f"`{kind.value}`" for kind in kinds) + " |"
    yield "|---|---|" + "---|" * len(kinds)
    for outcome, begins, field, unit in CLASSES:
        found = [f"{getattr(town.keeps(kind.value), field)} {unit}" for kind in kinds]
        yield f"| {outcome} | {begins} | " + " | ".join(found) + " |"


CLASSES = (
    ("no talk", "when the card is made", "weeks_without_talk", "weeks"),
    (
        f'"ik let nog even op", renewed at most {retention.MOST_RENEWALS} times with a reason',
        "each time it is chosen",
        "weeks_without_talk",
        "weeks",
    ),
    ("a talk, help, closed with help or without", "the last talk", "months_after_talk", "months"),
    (
        "closed because it was made by mistake",
        "closing, never later than it was",
        "weeks_after_mistake",
        "weeks",
    ),
    ("anything", "when the card is made: the most", "months_at_most", "months"),
    ("a yes: its sealed proof, also after the card went", "the yes", "months_of_proof", "months"),
    ("a no", "goes with the card", "months_at_most", "months at most"),
)
"""What came of it, when the term begins, the field of `Terms`, its unit."""


def _rest() -> Iterator[str]:
    yield "| what | how long |"
    yield "|---|---|"
    for what, how_long in (
        ("something typed and not finished (sealed)", _days(upkeep.DRAFT_KEPT)),
        ("receipts of forms", _days(upkeep.RECEIPT_KEPT)),
        ("a session, after it ended", _days(upkeep.SESSION_KEPT)),
        ("counting of failed logins", _days(upkeep.THROTTLE_KEPT)),
        ("events of the log: their bytes", f"{pruning.YEARS} years at least, then `signaal audit prune`"),
        ("the log's tree: hashes alone", "for ever"),
        ("requests of families", "goes with the card; the log keeps that there was one"),
        ("incidents (AVG art. 33 lid 5)", "as long as the organisation answers for them; they name nobody"),
        ("accounts and memberships", "as long as the log names them"),
        ("backups", f"{Town('').backup_days} days unless set otherwise"),
    ):
        yield f"| {what} | {how_long} |"


def _days(term: timedelta) -> str:
    return f"{term.days} days" if term.days > 1 else "1 day"
