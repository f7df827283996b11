"""Every thing that somebody may do here, one name each. What has no name cannot be done: deny by default.

Routes and actions carry one of these; `table.TABLE` says who holds it. A name is never reused.
"""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """`noun_verb`. Grouped by who mostly does it; the table in policy.py decides, not the grouping."""

    # Without login: nothing personal, no database where design/product.md says so.
    PUBLIC = "public"  # start page, static files, security.txt
    NU_READ = "nu_read"
    MELDCODE_READ = "meldcode_read"
    TALK_CARD_READ = "talk_card_read"
    HEALTH_READ = "health_read"
    LANGUAGE_SET = "language_set"
    LOGIN = "login"
    ACTIVATE = "activate"  # first passphrase and second factor, with the code of the invitation
    RESET_ASK = "reset_ask"  # a forgotten passphrase: new credentials that wait for a lead

    # Everybody, about the own account only.
    TODAY_READ = "today_read"
    OWN_LOG_READ = "own_log_read"
    NOTICE_SEEN = "notice_seen"  # a message in the app was read
    ACCOUNT_READ = "account_read"
    ACCOUNT_WRITE = "account_write"  # passphrase, second factor, language, e-mail
    SESSION_LIST = "session_list"
    SESSION_END = "session_end"  # log out here or elsewhere, hide the screen
    SESSION_UNLOCK = "session_unlock"
    STEP_UP = "step_up"
    DRAFT_KEEP = "draft_keep"
    DRAFT_READ = "draft_read"
    DRAFT_DISCARD = "draft_discard"

    # What was noticed, and the card it stands on.
    SIGNAL_SUBMIT = "signal_submit"
    SIGNAL_CORRECT = "signal_correct"
    HELP_FIND = "help_find"  # suggestions: stores nothing, reads no case
    CASE_LIST = "case_list"
    CASE_READ = "case_read"
    CASE_NAMES = "case_names"  # names in the own team's list, 15 minutes
    CASE_FIND = "case_find"  # by code, or by name within the team
    CASE_RENEW = "case_renew"
    CASE_CLOSE = "case_close"
    CASE_PREGNANCY_OVER = "case_pregnancy_over"
    CASE_MOVED = "case_moved"
    CASE_ERASE = "case_erase"  # ask to erase a card before its term
    ERASURE_APPROVE = "erasure_approve"  # the second pair of eyes, for that
    ERASURE_PROOF = "erasure_proof"  # the family's certificate, from the log alone
    LINE_COPIED = "line_copied"  # "overgenomen" in the statutory file

    # The talk, the yes, the help.
    TALK_RECORD = "talk_record"
    CONTACT_WRITE = "contact_write"
    FAMILY_INFORM = "family_inform"
    CONSENT_RECORD = "consent_record"
    CONSENT_WITHDRAW = "consent_withdraw"
    REFERRAL_SEND = "referral_send"  # inside: a sealed package for one team
    REFERRAL_OUTSIDE = "referral_outside"
    REFERRAL_LETTER = "referral_letter"
    REFERRAL_STATE_READ = "referral_state_read"  # state and outcome class, no content
    REFERRAL_OUTCOME = "referral_outcome"
    FOLLOW_UP_SET = "follow_up_set"
    FOLLOW_UP_DONE = "follow_up_done"
    HANDOVER_LIST = "handover_list"  # what has to be handed over before a school holiday

    # Clocks.
    CLOCK_START = "clock_start"  # the confirmation that starts the 48 hours
    CLOCK_UNDO = "clock_undo"
    CLOCK_END = "clock_end"  # declined or not reached
    CLOCK_MISTAKE = "clock_mistake"
    MISTAKE_REVIEW = "mistake_review"
    JOINT_CALL_RECORD = "joint_call_record"
    ATTEMPT_RECORD = "attempt_record"
    HANDOVER_RECORD = "handover_record"
    CALM_RECORD = "calm_record"
    CLOCKS_OVERVIEW = "clocks_overview"
    TEAM_PROPOSE = "team_propose"
    NUDGE = "nudge"
    MONTH_READ = "month_read"  # what came of the clocks of a month: the own work, as it is
    MONTH_FIGURES = "month_figures"  # what was published of it
    MONTH_PUBLISH = "month_publish"
    CLOCK_TAKE = "clock_take"  # "ik heb het": whose work the clock is
    CLOCK_ASSIGN = "clock_assign"  # a colleague's, from now on
    CLOCKS_EXPORT = "clocks_export"  # the own clocks as a calendar file, without names

    # The receiving team.
    INBOX_LIST = "inbox_list"
    PACKAGE_READ = "package_read"
    REFERRAL_ACCEPT = "referral_accept"
    REFERRAL_RETURN = "referral_return"
    NOTE_READ = "note_read"
    NOTE_WRITE = "note_write"

    # Who belongs to the team.
    ADMISSION_READ = "admission_read"
    ADMISSION = "admission"
    MEMBER_END = "member_end"
    TEAM_APPROVE = "team_approve"  # the second pair of eyes: a new team, a first lead, a new officer or admin
    RESET_APPROVE = "reset_approve"  # new credentials of somebody who works in no team, by the typed code
    KEYS_READ = "keys_read"  # who holds the team's key, the paper, the last drill: never a key
    KEY_ROTATE = "key_rotate"  # ask for the team's next secret, and carry it out
    KEY_ROTATE_APPROVE = "key_rotate_approve"  # the second pair of eyes
    PAPER_WRITE = "paper_write"  # make, renew and try the recovery paper
    PAPER_USE = "paper_use"  # come back with it: own login and second factor are asked on the same page
    PIN_COMPARE = "pin_compare"  # the fingerprint of a receiving team's key, read aloud

    # The log.
    LOG_SEARCH = "log_search"
    LOG_VERIFY = "log_verify"
    CHECKPOINT_READ = "checkpoint_read"
    PROOF_MAKE = "proof_make"  # that one event is in the log, for officer and auditor
    WITNESS_READ = (
        "witness_read"  # the newest checkpoint and its proof: hashes, for whoever keeps an eye on the log
    )
    WITNESS_ADD = "witness_add"  # whose signatures count, and whose no longer do
    COSIGNATURE_KEEP = "cosignature_keep"
    EPOCH_ACCEPT = "epoch_accept"  # the log after a restore
    FINDING_ACCEPT = "finding_accept"  # a clock that went back: seen, and known why
    REVIEW_FIND = "review_find"  # what stands out in a day, and the weekly sample
    REVIEW_READ = "review_read"
    REVIEW_WORK = "review_work"  # say what came of it, ask why, close a week, set the figures
    REVIEW_ANSWER = "review_answer"  # say why, when it was asked of this person
    MEMBERS_REVIEW = "members_review"  # whether a membership is still right
    LOG_EXPORT = "log_export"  # all of it, of every organisation
    LOG_PRUNE = "log_prune"  # what is past its term

    # What went wrong, what stays and what goes, and what is done with data at all.
    INCIDENT_READ = "incident_read"
    INCIDENT_WRITE = "incident_write"  # register, and decide
    TRACE_READ = "trace_read"  # which records an account or session opened
    RETENTION_READ = "retention_read"  # what goes this month: codes and days
    HOLD_WRITE = "hold_write"
    PROCESSING_READ = "processing_read"  # the register of processing

    # What a family asks of us.
    REQUEST_REGISTER = "request_register"
    REQUEST_READ = "request_read"  # the register of requests: codes and days
    REQUEST_ANSWER = "request_answer"  # answer it, or take two months more
    REPORT_LOG = "report_log"  # the officer's part of the access report: from the log alone
    REPORT_CONTENT = "report_content"  # its other part, opened by the team that holds the key
    NAMES_ASK = "names_ask"  # to name employees in an answer
    NAMES_APPROVE = "names_approve"  # the second pair of eyes, for that
    STATEMENT_WRITE = "statement_write"  # the family's own side, sealed on the card

    # The organisation.
    PEOPLE_READ = "people_read"
    PEOPLE_WRITE = "people_write"
    DUTY_READ = "duty_read"
    DUTY_WRITE = "duty_write"
    DUTY_SWAP = "duty_swap"  # ask a colleague to take over the own turn, or take one over
    CALENDAR_WRITE = "calendar_write"  # a school's region and its own closing days
    CATALOGUE_READ = "catalogue_read"  # which provisions are old, which municipal file is in force
    OUTBOX_READ = "outbox_read"  # dead letters
    OUTBOX_RETRY = "outbox_retry"

    # The machine: jobs, and whoever holds its shell.
    SWEEP = "sweep"
    OUTBOX_DELIVER = "outbox_deliver"
    CHECKPOINT_MAKE = "checkpoint_make"
    NU_WRITE = "nu_write"
    UPKEEP = "upkeep"  # ends sessions, drops old drafts, erases what expired
    KEY_FILE_READ = "key_file_read"  # which peppers, for how many accounts: never the keys
    KEY_FILE_CHANGE = "key_file_change"
    BACKUP_MAKE = "backup_make"
    RESTORE = "restore"  # into an empty database, with the journal
    INIT = "init"
    MIGRATE = "migrate"
    DEMO_PLAY = "demo_play"
