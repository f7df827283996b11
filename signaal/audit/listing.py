"""The page docs/audit-events.md, made from the events themselves so that it cannot lag behind."""

from __future__ import annotations

from collections.abc import Iterator

from signaal import texts
from signaal.audit.events import Event
from signaal.audit.fields import Action, Activity, Explanation, Field, LegalBasis, Outcome, Part

_AGAIN = "from signaal.audit.listing import events_page as p; print(p(), end='')"
_HEAD = f"""# Events of the access log

Made by `signaal/audit/listing.py`; a test holds this page equal to the code. Write it again with
`.venv/bin/python -c "{_AGAIN}" > docs/audit-events.md`.

Every event may carry: place in the log, moment (UTC, milliseconds), outcome, user, role at that moment and
lead mark, team, organisation, session (hashed), cut-off address, request id, version of policy, version of
signaal, purpose, and 16 random bytes. No field can hold a name or a sentence. Beside those each event may
carry only what its line says.
"""


def events_page() -> str:
    """The whole page, in Markdown."""
    return "\n".join((_HEAD, *_events(), *_lists())) + "\n"


def _events() -> Iterator[str]:
    yield "| event | what happened | action | purpose | may also carry |\n|---|---|---|---|---|"
    for event in Event:
        carried = ", ".join(field.value for field in Field if field in event.fields)
        said = texts.say("en", event.text)
        yield f"| `{event.value}` | {said} | {event.action.value} | {event.activity.value} | {carried} |"


def _lists() -> Iterator[str]:
    tables = {
        "Actions (NEN 7513)": ("action", Action),
        "Outcomes": ("outcome", Outcome),
        "Parts": ("part", Part),
        "Explanations (none given: it goes on the list for review)": ("explanation", Explanation),
        "Purposes": ("purpose", Activity),
        "Legal bases": ("basis", LegalBasis),
    }
    for title, (name, kind) in tables.items():
        yield f"\n## {title}\n"
        for code in kind:
            yield f"- `{code.value}`: {texts.say('en', f'log.{name}.{code.value}')}"
