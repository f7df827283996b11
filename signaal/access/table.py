"""Who may do what: a table to read aloud, one line per permission. `policy` decides with it.

Read a line as: "a signaller may record a talk on a case of the own work"; a lead may, too.
Source of every line: the people and the rules of design/product.md, "Who may" of the security baseline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from signaal.access.permissions import Permission
from signaal.access.relations import Relation

Relations = frozenset[Relation]

CASE: Relations = frozenset(
    {Relation.OWN_CASE, Relation.ASSIGNED_TASK, Relation.COVER, Relation.TEAM_CASE, Relation.FAMILY_REQUEST}
)
SENT: Relations = CASE | {Relation.SENT_REFERRAL}
RECEIVED: Relations = frozenset({Relation.RECEIVED_REFERRAL, Relation.ASSIGNED_TASK, Relation.COVER})
AFTER_YES: Relations = frozenset({Relation.AFTER_YES})
REVIEW: Relations = frozenset({Relation.REVIEW})
TEAM: Relations = frozenset({Relation.OWN_TEAM})
ORGANISATION: Relations = frozenset({Relation.OWN_ORGANISATION})
SELF: Relations = frozenset({Relation.OWN_ACCOUNT})
NOWHERE: Relations = frozenset()


@dataclass(frozen=True)
class Line:
    """One line of the table: per column the relations under which it is allowed; an empty column is a no.

    `lead` is a mark on a signaller or responder: what it adds. `system` are jobs, `operator` the shell.
    """

    anybody: bool = False
    everybody: Relations = NOWHERE
    signaller: Relations = NOWHERE
    responder: Relations = NOWHERE
    lead: Relations = NOWHERE
    coordinator: Relations = NOWHERE
    privacy_officer: Relations = NOWHERE
    supervisor: Relations = NOWHERE
    admin: Relations = NOWHERE
    system: bool = False
    operator: bool = False


_PUBLIC = Line(anybody=True)
_SELF = Line(everybody=SELF)
_WORK = Line(signaller=CASE)
_SENT = Line(signaller=SENT)
_INBOX = Line(responder=RECEIVED)
_BOTH = Line(signaller=CASE, responder=RECEIVED)
_LEAD = Line(lead=TEAM)
REGISTER = Line(coordinator=AFTER_YES)
_LOG = Line(privacy_officer=ORGANISATION, supervisor=ORGANISATION, operator=True)
_OFFICE = Line(privacy_officer=ORGANISATION, supervisor=ORGANISATION)
_ADMIN = Line(admin=ORGANISATION, operator=True)
_JOB = Line(system=True, operator=True)
SHELL = Line(operator=True)

TABLE: Mapping[Permission, Line] = {
    Permission.PUBLIC: _PUBLIC,
    Permission.NU_READ: _PUBLIC,
    Permission.MELDCODE_READ: _PUBLIC,
    Permission.TALK_CARD_READ: _PUBLIC,
    Permission.HEALTH_READ: _PUBLIC,
    Permission.LANGUAGE_SET: _PUBLIC,
    Permission.LOGIN: _PUBLIC,
    Permission.ACTIVATE: _PUBLIC,
    Permission.RESET_ASK: _PUBLIC,
    Permission.TODAY_READ: _SELF,
    Permission.OWN_LOG_READ: _SELF,
    Permission.NOTICE_SEEN: _SELF,
    Permission.ACCOUNT_READ: _SELF,
    Permission.ACCOUNT_WRITE: _SELF,
    Permission.SESSION_LIST: _SELF,
    Permission.SESSION_END: _SELF,
    Permission.SESSION_UNLOCK: _SELF,
    Permission.STEP_UP: _SELF,
    Permission.DRAFT_KEEP: _SELF,
    Permission.DRAFT_READ: _SELF,
    Permission.DRAFT_DISCARD: _SELF,
    Permission.SIGNAL_SUBMIT: _WORK,
    Permission.SIGNAL_CORRECT: _WORK,
    Permission.HELP_FIND: Line(signaller=CASE | SELF, responder=RECEIVED | SELF),
    Permission.CASE_LIST: _WORK,
    Permission.CASE_READ: _WORK,
    Permission.CASE_NAMES: _WORK,
    Permission.CASE_FIND: _WORK,
    Permission.CASE_RENEW: _WORK,
    Permission.CASE_CLOSE: _WORK,
    Permission.CASE_PREGNANCY_OVER: _WORK,
    Permission.CASE_MOVED: _WORK,
    Permission.CASE_ERASE: Line(lead=CASE),
    Permission.ERASURE_APPROVE: Line(lead=REVIEW, privacy_officer=REVIEW),
    Permission.ERASURE_PROOF: Line(signaller=TEAM, privacy_officer=ORGANISATION),
    Permission.LINE_COPIED: _WORK,
    Permission.TALK_RECORD: _WORK,
    Permission.CONTACT_WRITE: _WORK,
    Permission.FAMILY_INFORM: _WORK,
    Permission.CONSENT_RECORD: _WORK,
    Permission.CONSENT_WITHDRAW: _WORK,
    Permission.REFERRAL_SEND: _WORK,
    Permission.REFERRAL_OUTSIDE: _WORK,
    Permission.REFERRAL_LETTER: _WORK,
    Permission.REFERRAL_STATE_READ: Line(signaller=SENT, responder=RECEIVED, coordinator=AFTER_YES),
    Permission.REFERRAL_OUTCOME: Line(signaller=SENT, responder=RECEIVED),
    Permission.FOLLOW_UP_SET: _WORK,
    Permission.FOLLOW_UP_DONE: _WORK,
    Permission.HANDOVER_LIST: Line(signaller=TEAM),
    Permission.CLOCK_START: _WORK,
    Permission.CLOCK_UNDO: _WORK,
    Permission.CLOCK_END: _BOTH,
    Permission.CLOCK_MISTAKE: Line(lead=CASE | RECEIVED),
    Permission.MISTAKE_REVIEW: Line(lead=REVIEW, privacy_officer=REVIEW),
    Permission.JOINT_CALL_RECORD: _WORK,
    Permission.ATTEMPT_RECORD: _BOTH,
    Permission.HANDOVER_RECORD: _SENT,
    Permission.CALM_RECORD: _BOTH,
    Permission.CLOCKS_OVERVIEW: REGISTER,
    Permission.TEAM_PROPOSE: REGISTER,
    Permission.NUDGE: REGISTER,
    Permission.MONTH_READ: Line(lead=TEAM, coordinator=ORGANISATION),
    Permission.MONTH_FIGURES: Line(coordinator=ORGANISATION, operator=True),
    Permission.MONTH_PUBLISH: Line(coordinator=ORGANISATION),
    Permission.CLOCK_TAKE: _BOTH,
    Permission.CLOCK_ASSIGN: Line(lead=CASE | RECEIVED),
    Permission.CLOCKS_EXPORT: _SELF,
    Permission.INBOX_LIST: _INBOX,
    Permission.PACKAGE_READ: _INBOX,
    Permission.REFERRAL_ACCEPT: _INBOX,
    Permission.REFERRAL_RETURN: _INBOX,
    Permission.NOTE_READ: _INBOX,
    Permission.NOTE_WRITE: _INBOX,
    Permission.ADMISSION_READ: _LEAD,
    Permission.ADMISSION: _LEAD,
    Permission.MEMBER_END: Line(lead=TEAM, admin=ORGANISATION, operator=True),
    Permission.TEAM_APPROVE: Line(privacy_officer=ORGANISATION),
    Permission.RESET_APPROVE: Line(privacy_officer=ORGANISATION, operator=True),
    Permission.KEYS_READ: Line(lead=TEAM, privacy_officer=ORGANISATION),
    Permission.KEY_ROTATE: _LEAD,
    Permission.KEY_ROTATE_APPROVE: Line(lead=TEAM, privacy_officer=ORGANISATION),
    Permission.PAPER_WRITE: _LEAD,
    Permission.PAPER_USE: _PUBLIC,
    Permission.PIN_COMPARE: _LEAD,
    Permission.LOG_SEARCH: Line(privacy_officer=ORGANISATION, supervisor=ORGANISATION),
    Permission.LOG_VERIFY: _LOG,
    Permission.CHECKPOINT_READ: _LOG,
    Permission.PROOF_MAKE: _LOG,
    Permission.WITNESS_READ: _PUBLIC,
    Permission.WITNESS_ADD: Line(privacy_officer=ORGANISATION),
    Permission.COSIGNATURE_KEEP: Line(privacy_officer=ORGANISATION, operator=True),
    Permission.EPOCH_ACCEPT: Line(privacy_officer=ORGANISATION),
    Permission.FINDING_ACCEPT: Line(privacy_officer=ORGANISATION),
    Permission.REVIEW_FIND: _JOB,
    Permission.REVIEW_READ: Line(privacy_officer=ORGANISATION, supervisor=ORGANISATION),
    Permission.REVIEW_WORK: Line(privacy_officer=ORGANISATION),
    Permission.REVIEW_ANSWER: _SELF,
    Permission.MEMBERS_REVIEW: Line(lead=TEAM, privacy_officer=ORGANISATION, admin=ORGANISATION),
    Permission.LOG_EXPORT: SHELL,
    Permission.LOG_PRUNE: SHELL,
    Permission.INCIDENT_READ: _OFFICE,
    Permission.INCIDENT_WRITE: Line(privacy_officer=ORGANISATION),
    Permission.TRACE_READ: _OFFICE,
    Permission.RETENTION_READ: _OFFICE,
    Permission.HOLD_WRITE: Line(privacy_officer=ORGANISATION),
    Permission.PROCESSING_READ: _OFFICE,
    Permission.REQUEST_REGISTER: Line(signaller=CASE, privacy_officer=ORGANISATION),
    Permission.REQUEST_READ: _OFFICE,
    Permission.REQUEST_ANSWER: Line(privacy_officer=ORGANISATION),
    Permission.REPORT_LOG: Line(privacy_officer=ORGANISATION),
    Permission.REPORT_CONTENT: _WORK,
    Permission.NAMES_ASK: Line(privacy_officer=ORGANISATION),
    Permission.NAMES_APPROVE: Line(lead=REVIEW, privacy_officer=REVIEW),
    Permission.STATEMENT_WRITE: _WORK,
    Permission.PEOPLE_READ: _ADMIN,
    Permission.PEOPLE_WRITE: _ADMIN,
    Permission.DUTY_READ: Line(everybody=ORGANISATION, operator=True),
    Permission.DUTY_WRITE: _ADMIN,
    Permission.DUTY_SWAP: Line(responder=ORGANISATION, coordinator=ORGANISATION, admin=ORGANISATION),
    Permission.CALENDAR_WRITE: Line(lead=ORGANISATION, admin=ORGANISATION, operator=True),
    Permission.CATALOGUE_READ: _ADMIN,
    Permission.OUTBOX_READ: _ADMIN,
    Permission.OUTBOX_RETRY: _ADMIN,
    Permission.SWEEP: _JOB,
    Permission.OUTBOX_DELIVER: _JOB,
    Permission.CHECKPOINT_MAKE: _JOB,
    Permission.NU_WRITE: _JOB,
    Permission.UPKEEP: _JOB,
    Permission.KEY_FILE_READ: SHELL,
    Permission.KEY_FILE_CHANGE: SHELL,
    Permission.BACKUP_MAKE: SHELL,
    Permission.RESTORE: SHELL,
    Permission.INIT: SHELL,
    Permission.MIGRATE: SHELL,
    Permission.DEMO_PLAY: SHELL,
}
