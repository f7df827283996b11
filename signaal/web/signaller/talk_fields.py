"""Besproken: the talk in the family's own words, and how the family can be reached."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from wtforms import Field

from signaal.actions.views import ContactView
from signaal.terms import Say
from signaal.web.choices import Choice, Several
from signaal.web.dates import DateTriple
from signaal.web.fields import Area, Line
from signaal.web.forms import WritingForm
from signaal.web.signaller import labels
from signaal.web.speech import t
from signaal.workflows.contacts import MOST_CHILDREN, Child, Contact
from signaal.workflows.conversations import Talk
from signaal.workflows.deciders import Decides
from signaal.workflows.free_text import LINE, WISH

_TEXTS = ("parent_name", "phone", "email", "address", "call_when", "call_not", "language")

_REACH = frozenset({*_TEXTS, "due_date", "wishes", "interpreter"})


class TalkForm(WritingForm):
    """With whom, what the family wants, what goes well, who helps, who decides, and whether they were told."""

    partners = Several("case.talk.partners")
    held_on = DateTriple("case.talk.held_on", hint="case.talk.held_on_hint", optional=True)
    wish = Area("case.talk.wish", hint="case.talk.wish_hint", max=WISH, optional=True)
    goes_well = Area("case.talk.goes_well", max=WISH, optional=True)
    helpers = Area("case.talk.helpers", max=WISH, optional=True)
    decides = Choice("case.talk.decides", optional=True)
    told_how = Choice("case.talk.told_how", hint="case.talk.told_how_hint", optional=True)

    def offer_talk(self) -> None:
        """Fill in what may be chosen here."""
        self.partners.choices = labels.choices("talk_partners")
        self.decides.choices = labels.choices("who_decides")
        self.told_how.choices = labels.choices("told_ways")

    @property
    def talked(self) -> bool:
        """Is there anything of a talk on the page? Who decides, or how they were told, is no talk by itself."""
        words = (self.wish.data, self.goes_well.data, self.helpers.data)
        return bool(self.partners.data or any(words) or any(self.held_on.typed.values()))

    def talk(self, not_bsn: bool = False) -> Talk | None:
        """The talk, nothing checked; None when there was none."""
        if not self.talked:
            return None
        return Talk(
            partners=self.partners.data,
            held_on=self.held_on.data,
            wish=self.wish.data or "",
            goes_well=self.goes_well.data or "",
            helpers=self.helpers.data or "",
            decides=Decides(self.decides.data) if self.decides.data else None,
            told_how=self.told_how.data,
            not_bsn=not_bsn,
        )


class ContactForm(WritingForm):
    """How the family can be reached; every field may stay empty. Children stand in rows, see `child_fields`."""

    due_date = DateTriple("case.contact.due_date", optional=True)
    parent_name = Line("case.contact.parent_name", max=LINE, optional=True)
    phone = Line("case.contact.phone", max=26, optional=True)
    email = Line("case.contact.email", max=LINE, optional=True)
    address = Area("case.contact.address", max=2 * LINE, optional=True)
    wishes = Several("case.contact.wishes")
    call_when = Line("case.contact.call_when", max=LINE, optional=True)
    call_not = Line("case.contact.call_not", max=LINE, optional=True)
    language = Line("case.contact.language", max=LINE, optional=True)
    interpreter = Choice("case.contact.interpreter", hint="case.contact.interpreter_hint", optional=True)

    def offer_contact(self) -> None:
        """Fill in what may be chosen here."""
        self.wishes.choices = labels.choices("contact_wishes")
        self.interpreter.choices = labels.choices("interpreters")

    @property
    def rows(self) -> int:
        """How many rows for children there are."""
        return sum(1 for field in self if field.name.startswith("children.") and field.name.endswith(".name"))

    def births(self) -> list[date | None]:
        """The birth date in each row."""
        return [self[f"children.{n}.birth"].data for n in range(self.rows)]

    def names(self) -> list[str]:
        """What to call the child of each row: by name, or "kind 2"."""
        several = self.rows > 1
        return [
            self[f"children.{n}.name"].data
            or (t("case.contact.child_n", number=n + 1) if several else t("case.contact.the_child"))
            for n in range(self.rows)
        ]

    def reach_open(self, known: object) -> bool:
        """Stand these fields open? When something is wrong or new in them; what the card has already stays folded."""
        mine = [field for field in self if field.name in _REACH or field.name.startswith("children.")]
        fresh = not known or self.is_submitted()
        return any(field.errors for field in mine) or (fresh and self.contact() is not None)

    def contact(self) -> Contact | None:
        """The record, nothing checked; None when all of it is empty."""
        children = tuple(
            Child(self[f"children.{n}.name"].data or "", self[f"children.{n}.birth"].data)
            for n in range(self.rows)
        )
        found = Contact(
            children=children,
            due_date=self.due_date.data,
            wishes=tuple(self.wishes.data),
            interpreter=self.interpreter.data,
            **{name: self[name].data or "" for name in _TEXTS},
        )
        empty = Contact(children=tuple(Child() for _ in children))
        return None if found == empty else found


def child_fields(rows: int) -> Mapping[str, Field]:
    """Rows for children, named as a rule names them when it refuses."""
    fields: dict[str, Field] = {}
    for n in range(min(max(rows, 1), MOST_CHILDREN)):
        fields[f"children.{n}.name"] = Line("case.contact.child_name", max=LINE, optional=True)
        fields[f"children.{n}.birth"] = DateTriple("case.contact.child_birth", optional=True)
    return fields


def typed_contact(known: ContactView) -> Mapping[str, object]:
    """A contact record as the form holds it, to begin with."""
    values: dict[str, object] = {
        "due_date": known.due_date,
        "wishes": list(known.wishes),
        "interpreter": known.interpreter,
        "call_not": known.call_how_not,
    }
    values |= {name: getattr(known, name) for name in _TEXTS if name != "call_not"}
    for n, child in enumerate(known.children):
        values[f"children.{n}.name"] = child.name
        values[f"children.{n}.birth"] = child.birth_date
    return values


def too_many() -> Say:
    """Why no row can be added."""
    return Say("workflows.contact.too_many_children", {"limit": MOST_CHILDREN})
