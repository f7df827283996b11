"""Everything that can be written in the log, after NEN 7513 and BIO2 8.15: one line per event, `subject:verb`.

A row reads: code, action (C R U D E), purpose, what it may carry beside who, where and when (`docs/audit-events.md`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from signaal.audit.fields import Action, Activity, Field

_C, _R, _U, _D, _E = Action.CREATE, Action.READ, Action.UPDATE, Action.DELETE, Action.EXECUTE
_F, _A = Field, Activity
_SEEN = frozenset({_F.SUBJECTS, _F.PARTS, _F.BASIS, _F.EXPLANATION, _F.REASON, _F.NUMBER})
_DONE = _SEEN | {_F.WRITES, _F.TARGET}
_YES = _DONE | {_F.CONSENT}
_SELF = frozenset({_F.REASON, _F.TARGET, _F.WRITES})
_PEOPLE = _SELF | {_F.NUMBER, _F.FINGERPRINT}
_LOG = frozenset({_F.SUBJECTS, _F.TARGET, _F.PERIOD, _F.EXPLANATION, _F.BASIS, _F.NUMBER, _F.REASON})
_REVIEW = _LOG | {_F.WRITES}
_TREE = frozenset({_F.TREE, _F.REASON, _F.NUMBER})


class Event(StrEnum):
    """One thing that somebody, or the clock, did. The value is the code in the log and is never renamed."""

    action: Action
    activity: Activity
    fields: frozenset[Field]

    def __new__(cls, code: str, action: Action, activity: Activity, fields: frozenset[Field]) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.action, member.activity, member.fields = action, activity, fields
        return member

    @property
    def writes(self) -> bool:
        """Whether rows may be stored in the transaction of this event."""
        return Field.WRITES in self.fields

    @property
    def text(self) -> str:
        """The key of its sentence in `texts`."""
        return "log.event." + self.value.replace(":", ".")

    # Getting in and out
    SESSION_LOGIN = "session:login", _E, _A.ACCOUNTS, _SELF
    SESSION_FAILED_LOGINS = "session:failed_logins", _E, _A.ACCOUNTS, _SELF | {_F.NUMBER}
    SESSION_THROTTLED = "session:throttled", _E, _A.ACCOUNTS, _SELF | {_F.NUMBER}
    SESSION_STEPPED_UP = "session:stepped_up", _E, _A.ACCOUNTS, _SELF
    SESSION_LOCKED = "session:locked", _U, _A.ACCOUNTS, _SELF
    SESSION_UNLOCKED = "session:unlocked", _U, _A.ACCOUNTS, _SELF | {_F.NUMBER}
    SESSION_LOGOUT = "session:logout", _E, _A.ACCOUNTS, _SELF
    SESSION_ENDED = "session:ended", _U, _A.ACCOUNTS, _SELF | {_F.NUMBER}
    ACCOUNT_ACTIVATED = "account:activated", _U, _A.ACCOUNTS, _SELF
    ACCOUNT_LOCALE = "account:locale", _U, _A.ACCOUNTS, _SELF
    ACCOUNT_CREDENTIALS = "account:credentials", _U, _A.ACCOUNTS, _SELF
    ACCOUNT_RECOVERY_CODE = "account:recovery_code", _U, _A.ACCOUNTS, _SELF | {_F.NUMBER}
    ACCOUNT_VIEWED = "account:viewed", _R, _A.ACCOUNTS, _SELF
    ACCESS_DENIED = "access:denied", _E, _A.ACCOUNTABILITY, _DONE
    VAULT_REFUSED = "vault:refused", _E, _A.ACCOUNTABILITY, _DONE | {_F.FINGERPRINT}
    TODAY_LISTED = "today:listed", _R, _A.SIGNALLING, _SEEN | {_F.WRITES}
    MESSAGE_SEEN = "message:seen", _U, _A.OPERATION, _DONE

    # A case in the team's own care
    CASE_LISTED = "case:listed", _R, _A.SIGNALLING, _SEEN
    CASE_SEARCHED = "case:searched", _R, _A.SIGNALLING, _SEEN
    CASE_OPENED = "case:opened", _R, _A.SIGNALLING, _DONE
    CASE_INDEXED = "case:indexed", _U, _A.SIGNALLING, _DONE
    CASE_NAMES_SHOWN = "case:names_shown", _R, _A.SIGNALLING, _DONE
    CASE_CREATED = "case:created", _C, _A.SIGNALLING, _DONE
    CASE_CHANGED = "case:changed", _U, _A.SIGNALLING, _DONE
    CASE_OWNER_CHANGED = "case:owner_changed", _U, _A.SIGNALLING, _DONE
    CASE_COPIED = "case:copied", _U, _A.SIGNALLING, _DONE
    CASE_WATCHED = "case:watched", _U, _A.AFTERCARE, _DONE
    CASE_CLOSED = "case:closed", _U, _A.AFTERCARE, _DONE
    CASE_REOPENED = "case:reopened", _U, _A.AFTERCARE, _DONE
    CASE_RENEWED = "case:renewed", _U, _A.RETENTION, _DONE
    CASE_ERASED = "case:erased", _D, _A.RETENTION, _DONE
    CASE_ERASURE_ASKED = "case:erasure_asked", _C, _A.RETENTION, _DONE
    CASE_ERASURE_REFUSED = "case:erasure_refused", _U, _A.RETENTION, _DONE
    CONSENT_ERASED = "consent:erased", _D, _A.RETENTION, _YES
    CERTIFICATE_SHOWN = "certificate:shown", _R, _A.RETENTION, _SEEN
    SIGNAL_SUBMITTED = "signal:submitted", _C, _A.SIGNALLING, _YES
    SIGNAL_CORRECTED = "signal:corrected", _U, _A.SIGNALLING, _YES
    NUMBER_ALLOWED = "number:allowed", _E, _A.SIGNALLING, _DONE
    RECEIPT_SHOWN = "receipt:shown", _R, _A.SIGNALLING, _SEEN
    DRAFT_KEPT = "draft:kept", _C, _A.SIGNALLING, _DONE
    DRAFT_OPENED = "draft:opened", _R, _A.SIGNALLING, _DONE
    DRAFT_DROPPED = "draft:dropped", _D, _A.SIGNALLING, _DONE
    PREGNANCY_OVER = "pregnancy:over", _U, _A.SIGNALLING, _DONE
    FAMILY_MOVED = "family:moved", _U, _A.SIGNALLING, _DONE

    # The talk and the yes
    TALK_RECORDED = "talk:recorded", _C, _A.TALKING, _YES
    CONTACT_RECORDED = "contact:recorded", _C, _A.TALKING, _DONE
    FAMILY_INFORMED = "family:informed", _U, _A.TALKING, _DONE
    FAMILY_INFORM_POSTPONED = "family:inform_postponed", _U, _A.TALKING, _DONE
    CONSENT_GIVEN = "consent:given", _C, _A.PASSING_ON, _YES
    CONSENT_DECLINED = "consent:declined", _C, _A.PASSING_ON, _YES
    CONSENT_WITHDRAWN = "consent:withdrawn", _U, _A.PASSING_ON, _YES
    LETTER_PRINTED = "letter:printed", _E, _A.PASSING_ON, _YES

    # Help: inside to a team, outside with a letter
    CATALOGUE_VIEWED = "catalogue:viewed", _R, _A.HELPING, _SEEN
    HELP_RECORDED = "help:recorded", _C, _A.HELPING, _DONE
    REFERRAL_LISTED = "referral:listed", _R, _A.PASSING_ON, _SEEN
    REFERRAL_OPENED = "referral:opened", _R, _A.PASSING_ON, _YES
    REFERRAL_SENT = "referral:sent", _C, _A.PASSING_ON, _YES
    REFERRAL_PREPARED = "referral:prepared", _C, _A.PASSING_ON, _YES
    REFERRAL_HANDED_OVER = "referral:handed_over", _U, _A.PASSING_ON, _YES
    REFERRAL_ACCEPTED = "referral:accepted", _U, _A.HELPING, _YES
    REFERRAL_RETURNED = "referral:returned", _U, _A.HELPING, _YES
    REFERRAL_OUTCOME = "referral:outcome", _U, _A.AFTERCARE, _YES
    REFERRAL_ERASED = "referral:erased", _D, _A.RETENTION, _YES
    REFERRAL_PROPOSED = "referral:proposed", _U, _A.STEERING, _DONE
    REFERRAL_NUDGED = "referral:nudged", _U, _A.STEERING, _DONE
    INBOX_LISTED = "inbox:listed", _R, _A.HELPING, _SEEN
    PACKAGE_OPENED = "package:opened", _R, _A.HELPING, _YES
    NOTE_WRITTEN = "note:written", _C, _A.HELPING, _DONE
    NOTES_OPENED = "notes:opened", _R, _A.HELPING, _DONE
    FOLLOWUP_SET = "followup:set", _C, _A.AFTERCARE, _DONE
    FOLLOWUP_ANSWERED = "followup:answered", _U, _A.AFTERCARE, _DONE
    OVERVIEW_LISTED = "overview:listed", _R, _A.STEERING, _SEEN
    MONTH_VIEWED = "month:viewed", _R, _A.STEERING, _SEEN
    MONTH_EXPORTED = "month:exported", _E, _A.STEERING, _SEEN
    MONTH_PUBLISHED = "month:published", _C, _A.STEERING, _DONE

    # Clocks
    CALM_RECORDED = "calm:recorded", _C, _A.CALM, _DONE
    ATTEMPT_RECORDED = "attempt:recorded", _C, _A.CALM, _DONE
    HANDOVER_RECORDED = "handover:recorded", _C, _A.CALM, _DONE
    CALL_JOINT = "call:joint", _E, _A.CALM, _DONE
    CLOCK_STARTED = "clock:started", _C, _A.CALM, _YES
    CLOCK_UNDONE = "clock:undone", _D, _A.CALM, _DONE
    CLOCK_LEG_TWO = "clock:leg_two", _U, _A.CALM, _YES
    CLOCK_ACKNOWLEDGED = "clock:acknowledged", _U, _A.CALM, _DONE
    CLOCK_HOLDER_CHANGED = "clock:holder_changed", _U, _A.CALM, _DONE
    CLOCK_MOVED = "clock:moved", _U, _A.CALM, _DONE
    CLOCK_STEP_TAKEN = "clock:step_taken", _E, _A.CALM, _DONE
    CLOCK_STEP_FAILED = "clock:step_failed", _E, _A.CALM, _DONE
    CLOCK_MENDED = "clock:mended", _U, _A.CALM, _DONE
    CLOCK_JUMPED = "clock:jumped", _E, _A.OPERATION, _DONE
    CLOCK_ENDED = "clock:ended", _U, _A.CALM, _DONE
    CLOCK_REOPENED = "clock:reopened", _U, _A.CALM, _DONE
    CLOCK_REVIEWED = "clock:reviewed", _U, _A.CALM, _DONE
    CLOCK_EXPORTED = "clock:exported", _R, _A.CALM, _SEEN
    HANDOVER_LISTED = "handover:listed", _R, _A.AFTERCARE, _SEEN

    # People, teams and keys
    ORGANISATION_CREATED = "organisation:created", _C, _A.MEMBERSHIP, _PEOPLE
    ORGANISATION_CHANGED = "organisation:changed", _U, _A.MEMBERSHIP, _PEOPLE
    TEAM_CREATED = "team:created", _C, _A.MEMBERSHIP, _PEOPLE
    TEAM_CHANGED = "team:changed", _U, _A.MEMBERSHIP, _PEOPLE
    TEAM_APPROVED = "team:approved", _U, _A.MEMBERSHIP, _PEOPLE
    PERSON_CREATED = "person:created", _C, _A.MEMBERSHIP, _PEOPLE
    PERSON_CHANGED = "person:changed", _U, _A.MEMBERSHIP, _PEOPLE
    PERSON_DISABLED = "person:disabled", _U, _A.MEMBERSHIP, _PEOPLE
    PEOPLE_LISTED = "people:listed", _R, _A.MEMBERSHIP, _PEOPLE
    MEMBER_WAITING = "member:waiting", _C, _A.MEMBERSHIP, _PEOPLE
    MEMBER_LISTED = "member:listed", _R, _A.MEMBERSHIP, _PEOPLE
    MEMBER_ADMITTED = "member:admitted", _U, _A.MEMBERSHIP, _PEOPLE
    MEMBER_CHANGED = "member:changed", _U, _A.MEMBERSHIP, _PEOPLE
    MEMBER_ENDED = "member:ended", _U, _A.MEMBERSHIP, _PEOPLE
    KEY_PUBLISHED = "key:published", _C, _A.MEMBERSHIP, _PEOPLE
    KEY_PINNED = "key:pinned", _C, _A.MEMBERSHIP, _PEOPLE
    KEYS_LISTED = "keys:listed", _R, _A.MEMBERSHIP, _PEOPLE
    PAPER_MADE = "paper:made", _C, _A.MEMBERSHIP, _PEOPLE
    PAPER_SHOWN = "paper:shown", _R, _A.MEMBERSHIP, _PEOPLE
    PAPER_CONFIRMED = "paper:confirmed", _U, _A.MEMBERSHIP, _PEOPLE
    PAPER_DRILLED = "paper:drilled", _U, _A.MEMBERSHIP, _PEOPLE
    PAPER_USED = "paper:used", _U, _A.MEMBERSHIP, _PEOPLE
    ROTATION_ASKED = "rotation:asked", _C, _A.MEMBERSHIP, _PEOPLE
    ROTATION_APPROVED = "rotation:approved", _U, _A.MEMBERSHIP, _PEOPLE
    ROTATION_CANCELLED = "rotation:cancelled", _U, _A.MEMBERSHIP, _PEOPLE
    ROTATION_STARTED = "rotation:started", _U, _A.MEMBERSHIP, _PEOPLE
    ROTATION_STEP = "rotation:step", _U, _A.MEMBERSHIP, _PEOPLE
    ROTATION_INDEXED = "rotation:indexed", _U, _A.MEMBERSHIP, _PEOPLE
    ROTATION_DONE = "rotation:done", _U, _A.MEMBERSHIP, _PEOPLE
    KEY_COMPARED = "key:compared", _U, _A.MEMBERSHIP, _PEOPLE
    DUTY_CHANGED = "duty:changed", _U, _A.MEMBERSHIP, _PEOPLE
    DUTY_PUBLISHED = "duty:published", _E, _A.OPERATION, _PEOPLE
    DUTY_ASKED = "duty:asked", _U, _A.MEMBERSHIP, _PEOPLE
    DUTY_PASSED = "duty:passed", _U, _A.MEMBERSHIP, _PEOPLE
    DUTY_MISSING = "duty:missing", _E, _A.OPERATION, _PEOPLE
    CALENDAR_CHANGED = "calendar:changed", _U, _A.MEMBERSHIP, _PEOPLE
    SWEEP_SILENT = "sweep:silent", _E, _A.OPERATION, _PEOPLE

    # The log itself, and the machine
    LOG_SEARCHED = "log:searched", _R, _A.ACCOUNTABILITY, _LOG
    LOG_OWN_VIEWED = "log:own_viewed", _R, _A.ACCOUNTABILITY, _LOG
    LOG_VERIFIED = "log:verified", _E, _A.ACCOUNTABILITY, _TREE
    CHECKPOINT_SIGNED = "checkpoint:signed", _E, _A.ACCOUNTABILITY, _TREE | {_F.WRITES}
    CHECKPOINT_REFUSED = "checkpoint:refused", _E, _A.ACCOUNTABILITY, _TREE | {_F.WRITES}
    CHECKPOINT_DOWNLOADED = "checkpoint:downloaded", _E, _A.ACCOUNTABILITY, _TREE
    CHECKPOINT_COMPARED = "checkpoint:compared", _E, _A.ACCOUNTABILITY, _TREE
    CHECKPOINT_COSIGNED = "checkpoint:cosigned", _C, _A.ACCOUNTABILITY, _TREE | {_F.WRITES, _F.TARGET}
    WITNESS_ADDED = "witness:added", _C, _A.ACCOUNTABILITY, _PEOPLE
    WITNESS_ENDED = "witness:ended", _U, _A.ACCOUNTABILITY, _PEOPLE
    PROOF_MADE = "proof:made", _E, _A.ACCOUNTABILITY, _TREE | {_F.SUBJECTS}
    FINDING_ACCEPTED = "finding:accepted", _U, _A.ACCOUNTABILITY, _TREE | {_F.WRITES}
    REVIEW_FOUND = "review:found", _C, _A.ACCOUNTABILITY, _REVIEW
    REVIEW_DRAWN = "review:drawn", _C, _A.ACCOUNTABILITY, _REVIEW | {_F.TREE}
    REVIEW_LISTED = "review:listed", _R, _A.ACCOUNTABILITY, _LOG
    REVIEW_OPENED = "review:opened", _R, _A.ACCOUNTABILITY, _LOG
    REVIEW_DECIDED = "review:decided", _U, _A.ACCOUNTABILITY, _REVIEW
    REVIEW_ASKED = "review:asked", _U, _A.ACCOUNTABILITY, _REVIEW
    REVIEW_ANSWERED = "review:answered", _U, _A.ACCOUNTABILITY, _REVIEW
    REVIEW_CLOSED = "review:closed", _U, _A.ACCOUNTABILITY, _REVIEW
    REVIEW_SET = "review:set", _U, _A.ACCOUNTABILITY, _REVIEW
    REVIEW_PRINTED = "review:printed", _E, _A.ACCOUNTABILITY, _LOG
    MEMBER_REVIEW_DUE = "member:review_due", _C, _A.MEMBERSHIP, _PEOPLE
    MEMBER_REVIEWED = "member:reviewed", _U, _A.MEMBERSHIP, _PEOPLE
    LOG_EXPORTED = "log:exported", _E, _A.ACCOUNTABILITY, _TREE
    LOG_RESTORED = "log:restored", _E, _A.ACCOUNTABILITY, _TREE | {_F.WRITES, _F.EPOCH}
    EPOCH_ACCEPTED = "epoch:accepted", _U, _A.ACCOUNTABILITY, _TREE | {_F.WRITES, _F.EPOCH}
    LOG_PRUNED = "log:pruned", _D, _A.RETENTION, _TREE | {_F.WRITES, _F.PERIOD, _F.EPOCH}
    INCIDENT_LISTED = "incident:listed", _R, _A.ACCOUNTABILITY, _SELF | {_F.NUMBER}
    INCIDENT_REGISTERED = "incident:registered", _C, _A.ACCOUNTABILITY, _SELF
    INCIDENT_OPENED = "incident:opened", _R, _A.ACCOUNTABILITY, _SELF
    INCIDENT_DECIDED = "incident:decided", _U, _A.ACCOUNTABILITY, _SELF
    LOG_TRACED = "log:traced", _R, _A.ACCOUNTABILITY, _LOG
    RETENTION_LISTED = "retention:listed", _R, _A.RETENTION, _SEEN
    HOLD_PLACED = "hold:placed", _C, _A.RETENTION, _DONE
    HOLD_LIFTED = "hold:lifted", _U, _A.RETENTION, _DONE
    REQUEST_LISTED = "request:listed", _R, _A.RIGHTS, _SEEN
    REQUEST_OPENED = "request:opened", _R, _A.RIGHTS, _SEEN | {_F.TARGET}
    REQUEST_REGISTERED = "request:registered", _C, _A.RIGHTS, _DONE
    REQUEST_EXTENDED = "request:extended", _U, _A.RIGHTS, _DONE
    REQUEST_ANSWERED = "request:answered", _U, _A.RIGHTS, _DONE
    REPORT_LOG_READ = "report:log_read", _R, _A.RIGHTS, _SEEN | {_F.TARGET}
    REPORT_CONTENT_READ = "report:content_read", _R, _A.RIGHTS, _SEEN | {_F.TARGET}
    NAMES_ASKED = "names:asked", _U, _A.RIGHTS, _DONE
    NAMES_AGREED = "names:agreed", _U, _A.RIGHTS, _DONE
    NAMES_REFUSED = "names:refused", _U, _A.RIGHTS, _DONE
    STATEMENT_RECORDED = "statement:recorded", _C, _A.RIGHTS, _DONE
    OUTBOX_LISTED = "outbox:listed", _R, _A.OPERATION, _SEEN
    MESSAGE_SENT = "message:sent", _E, _A.OPERATION, _DONE
    MESSAGE_FAILED = "message:failed", _E, _A.OPERATION, _DONE
    MESSAGE_DEAD = "message:dead", _E, _A.OPERATION, _DONE
    MESSAGE_RETRIED = "message:retried", _U, _A.OPERATION, _DONE
    MESSAGE_GIVEN_UP = "message:given_up", _U, _A.OPERATION, _DONE
    KEY_FILE_EXPORTED = "key_file:exported", _E, _A.OPERATION, _SELF
    KEY_FILE_CHANGED = "key_file:changed", _U, _A.OPERATION, _SELF | {_F.NUMBER}
    BACKUP_MADE = "backup:made", _E, _A.OPERATION, _SELF | {_F.NUMBER}
    JOURNAL_REPLAYED = "journal:replayed", _U, _A.OPERATION, _SELF | {_F.NUMBER}
    INSTANCE_CREATED = "instance:created", _C, _A.OPERATION, _SELF | {_F.NUMBER, _F.FINGERPRINT}
    DEMO_SEEDED = "demo:seeded", _E, _A.OPERATION, _SELF | {_F.NUMBER}
