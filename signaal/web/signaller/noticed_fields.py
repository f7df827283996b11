"""Gezien: what was seen or told, about whom, and a remark; with the questions that an acute code asks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, time

from wtforms import Field

from signaal.terms import Setting
from signaal.web.choices import Choices, Select, Several
from signaal.web.dates import DateTriple, TimeOfDay
from signaal.web.fields import Area, Line, Tick
from signaal.web.forms import WritingForm
from signaal.web.signaller import labels
from signaal.web.signaller.asked import AskedChoice, AskedDate
from signaal.web.speech import t
from signaal.workflows.acute import AcuteAnswer, Confirmation
from signaal.workflows.checklists import Acute, Item
from signaal.workflows.signals import About, AboutKind, SignalDraft

_CHECK = (
    Confirmation.ARRANGED,
    Confirmation.CLEAR_NO,
    Confirmation.VAGUE,
    Confirmation.SAID_BY_YOUNGER_CHILD,
)
_ANNOUNCED = (
    Confirmation.LETTER_SEEN,
    Confirmation.SAID_BY_ADULT,
    Confirmation.SAID_BY_YOUNGER_CHILD,
    Confirmation.VAGUE,
)

Haste = tuple[tuple[str, bool], ...]


class NoticedForm(WritingForm):
    """`seen` and `told` hold codes; `circumstances` go to the help finder only and are forgotten (R2)."""

    setting = Select("signal.setting.label")
    search = Line("signal.search.label", max=60, optional=True)
    seen = Several("signal.seen")
    told = Several("signal.told")
    about = AskedChoice("signal.about.label", default=AboutKind.NOBODY_YET.value)
    remark = Area("signal.remark.label", hint="signal.remark.hint", optional=True)
    not_bsn = Tick("signal.not_bsn")
    seen_on = DateTriple("signal.seen_on.label", hint="signal.seen_on.hint", optional=True)
    circumstances = Several("signal.circumstances.label", hint="signal.circumstances.hint")

    def offer(self, settings: Iterable[Setting], children: Collection[str]) -> None:
        """Fill in what may be chosen here. `children`: their names, or what to call them."""
        items = [item for item in labels.all_items() if item.tickable]
        kept = [(item.code, item.code) for item in items if item.keep]
        self.setting.choices = [(s.value, t(f"signal.setting.{s.value}")) for s in settings]
        self.seen.choices = self.told.choices = kept
        self.circumstances.choices = [(i.code, labels.noticed(i.code)) for i in items if not i.keep]
        self.about.choices = [
            (AboutKind.NOBODY_YET.value, t("signal.about.nobody_yet")),
            *((f"child.{n}", name) for n, name in enumerate(children)),
            (AboutKind.PARENT.value, t("signal.about.parent")),
        ]

    def offer_haste(self) -> None:
        """Fill in what may be answered about the acute codes that this form has."""
        for field in self:
            if isinstance(field, AskedChoice) and field.name.startswith("acute."):
                check = f"{field.name}.letter" not in self
                field.choices = _confirmations(_CHECK if check else _ANNOUNCED)

    @property
    def codes(self) -> list[str]:
        """Everything ticked, in the order of the list."""
        return [*self.seen.data, *(code for code in self.told.data if code not in self.seen.data)]

    @property
    def noticed_something(self) -> bool:
        """Is there anything of a signal on the page?"""
        return bool(self.codes or self.remark.data or any(self.seen_on.typed.values()))

    def signal(self) -> SignalDraft:
        """The signal, nothing checked. Circumstances stay out of it."""
        return SignalDraft(
            setting=Setting(self.setting.data),
            seen=self.seen.data,
            told=self.told.data,
            about=_about(self.about.data),
            remark=self.remark.data or "",
            seen_on=self.seen_on.data,
            acute={code: self.haste(code) for code in self.codes if f"acute.{code}" in self},
            not_bsn=bool(self.not_bsn.data),
        )

    def haste(self, code: str) -> AcuteAnswer:
        """What was answered about one acute code."""
        confirmed = self[f"acute.{code}"].data
        found = Confirmation(confirmed) if confirmed else None
        if f"acute.{code}.letter" not in self or found not in (
            Confirmation.LETTER_SEEN,
            Confirmation.SAID_BY_ADULT,
        ):
            return AcuteAnswer(found)
        letter: date | None = self[f"acute.{code}.letter"].data
        at: time | None = self[f"acute.{code}.at"].at
        return AcuteAnswer(
            found,
            letter_date=letter if found is Confirmation.LETTER_SEEN else None,
            threat_on=self[f"acute.{code}.on"].data,
            threat_minute=at.hour * 60 + at.minute if at is not None else None,
        )


def asked_of(items: Iterable[Item]) -> Haste:
    """What a form must know of acute codes: each with whether it is one to check first."""
    return tuple((item.code, item.acute is Acute.CHECK) for item in items)


def acute_fields(asked: Haste) -> Mapping[str, Field]:
    """The questions of acute codes, as fields of a form: named as a rule names them when it refuses.

    Their answers are offered by `offer_haste`.
    """
    fields: dict[str, Field] = {}
    for code, check in asked:
        name = f"acute.{code}"
        fields[name] = AskedChoice("signal.acute.check" if check else "signal.acute.how")
        if not check:
            fields[f"{name}.letter"] = AskedDate("signal.acute.letter")
            fields[f"{name}.on"] = DateTriple("signal.acute.on", optional=True)
            fields[f"{name}.at"] = TimeOfDay("signal.acute.at", optional=True)
    return fields


def _confirmations(codes: Iterable[Confirmation]) -> Choices:
    return [(code.value, labels.label("confirmations", code.value)) for code in codes]


def _about(code: str) -> About:
    kind, _, index = code.partition(".")
    if kind == AboutKind.CHILD.value:
        return About(AboutKind.CHILD, int(index) if index.isdecimal() else None)
    return About(AboutKind.PARENT if kind == AboutKind.PARENT.value else AboutKind.NOBODY_YET)
