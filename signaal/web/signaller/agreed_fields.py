"""Afgesproken: the yes or the no, to whom, for what, by whom; and how it goes on (R8 to R12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from signaal.actions.endings import Close, Ending, FollowUpOn, Outside, TalkOn, Watch
from signaal.actions.views import Recipient
from signaal.terms import Bundle, Refused, Say, Setting
from signaal.web.choices import Choice, Choices, Picked
from signaal.web.dates import DateTriple
from signaal.web.fields import Tick
from signaal.web.forms import WritingForm
from signaal.web.signaller import labels
from signaal.web.signaller.asked import AskedChoice, AskedDate, AskedSelect, AskedSeveral
from signaal.web.signaller.situation_fields import SituationForm
from signaal.web.speech import t
from signaal.workflows.ages import age_on
from signaal.workflows.calendar import local_day
from signaal.workflows.cases import NextKind
from signaal.workflows.consents import ConsentDraft
from signaal.workflows.deciders import Decides, Family, Item, Person

YES, NO, NOT_ASKED = "yes", "no", "not_asked"
HOUSEHOLD, MONEY = "household", "money"
_OLDEST = {Setting.JGZ_0_4: 3, Setting.JGZ_4_12: 11, Setting.SCHOOL_PRIMARY: 11}
"""Where no child is 12 yet, the parents decide whatever the birth date is."""


@dataclass(frozen=True)
class ChildAt:
    """A child of the page: what to call it, and its birth date when known."""

    name: str
    birth: date | None


class AgreedForm(SituationForm, WritingForm):
    """`answer` is the family's; `next` is how it goes on when nothing leaves for a team."""

    answer = AskedChoice("case.agreed.answer", default=NOT_ASKED)
    recipient = AskedSelect("case.agreed.recipient", hint="case.agreed.recipient_hint")
    bundle = AskedChoice("case.agreed.bundle", default=Bundle.CALL_ONLY.value)
    feedback = Tick("case.agreed.feedback", hint="case.agreed.feedback_hint")
    items = AskedSeveral("case.agreed.items", optional=False, default=(HOUSEHOLD,))
    said_yes = AskedSeveral("case.agreed.said_yes", optional=False)
    joint_debts = Tick("case.agreed.joint_debts")
    bewind = Tick("case.agreed.bewind")
    may_disagree = Tick("case.agreed.may_disagree", hint="case.agreed.may_disagree_hint")
    agrees_with_help = Choice("case.agreed.agrees", hint="case.agreed.agrees_hint", optional=True)
    next = AskedChoice("case.agreed.next", hint="case.agreed.next_hint", default=NextKind.WATCH.value)
    provision = AskedSelect("case.agreed.provision")
    day = DateTriple("case.agreed.day", hint="case.agreed.day_hint", optional=True)
    on = AskedDate("case.agreed.on")
    reason = AskedSelect("case.agreed.reason")
    pick = Picked()

    def offer_agreed(
        self,
        recipients: Sequence[Recipient],
        functions: Sequence[str],
        provisions: Choices,
        children: Sequence[ChildAt],
    ) -> None:
        """Fill in what may be chosen here. `provisions`: those that may fit first."""
        self.answer.choices = [(code, t(f"case.agreed.{code}")) for code in (NOT_ASKED, YES, NO)]
        self.recipient.choices = [
            *((f"team:{r.team_id}", f"{r.name} ({r.organisation})") for r in recipients),
            *((f"function:{code}", t("case.agreed.outside", what=labels.label("recipient_functions", code)))
              for code in functions),
        ]  # fmt: skip
        self.bundle.choices = labels.choices("bundles")
        self.items.choices = [
            (HOUSEHOLD, t("case.agreed.item_household")),
            (MONEY, t("case.agreed.item_money")),
            *(
                (f"child.{n}", t("case.agreed.item_child", who=child.name))
                for n, child in enumerate(children)
            ),
        ]
        self.said_yes.choices = labels.choices("persons")
        self.agrees_with_help.choices = [(YES, t("case.yes")), (NO, t("case.no"))]
        self.next.choices = labels.choices("next_steps")
        self.provision.choices = provisions
        self.reason.choices = labels.choices("close_reasons")

    @property
    def to_team(self) -> bool:
        """A yes to a team inside signaal: that team's clock is what is followed."""
        return self.answer.data == YES and self.recipient.data.startswith("team:")

    def consent(
        self, decides: str, children: Sequence[ChildAt], setting: Setting | None, now: datetime
    ) -> ConsentDraft | None:
        """The answer, nothing checked; None when nobody was asked.

        Raises:
            Refused: field items: a child's age decides whom to ask, and it is not known.
        """
        if self.answer.data not in (YES, NO):
            return None
        kind, _, code = self.recipient.data.partition(":")
        agrees = {YES: True, NO: False}.get(self.agrees_with_help.data)
        return ConsentDraft(
            Family(
                Decides(decides) if decides else Decides.ONE_PARENT,
                joint_debts=bool(self.joint_debts.data),
                bewind=bool(self.bewind.data),
                may_disagree=bool(self.may_disagree.data),
            ),
            team_id=code if kind == "team" else None,
            function=code if kind == "function" else None,
            bundle=Bundle(self.bundle.data or Bundle.CALL_ONLY.value),
            feedback=bool(self.feedback.data),
            items=self._items(children, setting, local_day(now)) if self.answer.data == YES else (),
            said_yes=frozenset(Person(person) for person in self.said_yes.data),
            agrees_with_help=agrees,
        )

    def picks(self) -> bool:
        """Was help chosen from the list beside the page? Then it stands in the form, to look at before saving."""
        known = {code for code, _ in self.provision.choices}
        if self.pick.data not in known:
            return False
        self.next.data, self.provision.data = NextKind.HELP.value, self.pick.data
        return True

    def ending(self) -> Ending | None:
        """How it goes on. A yes to a team needs nothing more, unless another day was chosen."""
        match self.next.data:
            case NextKind.HELP.value:
                return Outside(self.provision.data, self.day.data, self.asked.said)
            case NextKind.TALK.value:
                return TalkOn(self.on.data)
            case NextKind.FOLLOW_UP.value:
                return FollowUpOn(self.on.data)
            case NextKind.CLOSE.value:
                return Close(self.reason.data)
            case NextKind.WATCH.value if not self.to_team:
                return Watch()
            case _:
                return None

    def _items(self, children: Sequence[ChildAt], setting: Setting | None, today: date) -> tuple[Item, ...]:
        chosen = set(self.items.data)
        items = [Item(money=MONEY in chosen)] if chosen & {HOUSEHOLD, MONEY} else []
        for n, child in enumerate(children):
            if f"child.{n}" in chosen:
                items.append(Item(child_age=_age(child, setting, today)))
        return tuple(items)


def _age(child: ChildAt, setting: Setting | None, today: date) -> int:
    if child.birth is not None:
        return max(0, age_on(child.birth, today))
    if setting in _OLDEST:
        return _OLDEST[setting]
    raise Refused({"items": Say("case.agreed.age_needed", {"who": child.name})})
