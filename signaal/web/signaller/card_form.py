"""The one page as a form: its parts together, and what of it becomes a draft for the action."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from wtforms import Field

from signaal.actions.carddrafts import CardDraft
from signaal.actions.views import CaseView
from signaal.terms import Refused, Setting
from signaal.web.choices import Picked, Pressed
from signaal.web.fields import Hidden
from signaal.web.signaller.agreed_fields import NO, AgreedForm, ChildAt
from signaal.web.signaller.noticed_fields import Haste, NoticedForm, acute_fields, asked_of
from signaal.web.signaller.situation_fields import SituationForm
from signaal.web.signaller.talk_fields import ContactForm, TalkForm, child_fields
from signaal.workflows.checklists import Item

Typed = Mapping[str, list[str]]
"""What a form was sent with: every name with its values."""

STEPS = ("save", "more", "search", "child", "later", "send", "change")
"""The buttons: save (or look it over first), go on, search, another child, finish later, send, go back."""


class CardForm(NoticedForm, TalkForm, ContactForm, AgreedForm):
    """Gezien, besproken, afgesproken. `card`, `team` and `draft` come from the browser; actions check them.

    `apart`: this is another family than the one that was found; `onto`: the same one, its card goes on.
    """

    card = Hidden()
    apart = Hidden()
    onto = Picked()
    team = Hidden()
    draft = Hidden()
    press = Pressed(*STEPS)

    def children(self, view: CaseView | None) -> list[ChildAt]:
        """The children of the page: its rows; of a card without rows filled in, those of the card."""
        found = [ChildAt(*pair) for pair in zip(self.names(), self.births(), strict=True)]
        if view is not None and self.contact() is None and view.contact.children:
            return [ChildAt(child.name, child.birth_date) for child in view.contact.children]
        return found

    def card_draft(self, view: CaseView | None, now: datetime) -> CardDraft:
        """Everything on the page, nothing checked.

        Raises:
            Refused: fields that need another field first.
        """
        setting = Setting(self.setting.data)
        consent = self.consent(self.decides.data, self.children(view), setting, now)
        talk, contact, ending = self.talk(bool(self.not_bsn.data)), self.contact(), self.ending()
        alone = not any((talk, contact, consent))
        return CardDraft(
            form_id=self.form_id.data or "",
            signal=self.signal() if self.noticed_something or alone else None,
            talk=talk,
            contact=contact,
            consent=consent,
            declined=self.answer.data == NO,
            ending=ending,
            pseudonym=view.pseudonym if view is not None else None,
            team_id=self.team.data or None,
            told_how="" if talk is not None else self.told_how.data,
        )

    def refuse(self, refused: Refused) -> None:
        """Put every sentence at its field: a day may be that of the help or that of the talk."""
        problems = dict(refused.problems)
        if "day" in problems and self.next.data in ("talk", "follow_up"):
            problems["on"] = problems.pop("day")
        self.take(Refused(problems))

    _fields: dict[str, Field]

    def in_order(self) -> None:
        """Put every field where the page has it: the list of errors follows the form."""
        rows = [name for name in self._fields if name.startswith("children.")]
        questions = [name for name in self._fields if name.startswith("acute.")]
        placed: list[str] = []
        for part in (NoticedForm, SituationForm, TalkForm, ContactForm, AgreedForm):
            placed += rows if part is ContactForm else []
            for name, found in vars(part).items():
                if hasattr(found, "_formfield"):
                    placed += [name, *questions] if name == "told" else [name]
        others = [name for name in self._fields if name not in placed]
        self._fields = {name: self._fields[name] for name in (*others, *placed)}


def form_kind(acute: Iterable[Item], rows: int) -> type[CardForm]:
    """The form with the questions of these acute codes and so many rows for children."""
    return _kind(asked_of(acute), rows)


@lru_cache(maxsize=256)
def _kind(acute: Haste, rows: int) -> type[CardForm]:
    """Made once: a form holds no words of any language before it is offered its choices."""
    fields = {**acute_fields(acute), **child_fields(rows)}
    made: Any = type(CardForm)  # the metaclass of WTForms gathers what it is given as fields
    return cast("type[CardForm]", made("CardForm", (CardForm,), fields))


def rows_in(typed: Typed, known: int) -> int:
    """How many rows for children a sent form has; `known`: how many the card has."""
    numbers = [
        name.split(".")[1] for name in typed if name.startswith("children.") and name.endswith(".name")
    ]
    sent = [int(number) + 1 for number in numbers if number.isascii() and number.isdecimal()]
    return max(sent, default=known)


def codes_in(typed: Typed) -> set[str]:
    """The codes that a sent form has ticked or has questions for."""
    asked = {name.split(".")[1] for name in typed if name.startswith("acute.")}
    return asked | set(typed.get("seen", ())) | set(typed.get("told", ()))
