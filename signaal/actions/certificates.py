"""The family's certificate of erasing: made from the log, because nothing else remembers the card any more.

The honest sentence: gone from here at once, from the backups when the last one from before is removed; a proof of a
yes stays sealed until its own term (design/vault.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from signaal import texts
from signaal.access.permissions import Permission
from signaal.access.relations import to_organisation, to_team
from signaal.actions import trail
from signaal.actions.context import Ctx, action
from signaal.audit import review
from signaal.audit.events import Event
from signaal.audit.review import Line
from signaal.store import audit_search, consents, organisations, teams
from signaal.store.reader import Reader
from signaal.terms import NotFound, Say, is_pseudonym
from signaal.workflows.calendar import local_day


@dataclass(frozen=True)
class Certificate:
    """What a family gets. `gone_from_backups`: after that day no backup holds it; `proof_until`: a yes stays sealed."""

    pseudonym: str
    team: str
    organisation: str
    erased_at: datetime
    gone_from_backups: date
    proof_until: date | None
    asked: bool
    """Erased on request, not because the term was over."""

    @property
    def says(self) -> tuple[Say, ...]:
        """What it says, sentence by sentence, on a page and on paper."""
        why = "asked" if self.asked else "expired"
        lines = [
            Say(f"erase.certificate.{why}", {"code": self.pseudonym, "when": self.erased_at}),
            Say("erase.certificate.everything"),
            Say("erase.certificate.backups", {"day": self.gone_from_backups}),
        ]
        if self.proof_until is not None:
            lines.append(Say("erase.certificate.proof", {"day": self.proof_until}))
        return (*lines, Say("erase.certificate.log"), Say("erase.certificate.others"))


@action(Permission.ERASURE_PROOF, Event.CERTIFICATE_SHOWN)
def read(ctx: Ctx, pseudonym: str) -> Certificate:
    """The certificate of a card that was erased from a team of one's own (or one's organisation).

    Raises:
        NotFound: never erased, no such card, or not for this person; that is written down.
    """
    with ctx.tools.store.reading() as reader:
        line = _event(reader, pseudonym)
        if line is None or line.team is None or line.organisation is None:
            raise NotFound()
        team = teams.get(reader, line.team)
        home = organisations.get(reader, line.organisation)
        kept = consents.of_case(reader, line.target) if line.target else []
    relation = to_team(ctx.actor, team.id)
    if not ctx.may(Permission.ERASURE_PROOF, relation, team.id, home.id):
        relation = to_organisation(ctx.actor, home.id)
    ctx.must(Permission.ERASURE_PROOF, relation, team.id, (pseudonym,), home.id)
    with ctx.tools.store.unit() as unit:
        trail.leave(
            unit, ctx, Event.CERTIFICATE_SHOWN, team=team.id, organisation=home.id, subjects=(pseudonym,)
        )
    return Certificate(
        pseudonym=pseudonym,
        team=team.name,
        organisation=home.name,
        erased_at=line.at,
        gone_from_backups=local_day(line.at + timedelta(days=ctx.tools.town.backup_days)),
        proof_until=max((local_day(row.keep_until) for row in kept), default=None),
        asked=line.reason != "expired",
    )


@action(Permission.ERASURE_PROOF)
def pdf(ctx: Ctx, pseudonym: str) -> bytes:
    """The certificate as a tagged PDF, in the language of whoever prints it. Raises NotFound as `read`."""
    from signaal import paper  # takes a while to import, and few print

    found = read(ctx, pseudonym)
    language = ctx.language
    said = tuple(paper.Paragraph(texts.say(language, say.key, **_words(language, say))) for say in found.says)
    title = texts.say(language, "erase.certificate.title")
    sender = texts.say(language, "erase.certificate.sender", team=found.team, organisation=found.organisation)
    return paper.render(
        paper.Document(
            title=texts.say(language, "letters.paper"),
            language=language,
            blocks=(paper.Heading(title, 1), *said, paper.Paragraph(sender)),
            most_pages=1,
            unshown=texts.say(language, "letters.unshown"),
        )
    )


def _words(language: str, say: Say) -> dict[str, str]:
    """Moments and days in words."""
    return {
        name: texts.moment(language, value)
        if isinstance(value, datetime)
        else texts.day(language, value, False)
        if isinstance(value, date)
        else str(value)
        for name, value in say.params.items()
    }


def _event(reader: Reader, pseudonym: str) -> Line | None:
    if not is_pseudonym(pseudonym):
        return None
    found, _ = audit_search.page(reader, subject=pseudonym, event=Event.CASE_ERASED.value, size=1)
    return review.read(*found[0]) if found else None
