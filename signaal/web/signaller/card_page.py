"""What the one page needs to be drawn or stored: the card it is about, what may be chosen, the form, the help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from signaal.actions import cases, drafts, offers, suggestions
from signaal.actions.carddrafts import BANDS
from signaal.actions.offers import CardOptions, Home
from signaal.actions.situations import Situation
from signaal.actions.views import CaseView
from signaal.actions.views.help import HelpView
from signaal.referrals.conditions import CODES
from signaal.terms import AgeBand, NotFound, Refused, Setting
from signaal.web.choices import Choices
from signaal.web.signaller import same_family
from signaal.web.signaller.card_form import CardForm, Typed, codes_in, form_kind, rows_in
from signaal.web.signaller.groups import Groups, grouped
from signaal.web.signaller.talk_fields import typed_contact
from signaal.web.speech import t
from signaal.web.visit import ctx, visit
from signaal.workflows.ages import age_on
from signaal.workflows.calendar import local_day

FORM = "signaller.notice"
"""The name under which this page keeps what was typed: its endpoint, as the door does for a closed session."""


@dataclass
class CardPage:
    """One visit to the page. `view` is the card that it adds to, or None for a new one.

    What only a drawn page shows is looked up when it is drawn: most pages that are sent are stored at once.
    """

    form: CardForm
    setting: Setting
    home: Home
    team_id: str
    view: CaseView | None
    help: HelpView = field(default_factory=HelpView)
    moved: bool = False

    @cached_property
    def options(self) -> CardOptions:
        """What may be chosen here. Raises Refused: a team that is not this person's."""
        return offers.options(ctx(), self.setting, self.team_id)

    @property
    def groups(self) -> Groups:
        return grouped(self.options, self.setting, self.form.codes, self.form.search.data or "")

    def offer(self) -> None:
        """Fill in what the form is checked with: of the long lists only those from which something was chosen."""
        form, options = self.form, self.options if self.form.recipient.data else None
        chosen = form.provision.data or form.pick.data
        children = form.children(self.view)
        at = self.home.settings if self.setting in self.home.settings else (*self.home.settings, self.setting)
        form.offer(at, [child.name for child in children])
        form.offer_haste()
        form.offer_talk()
        form.offer_contact()
        form.offer_situation(frozenset(CODES))
        form.offer_agreed(
            options.recipients if options else (),
            options.functions if options else (),
            suggestions.for_family(ctx()) if chosen else (),
            children,
        )

    def draw(self) -> None:
        """Fill in the rest of what the page shows, with the help that may fit."""
        form = self.form
        self._find_help()
        form.offer_agreed(
            self.options.recipients,
            self.options.functions,
            provisions(self.help),
            form.children(self.view),
        )

    def _find_help(self) -> None:
        """Ask what may help. What is asked with is forgotten (R2)."""
        form = self.form
        births = [child.birth for child in form.children(self.view) if child.birth is not None]
        today = local_day(visit().began)
        ages = [age for birth in births if 0 <= (age := age_on(birth, today)) < 24]
        band = BANDS.get(self.setting) or AgeBand(self.view.age_band if self.view else AgeBand.UNKNOWN)
        asked = Situation(
            codes=tuple(form.codes),
            ages=tuple(ages),
            bands=() if ages or band is AgeBand.UNKNOWN else (band,),
            due=form.due_date.data,
            circumstances=tuple(form.circumstances.data),
            **form.situation(),
        )
        try:
            self.help = suggestions.find(ctx(), asked)
        except Refused:
            self.help = HelpView()  # a day that cannot be: the form says so at its field when it is sent


@dataclass(frozen=True)
class Wanted:
    """What the address or the sent form asks for, as far as it can be."""

    setting: Setting | None
    home: Home | None
    homes: Sequence[Home]
    typed: Typed
    draft_id: str | None
    moved: bool = False
    """To the card that this family has already: what was typed is drawn again there."""


def wanted() -> Wanted:
    """Read the address, the sent form or the draft."""
    homes = offers.places(ctx())
    draft_id = request.args.get("concept")
    typed: Typed = {name: request.form.getlist(name) for name in request.form}
    if not typed and draft_id:
        typed = _kept(draft_id)
    chosen = _first(typed, "setting") or request.args.get("setting", "")
    team = _first(typed, "team") or request.args.get("team", "")
    home = next((home for home in homes if home.team_id == team), None)
    if home is None and not team and len(homes) == 1:
        home = homes[0]
    setting = Setting(chosen) if chosen in set(Setting) else None
    if typed:  # what was typed is drawn again, whatever else came along; the form then says what is wrong
        home = home or homes[0]
        setting = setting or home.settings[0]
    return Wanted(setting, home, homes, typed, draft_id or _first(typed, "draft") or None)


def opened(asked: Wanted, setting: Setting, home: Home) -> CardPage:
    """The page, with its form as it was sent, kept, or still empty.

    Raises:
        NotFound: the address names a card that is not there for this person.
    """
    onto = _first(asked.typed, "onto")
    view, lost = _card(onto or _first(asked.typed, "card") or request.args.get("kaart", ""))
    if onto and view is not None:
        asked = replace(asked, typed=same_family.merged(asked.typed, view), moved=True)
    team_id, typed = view.team_id if view else home.team_id, asked.typed
    known = len(view.contact.children) if view else 0
    rows = rows_in(typed, known) + (_first(typed, "press") == "child")
    form = _form(asked, rows, view)
    form.card.data = view.pseudonym if view else ""
    strange = form.team.data not in ("", None, team_id)
    form.team.data, form.draft.data = team_id, asked.draft_id or ""
    page = CardPage(form, setting, home, team_id, view, moved=asked.moved)
    page.offer()
    if lost is not None or strange:
        form.form_errors.append(lost or t("signal.choose_team"))
    return page


def _form(asked: Wanted, rows: int, view: CaseView | None) -> CardForm:
    sent = codes_in(asked.typed)
    acute = [item for item in offers.asking(ctx()) if item.code in sent or not request.form]
    kind = form_kind(acute, rows)
    if asked.typed and (asked.moved or not request.form):
        form = kind(formdata=MultiDict([(n, v) for n, values in asked.typed.items() for v in values]))
    else:
        start: dict[str, Any] = dict(typed_contact(view.contact)) if view and not asked.typed else {}
        form = kind(data={"setting": asked.setting, **start})
    form.in_order()
    return form


def provisions(found: HelpView) -> Choices:
    """What can be chosen for this family: what may fit first, in its order, then the rest by name."""
    likely = [(idea.provision_id, idea.name) for idea in found.found if idea.pick]
    ids = {code for code, _ in likely}
    return likely + [pair for pair in suggestions.for_family(ctx()) if pair[0] not in ids]


def _card(code: str) -> tuple[CaseView | None, str | None]:
    """The card that the page adds to. A sent form that names a strange one keeps what was typed."""
    if not code:
        return None, None
    try:
        return cases.read(ctx(), code), None
    except NotFound as gone:
        if request.method == "GET":
            raise
        return None, t(gone.say)


def _kept(draft_id: str) -> Typed:
    data = drafts.open(ctx(), draft_id)
    return {
        str(name): [str(value) for value in values]
        for name, values in data.items()
        if isinstance(values, list)
    }


def _first(typed: Typed, name: str) -> str:
    return next(iter(typed.get(name, ())), "")
