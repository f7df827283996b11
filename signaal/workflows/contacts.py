"""How a family can be reached: every field optional, nothing the work does not need."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from signaal.terms import AgeBand, Refused, Say
from signaal.workflows.ages import OLDEST, age_on, band
from signaal.workflows.calendar import local_day
from signaal.workflows.free_text import LINE, problem, tidy

MOST_CHILDREN = 20
_PHONE = re.compile(r"^\+?[0-9][0-9 ()./\-]{5,24}$")
_EMAIL = re.compile(r"^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$")
_PREGNANCY = timedelta(days=300)
_OVERDUE_BIRTH = timedelta(days=42)


@dataclass(frozen=True)
class Child:
    """A child of the household; a baby may have no name yet."""

    name: str = ""
    birth: date | None = None


@dataclass(frozen=True)
class Contact:
    """The contact record, as typed and as checked. `wishes` are codes of lists/contact_wishes.toml.

    `call_when` and `call_not`: when to call, and how or when not. `interpreter`: a code of
    lists/interpreters.toml.
    """

    children: Sequence[Child] = ()
    due_date: date | None = None
    parent_name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    wishes: Sequence[str] = ()
    call_when: str = ""
    call_not: str = ""
    interpreter: str = ""
    language: str = ""

    def band(self, today: date) -> AgeBand:
        """The age band a list shows for this household today."""
        return band((child.birth for child in self.children), self.due_date is not None, today)


_TEXTS = ("parent_name", "address", "call_when", "call_not", "language")


def validate(contact: Contact, now: datetime, wishes: Sequence[str], interpreters: Sequence[str]) -> Contact:
    """The tidied record. `wishes` and `interpreters`: the codes that exist; a child is never an interpreter.

    Raises:
        Refused: one sentence per field; children as children.<n>.name and children.<n>.birth, from 0.
    """
    problems: dict[str, Say] = {}
    today = local_day(now)
    texts = {name: tidy(getattr(contact, name)) for name in _TEXTS}
    for name, text in texts.items():
        _set(problems, name, problem(text, LINE if name != "address" else 2 * LINE, lines=name == "address"))
    children = tuple(Child(tidy(child.name), child.birth) for child in contact.children)
    if len(children) > MOST_CHILDREN:
        problems["children"] = Say("workflows.contact.too_many_children", {"limit": MOST_CHILDREN})
    for index, child in enumerate(children[:MOST_CHILDREN]):
        _set(problems, f"children.{index}.name", problem(child.name, LINE, lines=False))
        _set(problems, f"children.{index}.birth", _birth_problem(child.birth, today))
    _set(problems, "due_date", _due_date_problem(contact.due_date, today))
    phone, email = tidy(contact.phone), tidy(contact.email)
    if phone and not _PHONE.match(phone):
        problems["phone"] = Say("workflows.contact.phone")
    if email and (len(email) > LINE or not _EMAIL.match(email)):
        problems["email"] = Say("workflows.contact.email")
    if any(wish not in wishes for wish in contact.wishes):
        problems["wishes"] = Say("workflows.choice.unknown")
    _set(problems, "interpreter", interpreter_problem(contact.interpreter, interpreters))
    if problems:
        raise Refused(problems)
    return Contact(
        children=tuple(child for child in children if child.name or child.birth is not None),
        due_date=contact.due_date,
        phone=phone,
        email=email,
        wishes=tuple(dict.fromkeys(contact.wishes)),
        interpreter=contact.interpreter,
        **texts,
    )


def interpreter_problem(code: str, interpreters: Sequence[str]) -> Say | None:
    """Why this interpreter is refused: a child never interprets, however well they speak both languages."""
    if code == "child":
        return Say("workflows.contact.no_child_interpreter")
    return Say("workflows.choice.unknown") if code and code not in interpreters else None


def _birth_problem(birth: date | None, today: date) -> Say | None:
    if birth is None:
        return None
    if birth > today:
        return Say("workflows.contact.birth_future")
    return Say("workflows.contact.birth_adult", {"limit": OLDEST}) if age_on(birth, today) >= OLDEST else None


def _due_date_problem(due: date | None, today: date) -> Say | None:
    if due is None or today - _OVERDUE_BIRTH <= due <= today + _PREGNANCY:
        return None
    return Say("workflows.contact.due_date")


def _set(problems: dict[str, Say], name: str, found: Say | None) -> None:
    if found is not None:
        problems[name] = found
