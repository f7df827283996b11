"""What is kept about a family, part by part in plain words, for whoever may have it.

Every part asks the scope first: what is the household's goes to its own adult only, what is a child's to who may ask
for that child. What belongs to somebody else is left out, not blackened: nothing tells that it is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from signaal.actions.reportscope import Gathered
from signaal.actions.views import ConsentView, SentReferral, SignalView
from signaal.actions.views.reports import Report, ReportPart
from signaal.workflows.calendar import local_day
from signaal.workflows.requests import was_there


def report(found: Gathered, sender: str, ground: ReportPart) -> Report:
    """The content part; a part without anything in it is left out."""
    made = (_about(found), _contact(found), _noticed(found), _talks(found), _answers(found), _help(found))
    more = (_calm(found), _notes(found), _statements(found))
    parts = [part for part in (*made, *more) if part.sentences or part.rows or any(v for _, v in part.facts)]
    return Report(
        kind="content",
        pseudonym=found.card.pseudonym,
        language=found.ctx.language,
        title=found.say("title"),
        made_on=local_day(found.ctx.now),
        sender=sender,
        intro=(
            found.say("intro", code=found.card.pseudonym),
            found.say("left_out"),
            found.say("rights"),
        ),
        parts=(*parts, ground),
    )


def _part(found: Gathered, key: str, columns: Sequence[str], rows: Iterable[tuple[str, ...]]) -> ReportPart:
    heads = tuple(found.say(f"column.{name}") for name in columns)
    return ReportPart(key, found.say(f"{key}.title"), columns=heads, rows=tuple(rows))


def _facts(found: Gathered, key: str, pairs: Iterable[tuple[str, str]]) -> ReportPart:
    named = tuple((found.say(f"{key}.{name}"), value) for name, value in pairs if value)
    return ReportPart(key, found.say(f"{key}.title"), facts=named)


def _about(found: Gathered) -> ReportPart:
    card = found.card
    told = f"{found.day(card.told_at)}, {found.word('told_ways', card.told_how)}" if card.told_at else ""
    pairs = [("made", found.day(card.created_at)), ("erased", found.day(card.expires_at))]
    if found.scope.household:
        pairs += [("told", told), ("state", found.word("case_states", card.state))]
    return _facts(found, "about", pairs)


def _contact(found: Gathered) -> ReportPart:
    known = found.card.contact
    pairs = [
        ("child", ", ".join(filter(None, (child.name, found.day(child.birth_date)))))
        for child in found.children
    ]
    if found.scope.household:
        pairs += [
            ("parent", known.parent_name), ("due_date", found.day(known.due_date)), ("phone", known.phone),
            ("email", known.email), ("address", known.address), ("call_when", known.call_when),
            ("call_not", known.call_how_not), ("language", known.language),
            ("interpreter", found.word("interpreters", known.interpreter)),
            ("wishes", found.words("contact_wishes", known.wishes)),
        ]  # fmt: skip
    return _facts(found, "contact", pairs)


def _noticed(found: Gathered) -> ReportPart:
    return _part(
        found, "noticed", ("when", "about", "what", "remark"),
        (_signal(found, signal) for signal in found.card.signals if _is_in_scope(found, signal)),
    )  # fmt: skip


def _is_in_scope(found: Gathered, signal: SignalView) -> bool:
    """A child's signal goes with the child, every other one with the household."""
    if signal.about[0] == "child":
        return len(signal.about) > 1 and int(signal.about[1]) in found.scope.children
    return found.scope.household


def _signal(found: Gathered, signal: SignalView) -> tuple[str, ...]:
    items, language = found.ctx.tools.checklist.items, found.ctx.language
    what = [
        found.say(how, what=items[code].words(language) if code in items else code)
        for how, codes in (("seen", signal.seen), ("told", signal.told))
        for code in codes
    ]
    if signal.replaced:
        what.append(found.say("replaced"))
    when = found.day(signal.submitted_at)
    if signal.seen_on:
        when = found.say("seen_on", made=when, day=found.day(signal.seen_on))
    return (
        when,
        found.say(f"who.{signal.about[0]}"),
        "; ".join(what),
        "" if signal.id in found.without else signal.remark,
    )


def _talks(found: Gathered) -> ReportPart:
    """Only talks at which the asker was: what somebody else said there alone is that person's."""
    rows = (
        (
            found.day(talk.at),
            found.words("talk_partners", talk.partner),
            "; ".join(
                found.say(name, text=text)
                for name, text in (
                    ("wish", talk.wish),
                    ("goes_well", talk.goes_well),
                    ("helpers", talk.helpers),
                )
                if text
            ),
        )
        for talk in found.card.talks
        if was_there(found.asked, found.seats, talk.partner)
    )
    return _part(found, "talks", ("when", "with", "what"), rows)


def _answers(found: Gathered) -> ReportPart:
    rows = (
        (
            found.day(yes.given_at),
            found.word("consent_states", yes.state),
            _recipient(found, yes),
            found.word("bundles", yes.bundle) if yes.state != "declined" else "",
            found.words("persons", yes.asked),
        )
        for yes in found.consents
    )
    return _part(found, "answers", ("when", "answer", "to_whom", "bundle", "by"), rows)


def _recipient(found: Gathered, yes: ConsentView) -> str:
    return yes.recipient if yes.team_id else found.word("recipient_functions", yes.recipient)


def _help(found: Gathered) -> ReportPart:
    yeses = {yes.id for yes in found.consents}
    rows = (
        (
            found.day(sent.sent_at),
            sent.recipient or sent.provision or "",
            found.word("referral_states", sent.state),
            _more(found, sent),
        )
        for sent in found.card.referrals
        if found.scope.household or sent.consent_id in yeses
    )
    return _part(found, "help", ("when", "to_whom", "state", "more"), rows)


def _more(found: Gathered, sent: SentReferral) -> str:
    """The code of the referral, and to the household what was answered about its income."""
    said = [sent.reference]
    if sent.income is not None and found.scope.household:
        below = {True: "below", False: "above", None: "unknown"}[sent.income.below]
        said.append(found.say(f"income.{below}", pct=sent.income.percentage))
    return "; ".join(said)


def _calm(found: Gathered) -> ReportPart:
    """Haste, and the tries to reach the family: the household's."""
    card, rows = found.card, list[tuple[str, ...]]()
    if found.scope.household:
        for kept in card.kept:
            for _, measure, until in kept.calm:
                rows.append((found.day(kept.at), found.word("calm_measures", measure), found.day(until)))
        for tried in card.attempts:
            reached = found.say("reached" if tried.reached else "not_reached")
            rows.append((found.day(tried.at), found.word("attempt_channels", tried.channel), reached))
    return _part(found, "calm", ("when", "what", "until"), rows)


def _notes(found: Gathered) -> ReportPart:
    kept = found.card.kept if found.scope.household else ()
    rows = ((found.day(note.at), note.text) for note in kept if note.text)
    return _part(found, "notes", ("when", "what"), rows)


def _statements(found: Gathered) -> ReportPart:
    own = {asker.value for asker in found.asked.askers}
    rows = (
        (found.day(said.at), found.word("persons", said.by), said.text)
        for said in found.card.statements
        if said.by in own
    )
    return _part(found, "statements", ("when", "by", "what"), rows)
