"""A later yes or no on a card that exists, help outside signaal, and a yes taken back."""

from __future__ import annotations

from dataclasses import replace

from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import cards, cases, consents, offers, referrals, suggestions
from signaal.actions.carddrafts import BANDS, CardDraft
from signaal.actions.cards import CardCheck
from signaal.actions.situations import Situation
from signaal.actions.views import CaseView, Receipt
from signaal.actions.views.help import HelpView
from signaal.terms import AgeBand, Conflict, Refused, Say, Setting
from signaal.web.choices import Choice, Pressed
from signaal.web.forms import typed
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.signaller import labels
from signaal.web.signaller.agreed_fields import NO, YES, AgreedForm, ChildAt
from signaal.web.signaller.blueprint import blueprint
from signaal.web.signaller.card_page import provisions
from signaal.web.signaller.doing import Press, done, stored, strange
from signaal.web.signaller.leaving import Fresh, leaving
from signaal.web.speech import t
from signaal.web.visit import ctx, visit
from signaal.workflows.ages import age_on
from signaal.workflows.calendar import local_day
from signaal.workflows.cases import NextKind


class AgreeForm(AgreedForm):
    decides = Choice("case.talk.decides", optional=True)
    told_how = Choice("case.talk.told_how", hint="case.talk.told_how_hint", optional=True)
    press = Pressed("save", "send", "change")


@blueprint.route("/kaart/<code>/verwijzen", methods=["GET", "POST"])
@needs(Permission.REFERRAL_SEND, keeps=True)
def agree(code: str) -> Response:
    """The family's answer, and what goes where."""
    view = cases.read(ctx(), code)
    setting = _setting(view)
    form, help = _form(view, setting)
    again = form.is_submitted() and not visit().csrf_failed and (form.press.data == "change" or form.picks())
    answer = _store(form, view, setting) if form.is_submitted() and not again else None
    return answer or render("signaller/agree.html", form=form, card=view, help=help)


@blueprint.route("/kaart/<code>/intrekken/<consent_id>", methods=["GET", "POST"])
@needs(Permission.CONSENT_WITHDRAW, keeps=True)
def withdraw(code: str, consent_id: str) -> Response:
    """The family takes its yes back."""
    view = cases.read(ctx(), code)
    found = next((consent for consent in view.consents if consent.id == consent_id), None)
    if found is None:
        strange(Permission.CONSENT_WITHDRAW)
    form = Press()
    answer = stored(form, lambda form_id: consents.withdraw(ctx(), code, consent_id, form_id))
    return answer or render("signaller/withdraw.html", form=form, card=view, consent=found)


def _store(form: AgreeForm, view: CaseView, setting: Setting | None) -> Response | None:
    if not form.validate():
        return None
    try:
        if form.answer.data not in (YES, NO):
            return done(_help_only(form, view))
        draft = _draft(form, view, setting)
        if form.press.data != "send":
            found = cards.check(ctx(), draft)
            if found.leaves:
                return _look_over(form, view, found)
        return done(cards.submit(ctx(), draft))
    except Refused as no:
        form.take(no)
    except Conflict as no:
        form.form_errors.append(t(no.say))
    return None


def _help_only(form: AgreeForm, view: CaseView) -> Receipt:
    """Help outside signaal that the family asks for itself: nothing is passed on. Raises Refused (field answer)."""
    if form.next.data != NextKind.HELP.value:
        raise Refused({"answer": Say("case.agreed.choose")})
    return referrals.prepare(
        ctx(),
        view.pseudonym,
        form.provision.data,
        form.day.data,
        form.form_id.data or "",
        answers=form.asked.said,
    )


def _draft(form: AgreeForm, view: CaseView, setting: Setting | None) -> CardDraft:
    """Raises Refused: fields that need another field first."""
    return CardDraft(
        form_id=form.form_id.data or "",
        consent=form.consent(form.decides.data, _children(view), setting, visit().began),
        declined=form.answer.data == NO,
        ending=form.ending(),
        pseudonym=view.pseudonym,
        team_id=view.team_id,
        told_how="" if view.told_at is not None else form.told_how.data,
    )


def _look_over(form: AgreeForm, view: CaseView, found: CardCheck) -> Response:
    along = [(name, value) for name, values in typed(form).items() for value in values if name != "press"]
    goes = leaving(found.bundle or "", view, Fresh())
    return render("signaller/check_agree.html", form=form, card=view, found=found, along=along, goes=goes)


def _form(view: CaseView, setting: Setting | None) -> tuple[AgreeForm, HelpView]:
    form = AgreeForm(data={"asked": _answered_before(view)})
    options = offers.options(ctx(), setting or Setting.HOME_VISIT, view.team_id)
    form.offer_situation()
    help = _help(form, view, setting)
    form.offer_agreed(options.recipients, options.functions, provisions(help), _children(view))
    form.decides.choices = labels.choices("who_decides")
    form.told_how.choices = labels.choices("told_ways")
    return form, help


def _answered_before(view: CaseView) -> dict[str, str]:
    """What the family answered about its income, while the norm is still the same: nobody is asked twice."""
    since = suggestions.norm_since(ctx())
    kept = [s.income for s in view.referrals if s.income is not None and s.income.norm_from == since]
    said = {True: "yes", False: "no", None: "unknown"}
    return {f"income:{found.percentage}": said[found.below] for found in kept}


def _help(form: AgreeForm, view: CaseView, setting: Setting | None) -> HelpView:
    codes = [code for signal in view.signals if not signal.replaced for code in (*signal.seen, *signal.told)]
    births = [child.birth_date for child in view.contact.children if child.birth_date is not None]
    today = local_day(visit().began)
    ages = tuple(age for birth in births if 0 <= (age := age_on(birth, today)) < 24)
    band = AgeBand(view.age_band)
    if band is AgeBand.UNKNOWN and setting is not None:
        band = BANDS.get(setting, AgeBand.UNKNOWN)
    bands = () if ages or band is AgeBand.UNKNOWN else (band,)
    asked = Situation(
        codes=tuple(codes), ages=ages, bands=bands, due=view.contact.due_date, **form.situation()
    )
    try:
        return suggestions.find(ctx(), asked)
    except Refused:  # the day on which a child was expected is long past
        return suggestions.find(ctx(), replace(asked, due=None))


def _children(view: CaseView) -> list[ChildAt]:
    return [
        ChildAt(child.name or t("case.contact.child_n", number=n + 1), child.birth_date)
        for n, child in enumerate(view.contact.children)
    ]


def _setting(view: CaseView) -> Setting | None:
    return Setting(view.signals[-1].setting) if view.signals else None
