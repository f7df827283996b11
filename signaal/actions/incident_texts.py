"""Texts to take along: for the authority (what its form asks, AVG art. 33 lid 3) and for families (art. 34 lid 2).

Made of the officer's own words and closed words; they name nobody. Whoever sends them fills in what stands between
brackets.
"""

from __future__ import annotations

from signaal import texts
from signaal.access.permissions import Permission
from signaal.actions.context import Ctx, action
from signaal.actions.incidents import IncidentView

AUDIENCES = ("authority", "families")


@action(Permission.INCIDENT_READ)
def written(ctx: Ctx, incident: IncidentView, audience: str, language: str) -> str:
    """The text for one audience, in one language: paragraphs with an empty line between. Reads nothing."""
    lists = ctx.tools.lists

    def words(name: str, code: str | None) -> str:
        return (
            lists.of(name).words(code, language) if code else texts.say(language, "incidents.paper.not_yet")
        )

    until = incident.happened_until
    params = {
        "kind": words("incident_kinds", incident.kind),
        "since": texts.moment(language, incident.happened_from),
        "until": texts.moment(language, until)
        if until
        else texts.say(language, "incidents.paper.until_unknown"),
        "known": texts.moment(language, incident.known_at),
        "people": words("incident_people", incident.people),
        "what": incident.what,
        "measures": incident.measures or texts.say(language, "incidents.paper.not_yet"),
        "report": words("report_grounds", incident.report_ground),
        "inform": words("inform_grounds", incident.inform_ground),
    }
    parts = {"authority": _AUTHORITY, "families": _FAMILIES}[audience]
    found = [texts.say(language, f"incidents.paper.{audience}.{part}", **params) for part in parts]
    return "\n\n".join(found)


_AUTHORITY = ("opening", "when", "what", "people", "measures", "families", "contact")
_FAMILIES = ("opening", "what", "measures", "you", "contact", "complaint")
