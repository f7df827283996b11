"""What the log says, for tests: the events as they are stored."""

import json
from typing import Any

from signaal.actions.context import Tools
from signaal.audit.events import Event
from signaal.store import audit


def logged(tools: Tools, event: Event | None = None) -> list[dict[str, Any]]:
    """All events, or those of one kind, oldest first."""
    with tools.store.reading() as reader:
        found = [json.loads(stored) for _, stored in audit.events(reader)]
    return [line for line in found if event is None or line["event"] == event.value]
