"""What a yes lets go to the other team, in the words of the check page: no more than the bundle covers (R8)."""

from __future__ import annotations

from dataclasses import dataclass

from signaal.actions.views import CaseView, ContactView
from signaal.terms import Bundle
from signaal.web.signaller import labels
from signaal.web.speech import day, t
from signaal.workflows.contacts import Contact

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Fresh:
    """What the page itself adds to the card."""

    contact: Contact | None = None
    codes: tuple[str, ...] = ()
    remark: str = ""
    wish: str = ""
    goes_well: str = ""
    helpers: str = ""


def leaving(bundle: str, view: CaseView | None, fresh: Fresh) -> Pairs:
    """(label, value) of everything that goes along; empty values are left out by the page."""
    call, rest = _reach(view.contact if view is not None else ContactView(), fresh.contact)
    pairs = call
    if bundle != Bundle.CALL_ONLY.value:
        pairs = [
            *pairs,
            (t("case.package.why"), "; ".join(labels.noticed(code) for code in _codes(view, fresh))),
        ]
    if bundle == Bundle.EVERYTHING.value:
        pairs = [
            *pairs,
            *rest,
            (t("case.package.remark"), fresh.remark or _last_remark(view)),
            *_words(view, fresh),
        ]
    return pairs


def _reach(known: ContactView, given: Contact | None) -> tuple[Pairs, Pairs]:
    """What any yes covers, and what only "alles" covers."""
    source = given if given is not None else known
    call_not = given.call_not if given is not None else known.call_how_not
    children = (
        [(child.name, child.birth) for child in given.children]
        if given is not None
        else [(child.name, child.birth_date) for child in known.children]
    )
    named = [
        ", ".join(part for part in (name, day(birth, False) if birth else "") if part)
        for name, birth in children
    ]
    call = [
        (t("case.contact.parent_name"), source.parent_name),
        (t("case.contact.phone"), source.phone),
        (t("case.contact.call_when"), source.call_when),
        (t("case.contact.call_not"), call_not),
        (t("case.contact.language"), source.language),
        (t("case.contact.interpreter"), labels.label("interpreters", source.interpreter)),
    ]
    rest = [
        (t("case.package.children"), "; ".join(name for name in named if name)),
        (t("case.contact.due_date"), day(source.due_date, False) if source.due_date else ""),
        (t("case.contact.address"), source.address),
        (t("case.contact.email"), source.email),
        (t("case.contact.wishes"), "; ".join(labels.label("contact_wishes", wish) for wish in source.wishes)),
    ]
    return call, rest


def _codes(view: CaseView | None, fresh: Fresh) -> list[str]:
    before = [s for s in view.signals if not s.replaced] if view is not None else []
    return list(dict.fromkeys([*(code for s in before for code in (*s.seen, *s.told)), *fresh.codes]))


def _last_remark(view: CaseView | None) -> str:
    remarks = [s.remark for s in view.signals if s.remark and not s.replaced] if view is not None else []
    return remarks[-1] if remarks else ""


def _words(view: CaseView | None, fresh: Fresh) -> Pairs:
    """The newest words of the family per question."""
    found: dict[str, str] = {}
    for said in view.talks if view is not None else ():
        found |= {n: v for n in ("wish", "goes_well", "helpers") if (v := getattr(said, n))}
    found |= {n: v for n in ("wish", "goes_well", "helpers") if (v := getattr(fresh, n))}
    return [(t(f"case.talk.{name}"), value) for name, value in found.items()]
