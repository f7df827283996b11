"""What a message may say: one content-free sentence, a code, a link. Never a name, a date or what was seen.

`Message` is the closed list that the outbox stores; the sentences stand in texts/*/mail.toml.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Self

from signaal import terms, texts


class Tone(StrEnum):
    """Which of the few subject lines a message has; all of them neutral on a shared screen."""

    WAITING = "waiting"
    SOON = "soon"
    TECHNICAL = "technical"


class Message(StrEnum):
    """Why somebody is told. A step of a clock is `<kind>_<key of the step>`, see `for_step`."""

    tone: Tone

    def __new__(cls, code: str, tone: Tone = Tone.WAITING) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.tone = tone
        return member

    # Steps of clocks
    CALM_INSIDE_START = "calm_48h_inside_start", Tone.SOON
    CALM_INSIDE_REMINDER = "calm_48h_inside_reminder", Tone.SOON
    CALM_INSIDE_TEAM = "calm_48h_inside_team", Tone.SOON
    CALM_INSIDE_LEAD = "calm_48h_inside_lead", Tone.SOON
    CALM_OUTSIDE_START = "calm_48h_outside_start", Tone.SOON
    CALM_OUTSIDE_SECOND = "calm_48h_outside_second", Tone.SOON
    CALM_OUTSIDE_LEAD = "calm_48h_outside_lead", Tone.SOON
    CALM_OUTSIDE_COORDINATOR = "calm_48h_outside_coordinator", Tone.SOON
    CALM_OUTSIDE_HALF_WAY = "calm_48h_outside_half_way", Tone.SOON
    CALM_OUTSIDE_LAST_HOURS = "calm_48h_outside_last_hours", Tone.SOON
    CALM_AT_DUE = "calm_48h_at_due", Tone.SOON
    CALM_RETURNED = "calm_48h_returned", Tone.SOON
    WGS_FIRST_DAY = "wgs_3_working_days_first_day", Tone.SOON
    WGS_SECOND_DAY = "wgs_3_working_days_second_day", Tone.SOON
    RESPONSE_REMINDER = "referral_response_reminder"
    RESPONSE_LEAD = "referral_response_lead"
    RESPONSE_COORDINATOR = "referral_response_coordinator"
    FOLLOW_UP_THE_DAY = "follow_up_the_day"
    FOLLOW_UP_WEEK_LATER = "follow_up_week_later"
    INFORM_REMINDER = "inform_family_reminder"
    INFORM_LEAD = "inform_family_lead"
    EXPIRY_WEEK_BEFORE = "expiry_week_before"
    REQUEST_REMINDER = "family_request_reminder"
    REQUEST_LAST_DAYS = "family_request_last_days"
    INCIDENT_FIRST_DAY = "incident_72h_first_day", Tone.SOON
    INCIDENT_SECOND_DAY = "incident_72h_second_day", Tone.SOON
    INCIDENT_LAST_HOURS = "incident_72h_last_hours", Tone.SOON
    AGE_START = "age_turns_start"
    AGE_DUE = "age_turns_due"
    REVIEW_REMINDER = "review_due_reminder"
    REVIEW_LAST_DAY = "review_due_last_day"

    # Between teams
    REFERRAL_ARRIVED = "referral_arrived"
    REFERRAL_ACCEPTED = "referral_accepted"
    REFERRAL_DELIVERED = "referral_delivered"
    REFERRAL_NOT_DELIVERED = "referral_not_delivered"
    REFERRAL_RETURNED = "referral_returned"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    PROPOSAL = "proposal"
    NUDGE = "nudge"
    CLOCK_ACKNOWLEDGED = "clock_acknowledged"
    CLOCK_ENDED = "clock_ended"
    CLOCK_REVIEW = "clock_review"
    ERASURE_WAITING = "erasure_waiting"
    ERASURE_REFUSED = "erasure_refused"
    REQUEST_ARRIVED = "request_arrived"
    NAMES_WAITING = "names_waiting"
    NAMES_DECIDED = "names_decided"
    CASE_HANDED_OVER = "case_handed_over"
    CLOCK_ASSIGNED = "clock_assigned", Tone.SOON

    # People and the machine
    ACCOUNT_INVITED = "account_invited"
    ACCOUNT_RESET = "account_reset"
    MEMBER_WAITING = "member_waiting"
    MEMBER_ADMITTED = "member_admitted"
    LEAD_APPOINTED = "lead_appointed"
    CREDENTIALS_WAITING = "credentials_waiting"
    CREDENTIALS_ASKED = "credentials_asked", Tone.TECHNICAL
    CREDENTIALS_CHANGED = "credentials_changed", Tone.TECHNICAL
    RECOVERY_CODE_USED = "recovery_code_used", Tone.TECHNICAL
    TEAM_WAITING = "team_waiting"
    PAPER_USED = "paper_used", Tone.TECHNICAL
    ROTATION_ASKED = "rotation_asked"
    ROTATION_APPROVED = "rotation_approved"
    KEY_CHANGED = "key_changed", Tone.TECHNICAL
    DEAD_LETTER = "dead_letter", Tone.TECHNICAL
    LOG_BROKEN = "log_broken", Tone.TECHNICAL
    DUTY_ASKED = "duty_asked"
    DUTY_PASSED = "duty_passed"
    DUTY_WRITTEN = "duty_written"
    DUTY_MISSING_SOON = "duty_missing_soon"
    DUTY_MISSING_NOW = "duty_missing_now", Tone.SOON
    SWEEP_SILENT = "sweep_silent", Tone.TECHNICAL
    EXPLANATION_ASKED = "explanation_asked"
    EXPLANATION_GIVEN = "explanation_given"

    @property
    def text(self) -> str:
        """The key of its sentence in `texts`: the body of a mail, and the line on the page of today."""
        return f"mail.what.{self.value}"


def for_step(kind: terms.ClockKind, step: str) -> Message:
    """The message of a clock's step (`step` is its key in workflows/lists/clocks.toml).

    Raises:
        ValueError: no message is named for that step.
    """
    return Message(f"{kind.value}_{step}")


@dataclass(frozen=True)
class Text:
    """A message in words, without markup."""

    subject: str
    body: str


def compose(message: Message, language: str, link: str, code: str | None = None) -> Text:
    """The words of a message. `link` is an address of this instance, `code` a case or referral code.

    Raises:
        ValueError: `code` is something else than a code, or `link` is no address: then it might be content.
    """
    if code is not None and not (terms.is_pseudonym(code) or terms.is_reference(code)):
        raise ValueError("a message names a case code or a referral code, nothing else")
    if not link.startswith(("http://", "https://")) or any(c.isspace() for c in link):
        raise ValueError("a message links to an address of this instance")
    lines = [texts.say(language, message.text)]
    if code is not None:
        lines.append(texts.say(language, "mail.code", code=code))
    lines += [texts.say(language, "mail.link", link=link), texts.say(language, "mail.footer")]
    return Text(texts.say(language, f"mail.subject.{message.tone.value}"), "\n\n".join(lines) + "\n")


def message_id(outbox_id: str, sender: str) -> str:
    """The Message-ID of an outbox row, the same at every try, so that a mail sent twice counts as one."""
    host = sender.rpartition("@")[2] or "localhost"
    return f"<{sha256(b'signaal/mail/' + outbox_id.encode()).hexdigest()[:40]}@{host}>"
