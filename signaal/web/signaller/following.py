"""What became of it: aftercare on a day, and a referral that is followed."""

from __future__ import annotations

from werkzeug.wrappers import Response

from signaal.access.permissions import Permission
from signaal.actions import ageturns, cases, followups, referrals
from signaal.actions.views import CaseView, Receipt, SentReferral
from signaal.terms import ClockKind, Refused, Say
from signaal.web.choices import Choice, Pressed
from signaal.web.dates import DateTriple
from signaal.web.fields import Line
from signaal.web.forms import WritingForm
from signaal.web.guard import needs
from signaal.web.render import render
from signaal.web.signaller import labels
from signaal.web.signaller.asked import AskedChoice, AskedSelect
from signaal.web.signaller.blueprint import blueprint
from signaal.web.signaller.doing import stored, strange
from signaal.web.speech import t
from signaal.web.visit import ctx, visit
from signaal.workflows.free_text import LINE

OUTCOMES = ("delivered", "not_delivered", "unknown")


class PlanForm(WritingForm):
    day = DateTriple("case.follow.day")


class SettleForm(WritingForm):
    outcome = Choice("case.follow.outcome")
    day = DateTriple("case.follow.new_day", optional=True)
    reason = Line("case.follow.reason", max=LINE, optional=True)


class OutcomeForm(WritingForm):
    press = Pressed("outcome", "handed")
    outcome = AskedChoice("case.outcome.label")
    reason = AskedSelect("case.outcome.reason")


@blueprint.route("/kaart/<code>/nazorg", methods=["GET", "POST"])
@needs(Permission.FOLLOW_UP_SET, keeps=True)
def plan(code: str) -> Response:
    """A day on which somebody looks again."""
    form = PlanForm()
    answer = stored(form, lambda form_id: followups.plan(ctx(), code, form.day.data, form_id))
    return answer or render("signaller/plan.html", form=form, card=cases.read(ctx(), code))


@blueprint.route("/kaart/<code>/nazorg/<clock_id>", methods=["GET", "POST"])
@needs(Permission.FOLLOW_UP_DONE, keeps=True)
def settle(code: str, clock_id: str) -> Response:
    """What came of it, or another day with a reason."""
    view = cases.read(ctx(), code)
    clock = next((clock for clock in view.clocks if clock.id == clock_id), None)
    if clock is None:
        strange(Permission.FOLLOW_UP_DONE)
    form = SettleForm()
    turns = clock.kind is ClockKind.AGE_TURNS
    form.outcome.choices = [*labels.choices("feedback"), ("new_day", t("case.follow.other_day"))]
    if turns:
        form.outcome.choices = [("asked", t("case.follow.asked"))]
    answer = stored(form, lambda form_id: _settled(code, clock_id, form, form_id, turns=turns))
    return answer or render("signaller/settle.html", form=form, card=view, clock=clock, now=visit().began)


def _settled(code: str, clock_id: str, form: SettleForm, form_id: str, *, turns: bool) -> Receipt:
    if turns:
        return ageturns.asked(ctx(), code, clock_id, form_id)
    return followups.settle(
        ctx(), code, clock_id, form.outcome.data, form.day.data, form.reason.data or "", form_id
    )


@blueprint.route("/kaart/<code>/verwijzing/<reference>", methods=["GET", "POST"])
@needs(Permission.REFERRAL_OUTCOME, keeps=True)
def sent(code: str, reference: str) -> Response:
    """A referral: what became of it; outside signaal it is asked of the family."""
    view = cases.read(ctx(), code)
    found = _of(view, reference)
    form = OutcomeForm()
    form.outcome.choices = [(name, labels.label("referral_states", name)) for name in OUTCOMES]
    form.reason.choices = labels.choices("not_delivered_reasons")
    answer = stored(form, lambda form_id: _followed(reference, form, form_id))
    return answer or render(
        "signaller/sent.html",
        form=form,
        card=view,
        sent=found,
    )


def _followed(reference: str, form: OutcomeForm, form_id: str) -> Receipt:
    if form.press.data == "handed":
        return referrals.hand_over(ctx(), reference, form_id)
    if not form.outcome.data:
        raise Refused({"outcome": Say("errors.choose_one")})
    reason = form.reason.data if form.outcome.data == "not_delivered" else None
    return referrals.outcome(ctx(), reference, form.outcome.data, reason, form_id)


def _of(view: CaseView, reference: str) -> SentReferral:
    found = next((sent for sent in view.referrals if sent.reference == reference), None)
    if found is None:
        strange(Permission.REFERRAL_OUTCOME)
    return found
