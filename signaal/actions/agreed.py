"""What a family agreed to pass on to somebody outside signaal, and what it says: nothing without a yes (R8)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from signaal.actions import custody, payloads
from signaal.actions.casework import Casework, unsealed
from signaal.referrals.items import Item, receivers
from signaal.referrals.provisions import Provision
from signaal.referrals.referrals import COVERS
from signaal.store import consents, records
from signaal.store.reader import Reader
from signaal.terms import Bundle
from signaal.workflows.ages import age_on
from signaal.workflows.calendar import local_day
from signaal.workflows.contacts import Child

_ABOUT_A_CHILD = frozenset({Item.CHILD_NAME, Item.CHILD_AGE})


@dataclass(frozen=True)
class Agreed:
    """The items that a yes covers, and their text; both empty without a yes."""

    items: frozenset[Item] = frozenset()
    values: Mapping[Item, str] = field(default_factory=dict)

    @property
    def shown(self) -> frozenset[Item]:
        """The agreed items that hold something."""
        return frozenset(item for item in self.items if self.values.get(item, "").strip())


def for_provision(reader: Reader, work: Casework, provision: Provision) -> Agreed:
    """What may go along with an application for this provision: a yes to another function covers nothing here.

    Raises:
        DoesNotOpen: the proof of a yes is not what was sealed.
    """
    proofs = _yeses(reader, work, receivers(provision))
    if not proofs:
        return Agreed()
    covered = {item for proof in proofs for item in COVERS[Bundle(proof["bundle"])]}
    children = _children(work.contact.children, proofs)
    if not children:
        covered -= _ABOUT_A_CHILD
    return Agreed(frozenset(covered), _values(reader, work, children))


def _yeses(reader: Reader, work: Casework, functions: Collection[str]) -> list[Mapping[str, Any]]:
    """The sealed proofs of every yes to one of these functions that still holds."""
    found: list[Mapping[str, Any]] = []
    for row in consents.of_case(reader, work.case.id):
        if (
            row.state != "given"
            or row.recipient_team_id is not None
            or row.recipient_function not in functions
        ):
            continue
        wanted = custody.scope("consent", row.id, row.key_id, row.key_commitment)
        key = custody.reopen(reader, work.ctx, wanted, work.case.team_id)
        proof = custody.unseal(key, records.get(reader, row.record_id))
        if proof.get("state") == "given" and proof.get("function") in functions:
            found.append(proof)
    return found


def _children(known: Sequence[Child], proofs: Sequence[Mapping[str, Any]]) -> list[Child]:
    """The children that a yes is about: of the age that was agreed on, on the day of the yes."""
    return [child for child in known if any(_is_about(proof, child, len(known) == 1) for proof in proofs)]


def _is_about(proof: Mapping[str, Any], child: Child, only: bool) -> bool:
    ages = {item["child_age"] for item in proof["items"]} - {None}
    asked_on = payloads.moment_from(proof["at"])
    if child.birth is None or asked_on is None:
        return bool(ages) and only
    return max(0, age_on(child.birth, local_day(asked_on))) in ages


def _values(reader: Reader, work: Casework, children: Sequence[Child]) -> Mapping[Item, str]:
    known, today = work.contact, local_day(work.ctx.now)
    talks = [unsealed(work.key, row) for row in records.of_object(reader, "case", work.case.id, "talk")]
    wishes = [str(talk["wish"]) for talk in talks if talk.get("wish")]
    signals = [unsealed(work.key, row) for row in records.of_object(reader, "case", work.case.id, "signal")]
    remarks = [str(p["remark"]) for p in signals if p.get("remark")]
    return {
        Item.PARENT_NAME: known.parent_name,
        Item.PHONE: known.phone,
        Item.CALL_TIMES: known.call_when,
        Item.LANGUAGE: known.language,
        Item.WHY: _why(work, signals),
        Item.WISH: wishes[-1] if wishes else "",
        Item.CHILD_NAME: ", ".join(child.name for child in children if child.name),
        Item.CHILD_AGE: ", ".join(_ages(children, today)),
        Item.ADDRESS: known.address.replace("\n", ", "),
        Item.REMARK: remarks[-1] if remarks else "",
    }


def _ages(children: Sequence[Child], today: date) -> list[str]:
    return [str(age_on(child.birth, today)) for child in children if child.birth is not None]


def _why(work: Casework, signals: list[dict[str, Any]]) -> str:
    """What was noticed, in the words of the list."""
    checklist = work.ctx.tools.checklist
    codes = dict.fromkeys(code for p in signals for code in (*p.get("seen", ()), *p.get("told", ())))
    found = (checklist.find(code) for code in codes)
    return "; ".join(item.words(work.ctx.language) for item in found if item is not None)
