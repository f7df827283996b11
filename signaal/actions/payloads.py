"""What stands inside the sealed records of a case: between the checked values of the rules and plain JSON.

One function per kind and direction; every record says its own shape's version in `v`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from signaal.terms import Bundle, Setting
from signaal.workflows.consents import Consent
from signaal.workflows.contacts import Child, Contact
from signaal.workflows.conversations import Talk
from signaal.workflows.signals import Signal
from signaal.workflows.threats import Threat, ThreatKind

Payload = dict[str, Any]


def signal(checked: Signal, threats: tuple[Threat, ...], clock_id: str | None) -> Payload:
    """A signal with the threats that started a clock; circumstances are left out (R2)."""
    return {
        "v": 1,
        "setting": checked.setting.value,
        "seen": list(checked.seen),
        "told": list(checked.told),
        "about": checked.about.kind.value,
        "child": checked.about.child,
        "remark": checked.remark,
        "seen_on": _day(checked.seen_on),
        "list": checked.checklist_version,
        "threats": [threat(found) for found in threats],
        "clock": clock_id,
    }


def threat(found: Threat) -> Payload:
    """One threat: code, kind, and its own moment when it is known."""
    return {"code": found.code, "kind": found.kind.value, "moment": _moment(found.moment)}


def threats_from(payload: Mapping[str, Any]) -> tuple[Threat, ...]:
    """The threats of a signal or a package."""
    return tuple(
        Threat(str(t["code"]), ThreatKind(t["kind"]), moment_from(t.get("moment")))
        for t in payload.get("threats", ())
    )


def setting_from(payload: Mapping[str, Any]) -> Setting:
    return Setting(payload["setting"])


def talk(checked: Talk) -> Payload:
    """What was said, in the family's own words."""
    return {
        "v": 1,
        "partners": list(checked.partners),
        "held_on": _day(checked.held_on),
        "wish": checked.wish,
        "goes_well": checked.goes_well,
        "helpers": checked.helpers,
        "decides": checked.decides.value if checked.decides else None,
        "told_how": checked.told_how,
        "interpreter": checked.interpreter,
        "language": checked.language,
    }


def contact(checked: Contact) -> Payload:
    """How the family can be reached."""
    return {
        "v": 1,
        "children": [{"name": child.name, "birth": _day(child.birth)} for child in checked.children],
        "due_date": _day(checked.due_date),
        "parent_name": checked.parent_name,
        "phone": checked.phone,
        "email": checked.email,
        "address": checked.address,
        "wishes": list(checked.wishes),
        "call_when": checked.call_when,
        "call_not": checked.call_not,
        "interpreter": checked.interpreter,
        "language": checked.language,
    }


def contact_from(payload: Mapping[str, Any]) -> Contact:
    """The contact record as the rules know it; what is missing is empty."""
    return Contact(
        children=tuple(Child(str(c.get("name", "")), day_from(c.get("birth"))) for c in payload.get("children", ())),
        due_date=day_from(payload.get("due_date")),
        wishes=tuple(payload.get("wishes", ())),
        **{
            name: str(payload.get(name, ""))
            for name in (
                "parent_name", "phone", "email", "address", "call_when", "call_not", "interpreter", "language",
            )
        },
    )  # fmt: skip


def consent(checked: Consent, recipient: str) -> Payload:
    """The proof of a yes or a no: to whom, for what, by whom; kept under its own key."""
    return {
        "v": 1,
        "state": checked.state.value,
        "at": _moment(checked.at),
        "recipient": recipient,
        "team": checked.team_id,
        "function": checked.function,
        "bundle": checked.bundle.value,
        "feedback": checked.feedback,
        "items": [{"child_age": item.child_age, "money": item.money} for item in checked.items],
        "said_yes": [person.value for person in checked.said_yes],
        "agrees_with_help": checked.agrees_with_help,
    }


def package(
    known: Contact, agreed: Bundle, feedback: bool, noticed: Mapping[str, Any], said: Mapping[str, Any]
) -> Payload:
    """What a receiving team gets: no more than the bundle that the family said yes to (R8)."""
    whole = contact(known)
    shared = {
        name: whole[name]
        for name in ("parent_name", "phone", "call_when", "call_not", "interpreter", "language")
    }
    payload: Payload = {"v": 1, "bundle": agreed.value, "feedback": feedback, "contact": shared}
    if agreed is not Bundle.CALL_ONLY:
        payload["why"] = list(noticed.get("codes", ()))
        payload["threats"] = list(noticed.get("threats", ()))
    if agreed is Bundle.EVERYTHING:
        payload["contact"] = whole
        payload["remark"] = str(noticed.get("remark", ""))
        payload.update({name: str(said.get(name, "")) for name in ("wish", "goes_well", "helpers")})
    return payload


def day_from(text: object) -> date | None:
    """A day as it was sealed."""
    return date.fromisoformat(str(text)) if text else None


def moment_from(text: object) -> datetime | None:
    """A moment as it was sealed."""
    return datetime.fromisoformat(str(text)) if text else None


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
