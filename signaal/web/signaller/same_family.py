"""Perhaps the family has a card already: ask, and let what was typed go on where it belongs."""

from __future__ import annotations

from datetime import date

from werkzeug.wrappers import Response

from signaal.actions.views import CaseLine, CaseView, ContactView
from signaal.web.forms import typed
from signaal.web.render import render
from signaal.web.signaller.card_form import CardForm, Typed
from signaal.workflows import households

_TEXTS = ("parent_name", "phone", "email", "address", "call_when", "language", "interpreter")
_PARTS = ("day", "month", "year")
Row = tuple[str, tuple[str, str, str]]
"""A child as it is typed: name, and the three boxes of its birth date."""


def ask(form: CardForm, found: tuple[CaseLine, ...]) -> Response:
    """The page with the cards that were found. Everything typed travels along in it."""
    along = [
        (name, value)
        for name, values in typed(form).items()
        for value in values
        if name not in ("press", "onto", "apart")
    ]
    return render("signaller/same_family.html", found=found, along=along)


def merged(sent: Typed, view: CaseView) -> Typed:
    """What was typed, on the card that this family has already.

    The card's own contact record stays where nothing was typed; children that it does not know are added.
    """
    known = view.contact
    result = {name: list(values) for name, values in sent.items() if not name.startswith("children.")}
    result.pop("onto", None)
    for name in (*_TEXTS, "call_not"):
        if not any(result.get(name, ())):
            result[name] = [getattr(known, "call_how_not" if name == "call_not" else name)]
    result["wishes"] = list(dict.fromkeys([*known.wishes, *result.get("wishes", ())]))
    if not any(result.get(f"due_date-{part}", [""])[0] for part in _PARTS):
        result |= _boxes("due_date", _typed_day(known.due_date))
    for n, (name, day) in enumerate(_children(sent, known)):
        result[f"children.{n}.name"] = [name]
        result |= _boxes(f"children.{n}.birth", day)
    return result


def _children(sent: Typed, known: ContactView) -> list[Row]:
    rows = [(child.name, _typed_day(child.birth_date)) for child in known.children]
    for n in range(len([name for name in sent if name.startswith("children.") and name.endswith(".name")])):
        name = (sent.get(f"children.{n}.name") or [""])[0].strip()
        found = [(sent.get(f"children.{n}.birth-{part}") or [""])[0].strip() for part in _PARTS]
        typed_row = (name, (found[0], found[1], found[2]))
        if (name or any(found)) and not any(_same_child(typed_row, row) for row in rows):
            rows.append(typed_row)
    return rows


def _same_child(one: Row, other: Row) -> bool:
    """The same day and no other name; without a day the same name. Twins are two."""
    names = set(households.words(one[0])), set(households.words(other[0]))
    if any(one[1]) and any(other[1]):
        return _number(one[1]) == _number(other[1]) and (not all(names) or bool(names[0] & names[1]))
    return bool(names[0] & names[1])


def _boxes(name: str, day: tuple[str, str, str]) -> dict[str, list[str]]:
    return {f"{name}-{part}": [value] for part, value in zip(_PARTS, day, strict=True)}


def _typed_day(day: date | None) -> tuple[str, str, str]:
    return (str(day.day), str(day.month), str(day.year)) if day is not None else ("", "", "")


def _number(day: tuple[str, str, str]) -> tuple[str, ...]:
    """Whether somebody typed 4 or 04."""
    return tuple(part.lstrip("0") for part in day)
