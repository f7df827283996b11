"""Which provisions may help with what was noticed, whether they fit, and which button this professional has.

Order: what is acute first, when something acute was noticed; then what answers more of what was noticed;
then how certain it is. The order ranks provisions. It never ranks, counts or scores a family (R1).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from signaal.referrals.catalogue import Catalogue
from signaal.referrals.eligibility import Criterion, Fits, criteria, verdict
from signaal.referrals.halfyears import Norms
from signaal.referrals.income import Limits
from signaal.referrals.provisions import Applicant, Category, Kind, Provision
from signaal.referrals.questions import Question
from signaal.referrals.seasons import seasonal_notes
from signaal.terms import Profession, Say

SCHOOL = frozenset(
    {Profession.TEACHER, Profession.CARE_COORDINATOR, Profession.SCHOOL_HEAD, Profession.BRIDGE_OFFICER}
)
_CERTAINTY = (Fits.LIKELY, Fits.ASK, Fits.UNLIKELY)


class Button(StrEnum):
    """What this professional can do with it. Not listed is 'vraag na', never 'mag niet'."""

    APPLY = "apply"
    ASK_AFTER = "ask_after"
    FAMILY_APPLIES = "family_applies"
    VIA_TEAM = "via_team"
    SCHOOL_ACTION = "school_action"


@dataclass(frozen=True)
class Suggestion:
    """`elsewhere` shows the mark 'voorbeeld elders, vraag na'; `answers` are the codes it may help with."""

    provision: Provision
    fits: Fits
    button: Button
    elsewhere: bool
    answers: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    notes: tuple[Say, ...]

    @property
    def for_school(self) -> bool:
        """An action of the school, for all its pupils: offered without a child's name."""
        return self.provision.kind is Kind.SCHOOL

    @property
    def questions(self) -> tuple[Criterion, ...]:
        """What would decide it: every criterion not known. None when one that is not met decides already."""
        if self.fits is Fits.UNLIKELY:
            return ()
        return tuple(criterion for criterion in self.criteria if criterion.met is None)

    @property
    def reasons(self) -> tuple[Say, ...]:
        """The sentences: first what speaks against it, then what to ask, then what fits."""
        order = (False, None, True)
        return tuple(c.say for c in sorted(self.criteria, key=lambda c: order.index(c.met)))


def suggest(catalogue: Catalogue, question: Question, norms: Norms | None = None) -> tuple[Suggestion, ...]:
    """What may help, in order. Empty when nothing was noticed that help here answers (see `why_nothing`).

    With norms, a household and a day the sentences about income hold the amount and the norm's date.

    Raises:
        Refused: an age, a number of weeks, a household or a subject that cannot be.
    """
    question.check(frozenset(catalogue.subjects))
    here = catalogue.at(question.municipality, question.on)
    wanted = _wanted(here, question)
    if wanted and not any(wanted.values()):
        return ()  # a note or a worry about safety leads to nothing here
    limits = Limits(norms, question.household, question.on)
    found = []
    expects = _expects(question)
    for provision in here.provisions:
        if not provision.suggest:
            continue
        answers = _answers(provision, wanted)
        if answers or (expects and provision.category is Category.BABY):
            found.append(assessed(provision, question, limits, answers))
    return tuple(sorted(found, key=lambda s: _order(s, question)))


def why_nothing(catalogue: Catalogue, question: Question) -> Say | None:
    """Why nothing is suggested: safety and notes are another path, or nothing was noticed yet. None otherwise."""
    wanted = _wanted(catalogue, question)
    if any(wanted.values()) or (not wanted and _expects(question)):
        return None
    if "veiligheid" in question.subjects:
        return Say("catalogue.nothing_safety")
    return Say("catalogue.nothing_note" if wanted else "catalogue.nothing_noticed")


def _wanted(catalogue: Catalogue, question: Question) -> dict[str, frozenset[Category]]:
    wanted = {code: catalogue.subjects[subject] for code, subject in question.noticed.items()}
    return wanted | dict.fromkeys(sorted(question.circumstances), catalogue.subjects["context"])


def _answers(provision: Provision, wanted: dict[str, frozenset[Category]]) -> tuple[str, ...]:
    """The codes that this provision may help with."""
    return tuple(
        [
            code
            for code, categories in wanted.items()
            if provision.category in categories or code in provision.codes
        ]
    )


def _order(suggestion: Suggestion, question: Question) -> tuple[bool, int, int]:
    urgent = question.acute and suggestion.provision.acute
    return (not urgent, -len(suggestion.answers), _CERTAINTY.index(suggestion.fits))


def _expects(question: Question) -> bool:
    return question.pregnant or question.baby


def assessed(
    provision: Provision, question: Question, limits: Limits, answers: tuple[str, ...] = ()
) -> Suggestion:
    """One provision for this question. `answers`: the codes that it may help with. Raises Refused."""
    found = criteria(provision, question, limits)
    notes = list(seasonal_notes(provision, question))
    if provision.before_costs:
        notes.insert(0, Say("catalogue.note_before_costs"))
    if provision.letter:
        notes.append(Say("catalogue.note_letter"))
    elsewhere = provision.is_elsewhere(question.municipality)
    return Suggestion(
        provision, verdict(found), button(provision, question), elsewhere, answers, found, tuple(notes)
    )


def button(provision: Provision, question: Question) -> Button:
    """What this professional can do with the provision, where it is asked."""
    if provision.is_elsewhere(question.municipality):
        return Button.ASK_AFTER
    if provision.kind is Kind.SCHOOL:
        return Button.SCHOOL_ACTION if question.profession in SCHOOL else Button.ASK_AFTER
    if question.profession in provision.professions:
        joined = not provision.affiliated or provision.id in question.affiliated
        return Button.APPLY if joined else Button.ASK_AFTER
    if provision.via_team:
        return Button.VIA_TEAM
    return _BY_APPLICANT[provision.applicant]


_BY_APPLICANT = {
    Applicant.FAMILY: Button.FAMILY_APPLIES,
    Applicant.BOTH: Button.FAMILY_APPLIES,
    Applicant.PROFESSIONAL: Button.ASK_AFTER,
    Applicant.SCHOOL: Button.ASK_AFTER,
    Applicant.MUNICIPALITY: Button.VIA_TEAM,
    Applicant.COURT: Button.VIA_TEAM,
    Applicant.UNKNOWN: Button.ASK_AFTER,
}
