"""A family's situation as JSON to a question for the catalogue: every field checked, nothing kept.

The shape stands in docs/assess.schema.json; what a field means, in docs/help-that-fits.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from signaal.referrals.conditions import CODES, Condition
from signaal.referrals.halfyears import Norms
from signaal.referrals.income import IncomeAmount, IncomeAnswer
from signaal.referrals.norms import PERCENTAGES, plausible, threshold
from signaal.referrals.questions import Question
from signaal.terms import AgeBand, Profession, Refused, Say, Setting
from signaal.workflows.checklists import Acute, Checklist, Item

Found = TypeVar("Found")
Reader = Callable[[Any], Any]

HIGHEST_EUROS = 100_000
_URGENT = (Acute.STATUTORY, Acute.MUNICIPAL, Acute.PROPOSED)
_BANDS = {
    Setting.JGZ_0_4: AgeBand.UNDER_4,
    Setting.JGZ_4_12: AgeBand.UNDER_12,
    Setting.SCHOOL_PRIMARY: AgeBand.UNDER_12,
    Setting.JGZ_12_18: AgeBand.UNDER_18,
    Setting.SCHOOL_SECONDARY: AgeBand.UNDER_18,
    Setting.JGZ_PREGNANCY: AgeBand.PREGNANCY,
    Setting.HOME_VISIT: AgeBand.UNKNOWN,
}


def question(given: object, checklist: Checklist, norms: Norms, today: date) -> Question:
    """The question. `given` is what JSON held; without a date it is about today.

    Raises:
        Refused: with every field that is not known or cannot be.
    """
    if not isinstance(given, Mapping):
        raise Refused({"json": Say("assess.not_an_object")})
    problems = {str(name): Say("assess.unknown_field") for name in given.keys() - FIELDS.keys()}
    values: dict[str, Any] = {}
    for name, read in FIELDS.items():
        if given.get(name) is not None:
            try:
                values[name] = read(given[name])
            except _Wrong as wrong:
                problems[name] = wrong.say
    items, subjects = _noticed(values.get("signals", ()), checklist, problems)
    on: date = values.setdefault("date", today)
    _refusals(lambda: plausible(norms, on), problems)
    household = values.get("household")
    if household is not None:
        _refusals(lambda: threshold(norms, household, norms.sets[-1].valid_from), problems)
    if problems:
        raise Refused(problems)
    made = _question(values, items, subjects)
    made.check(frozenset(domain.value for domain in _domains(checklist)) | frozenset(subjects))
    return made


def _question(values: Mapping[str, Any], items: list[Item], subjects: list[str]) -> Question:
    setting = values.get("setting")
    ages = (*values.get("ages", ()), *((values["age"],) if "age" in values else ()))
    pregnant = "due_date" in values or "pregnancy_weeks" in values
    bands = frozenset({_BANDS[setting]}) if setting and not ages and not pregnant else frozenset[AgeBand]()
    income = values.get("income")
    conditions = frozenset(values.get("conditions", ()))
    return Question(
        ages=ages,
        bands=bands,
        baby=any(age < 1 for age in ages),
        pregnancy_weeks=values.get("pregnancy_weeks"),
        due=values.get("due_date"),
        noticed={i.code: i.domain.value for i in items if i.keep} | {name: name for name in subjects},
        acute=Condition.CRISIS in conditions or any(item.acute in _URGENT for item in items),
        profession=values.get("profession"),
        affiliated=frozenset(values.get("affiliated", ())),
        municipality=values.get("municipality"),
        circumstances=frozenset(item.code for item in items if not item.keep)
        | {CODES[name] for name in conditions if name in CODES},
        income=income if isinstance(income, IncomeAnswer) else IncomeAnswer(),
        amount=income if isinstance(income, IncomeAmount) else None,
        parent_age=values.get("parent_age"),
        household=values.get("household"),
        on=values["date"],
        conditions=conditions,
        answers=values.get("answers", {}),
    )


class _Wrong(Exception):
    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.say = Say(f"assess.{key}", params)


def _refusals(check: Callable[[], object], problems: dict[str, Say]) -> None:
    try:
        check()
    except Refused as refused:
        problems.update(refused.problems)


def _domains(checklist: Checklist) -> Iterable[Any]:
    return {item.domain for item in checklist.items.values()}


def _noticed(
    codes: Iterable[str], checklist: Checklist, problems: dict[str, Say]
) -> tuple[list[Item], list[str]]:
    """The entries of the list by code, and the subjects that were named as such."""
    domains = {domain.value for domain in _domains(checklist)}
    items = [item for code in codes if (item := checklist.find(code)) is not None]
    subjects = [code for code in codes if code in domains]
    strange = sorted(set(codes) - {item.code for item in items} - set(subjects))
    if strange:
        problems["signals"] = Say("assess.unknown_codes", {"codes": ", ".join(strange[:5])})
    return items, subjects


def _whole(found: object) -> int:
    if not isinstance(found, int) or isinstance(found, bool):
        raise _Wrong("not_whole")
    return found


def _text(found: object) -> str:
    if not isinstance(found, str) or not found.strip() or len(found) > 100:
        raise _Wrong("not_text")
    return found.strip()


def _day(found: object) -> date:
    try:
        return date.fromisoformat(_text(found))
    except ValueError:
        raise _Wrong("not_a_day") from None


def _list(each: Callable[[object], Found]) -> Callable[[object], tuple[Found, ...]]:
    def read(found: object) -> tuple[Found, ...]:
        if not isinstance(found, list) or len(found) > 100:
            raise _Wrong("not_a_list")
        return tuple(each(item) for item in found)

    return read


def _one_of(choices: Iterable[str], make: Callable[[str], Found]) -> Callable[[object], Found]:
    known = tuple(choices)

    def read(found: object) -> Found:
        if not isinstance(found, str) or found not in known:
            raise _Wrong("not_one_of", choices=", ".join(known))
        return make(found)

    return read


def _answers(found: object) -> dict[str, bool]:
    if not isinstance(found, Mapping) or not all(isinstance(value, bool) for value in found.values()):
        raise _Wrong("not_answers")
    return {str(name): bool(value) for name, value in found.items()}


def _income(found: object) -> IncomeAmount | IncomeAnswer:
    if isinstance(found, Mapping) and found.keys() == {"amount_eur", "holiday"}:
        amount = found["amount_eur"]
        if (
            not isinstance(amount, int | float)
            or isinstance(amount, bool)
            or not 0 <= amount <= HIGHEST_EUROS
        ):
            raise _Wrong("bad_amount", high=HIGHEST_EUROS)
        with_holiday = _one_of(("incl", "excl"), lambda word: word == "incl")(found["holiday"])
        return IncomeAmount(round(amount * 100), with_holiday)
    if isinstance(found, Mapping) and found.keys() == {"answer", "pct"}:
        answer, pct = found["answer"], _whole(found["pct"])
        if pct not in PERCENTAGES:
            raise _Wrong("bad_percentage", low=PERCENTAGES[0], high=PERCENTAGES[-1])
        _one_of(("below", "above", "unknown"), str)(answer)
        return IncomeAnswer(
            below_at=pct if answer == "below" else None, above_at=pct if answer == "above" else None
        )
    raise _Wrong("bad_income")


FIELDS: Mapping[str, Reader] = {
    "setting": _one_of([s.value for s in Setting], Setting),
    "age": _whole,
    "ages": _list(_whole),
    "due_date": _day,
    "pregnancy_weeks": _whole,
    "parent_age": _whole,
    "municipality": _text,
    "profession": _one_of([p.value for p in Profession], Profession),
    "affiliated": _list(_text),
    "signals": _list(_text),
    "household": _text,
    "income": _income,
    "conditions": _list(_one_of([c.value for c in Condition], str)),
    "answers": _answers,
    "date": _day,
}
"""Field -> how it is read. Any other field is a mistake."""
