"""The questions about a family's request, the same for the officer and for the card's team."""

from __future__ import annotations

from signaal.web.choices import Choice, Several
from signaal.web.dates import DateTriple
from signaal.web.forms import WritingForm
from signaal.web.visit import visit
from signaal.web.words import choices
from signaal.workflows.calendar import local_day
from signaal.workflows.deciders import Person
from signaal.workflows.requests import ASKERS, Asked, RequestKind, Whose


class RequestForm(WritingForm):
    """What is asked, by whom, for whose items; how it is known who asks; when it arrived."""

    kind = Choice("requests.field.kind")
    askers = Several("requests.field.askers", optional=False, hint="requests.field.askers_hint")
    whose = Several("requests.field.whose", optional=False, hint="requests.field.whose_hint")
    identity = Choice("requests.field.identity", hint="requests.field.identity_hint")
    received_on = DateTriple("requests.field.received")

    def offer(self) -> None:
        """The closed lists."""
        self.kind.choices = choices("request_kinds")
        self.askers.choices = [pair for pair in choices("persons") if pair[0] in ASKERS]
        self.whose.choices = choices("request_subjects")
        self.identity.choices = choices("identity_checks")

    def asked(self) -> Asked:
        """What was typed, once the form is valid."""
        return Asked(
            RequestKind(self.kind.data),
            frozenset(Person(code) for code in self.askers.data),
            frozenset(Whose(code) for code in self.whose.data),
            self.received_on.data or local_day(visit().began),
        )
