"""What a door gets to see: frozen values, never a row, never a key.

Everything is opened and decided before a view is made, so that no query and no decryption can happen in a template.
Moments are aware UTC datetimes; sentences come as `Say` and are spoken by the door.
"""

from signaal.actions.views.cards import (
    AttemptView,
    CaseLine,
    CasePage,
    CaseView,
    ChildView,
    ConsentView,
    ContactView,
    Receipt,
    SentReferral,
    SignalView,
    TalkView,
)
from signaal.actions.views.clocks import (
    ClockView,
    StepView,
)
from signaal.actions.views.desk import (
    Acknowledged,
    DraftLine,
    Integrity,
    LogLine,
    LogPage,
    MessageView,
    Task,
    Today,
    WaitingMember,
)
from signaal.actions.views.inbox import (
    InboxLine,
    InboxPage,
    NoteView,
    OverviewRow,
    PackageView,
    Recipient,
    TeamCount,
    ThreatView,
)

__all__ = [
    "Acknowledged",
    "AttemptView",
    "CaseLine",
    "CasePage",
    "CaseView",
    "ChildView",
    "ClockView",
    "ConsentView",
    "ContactView",
    "DraftLine",
    "InboxLine",
    "InboxPage",
    "Integrity",
    "LogLine",
    "LogPage",
    "MessageView",
    "NoteView",
    "OverviewRow",
    "PackageView",
    "Receipt",
    "Recipient",
    "SentReferral",
    "SignalView",
    "StepView",
    "TalkView",
    "Task",
    "TeamCount",
    "ThreatView",
    "Today",
    "WaitingMember",
]
