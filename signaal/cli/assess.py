"""Which help fits one family: every criterion with its sentence, in both languages. Stores nothing, needs no key."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from signaal import texts
from signaal.cli import assess_input, knowledge
from signaal.cli.voice import Voice
from signaal.clock import SystemClock
from signaal.referrals import income
from signaal.referrals.asking import fewest
from signaal.referrals.catalogue import Catalogue
from signaal.referrals.criteria import Criterion
from signaal.referrals.figures import Words
from signaal.referrals.halfyears import Norms
from signaal.referrals.households import norm_of, notes_of
from signaal.referrals.norms import UnknownNorm
from signaal.referrals.problems import CatalogueError
from signaal.referrals.questions import Question
from signaal.referrals.referrals import follow_up_on
from signaal.referrals.suggestions import Suggestion, suggest, why_nothing
from signaal.terms import Say
from signaal.workflows.checklist_file import load_checklist

_MARKS = {True: "+", False: "-", None: "?"}
_VOICES = {language: Voice(language) for language in texts.LANGUAGES}


def assess(given: argparse.Namespace, voice: Voice) -> int:
    """Read one situation from a file, or from standard input when it is named -."""
    path: Path = given.file
    text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    try:
        asked = json.loads(text)
    except ValueError as wrong:
        raise CatalogueError([f"{path}: {wrong}"]) from None
    result = assessed(asked, given.instance)
    voice.give(result)
    if not voice.as_json:
        _tell(result, voice)
    return 0


def assessed(asked: object, instance: Path) -> dict[str, Any]:
    """The answer as docs/assess.schema.json describes it. Raises Refused for what cannot be."""
    norms, catalogue = knowledge.norms(instance), knowledge.catalogue(instance)
    checklist = load_checklist(knowledge.signals())
    today = texts.local(SystemClock().now()).date()
    question = assess_input.question(asked, checklist, norms, today)
    return answer(question, catalogue, norms)


def answer(question: Question, catalogue: Catalogue, norms: Norms) -> dict[str, Any]:
    """Everything that can be said about one question, as plain data."""
    found = suggest(catalogue, question, norms)
    nothing = why_nothing(catalogue, question)
    return {
        "date": question.on.isoformat() if question.on else None,
        "norm": _norm(question, norms),
        "suggestions": [_suggestion(s, question) for s in found if not s.for_school],
        "school_actions": [_suggestion(s, question) for s in found if s.for_school],
        "questions": [
            {"ask": q.ask, "sentence": _both(q.say), "about": list(q.about), "decides": list(q.decides)}
            for q in fewest(found)
        ],
        "income_questions": _income_questions(found, question, norms),
        "nothing": _both(nothing) if nothing else None,
    }


def _both(said: Say) -> dict[str, str]:
    return {language: voice.said(said) for language, voice in _VOICES.items()}


def _words(found: Words | None) -> dict[str, str] | None:
    return None if found is None else {"nl": found.nl, "en": found.en}


def _norm(question: Question, norms: Norms) -> dict[str, Any] | None:
    """The norm with which was computed, or why there is none. None when no household was named."""
    found = norm_of(question, norms)
    if found is None:
        return None
    return {
        "household": question.household,
        "valid_from": None if isinstance(found, UnknownNorm) else found.valid_from.isoformat(),
        "cents": None if isinstance(found, UnknownNorm) else found.cents,
        "notes": [_both(said) for said in notes_of(question, norms)],
    }


def _suggestion(found: Suggestion, question: Question) -> dict[str, Any]:
    provision = found.provision
    on = question.on
    return {
        "id": provision.id,
        "name": _words(provision.name),
        "gives": _words(provision.gives),
        "category": provision.category.value,
        "result": found.fits.value,
        "result_sentence": _both(Say(f"catalogue.fits.{found.fits.value}")),
        "criteria": [_criterion(criterion) for criterion in found.criteria],
        "ask": [{"ask": c.ask or None, "sentence": _both(c.say)} for c in found.questions],
        "because": [_both(c.say) for c in found.criteria if c.met is False],
        "button": found.button.value,
        "button_sentence": _both(Say(f"catalogue.button.{found.button.value}")),
        "elsewhere": found.elsewhere,
        "answers": list(found.answers),
        "notes": [_both(note) for note in found.notes],
        "conditions": _words(provision.conditions),
        "bring": _words(provision.bring),
        "when": _words(provision.when),
        "how": _words(provision.how),
        "how_url": provision.how_url,
        "phone": provision.phone,
        "lead_time_days": provision.lead_time_days,
        "follow_up_on": follow_up_on(provision, on, question.due).isoformat() if on else None,
        "sources": list(provision.sources),
        "as_of": provision.as_of,
        "checked_on": provision.checked_on.isoformat() if provision.checked_on else None,
    }


def _criterion(found: Criterion) -> dict[str, Any]:
    return {
        "name": found.name,
        "met": found.met,
        "sentence": _both(found.say),
        "ask": found.ask or None,
        "norm_date": found.norm_from.isoformat() if found.norm_from else None,
    }


def _income_questions(
    found: tuple[Suggestion, ...], question: Question, norms: Norms
) -> list[dict[str, Any]]:
    """The one question about income (R7) for every percentage among the suggestions."""
    if question.on is None:
        return []
    wanted = sorted({pct for s in found if (pct := s.provision.income_pct) is not None})
    asked = [income.question(norms, question.household, pct, question.on) for pct in wanted]
    return [
        {
            "pct": q.percentage,
            "sentence": _both(q.ask),
            "cents": q.amount.cents if q.amount else None,
            "cents_without_holiday": q.amount_without_holiday.cents if q.amount_without_holiday else None,
            "notes": [_both(note) for note in q.notes],
        }
        for q in asked
    ]


def _tell(result: Mapping[str, Any], voice: Voice) -> None:
    """The same for a person, in one language."""
    lang = voice.language
    if result["nothing"]:
        voice.line(result["nothing"][lang])
    for heading in ("suggestions", "school_actions"):
        if result[heading]:
            voice.tell(f"assess.{heading}")
        for found in result[heading]:
            voice.line(f"\n{found['name'][lang]}: {found['result_sentence'][lang]}")
            for criterion in found["criteria"]:
                voice.line(f"  {_MARKS[criterion['met']]} {criterion['sentence'][lang]}")
            for note in (*found["notes"], found["button_sentence"]):
                voice.line(f"    {note[lang]}")
            voice.line(
                f"    {voice.words('assess.source', source=found['sources'][0], as_of=found['as_of'])}"
            )
    if result["questions"]:
        voice.tell("assess.questions")
    names = {s["id"]: s["name"][lang] for s in (*result["suggestions"], *result["school_actions"])}
    for asked in result["questions"]:
        about = ", ".join(names[provision] for provision in asked["about"])
        voice.line(f"  ? {asked['sentence'][lang]} ({about})")
