"""The closed lists an event is made of: no list holds free text.

Sources: NEN 7513, BIO2 8.15, Logboek Dataverwerkingen. A code in one of these
lists is never reused or renamed: the log keeps it for at least five years.
"""

from __future__ import annotations

from enum import StrEnum

from signaal.access.relations import Explanation as Explanation


class Action(StrEnum):
    """What was done to the data, as NEN 7513 names it."""

    CREATE = "C"
    READ = "R"
    UPDATE = "U"
    DELETE = "D"
    EXECUTE = "E"


class Outcome(StrEnum):
    OK = "ok"
    DENIED = "denied"
    ERROR = "error"


class Field(StrEnum):
    """The fields that not every event may carry; who, where and when may always be there."""

    SUBJECTS = "subjects"
    """Case codes and referral codes; a list of 25 is one event."""
    PARTS = "parts"
    REASON = "reason"
    BASIS = "basis"
    EXPLANATION = "explanation"
    CONSENT = "consent"
    TARGET = "target"
    """The id of the user, team, organisation, clock, message or note that it was about."""
    FINGERPRINT = "fingerprint"
    NUMBER = "number"
    """How many (failed logins in a minute, lines of a list), or which (the step of a clock)."""
    TREE = "tree"
    """Size and root of the log at that moment."""
    EPOCH = "epoch"
    """The number of the log's life: it goes up by one at every restore."""
    PERIOD = "period"
    """From when until when was searched, or what was removed."""
    WRITES = "writes"
    """Table, row and SHA-256 of what was stored; no hash where a row was deleted."""


class Part(StrEnum):
    """Which part of a case or referral was seen or changed: kinds of records, and what stands round them."""

    SIGNAL = "signal"
    TALK = "talk"
    CONTACT = "contact"
    CONSENT = "consent"
    HELP = "help"
    PACKAGE = "package"
    NOTE = "note"
    CALM = "calm"
    ATTEMPT = "attempt"
    NAMES = "names"
    CASE = "case"
    REFERRAL = "referral"
    CLOCK = "clock"
    LETTER = "letter"
    DRAFT = "draft"
    STATEMENT = "statement"
    """The family's own words beside ours."""


class Activity(StrEnum):
    """The processing activity (AVG art. 30) that an event belongs to: its purpose."""

    SIGNALLING = "signalling"
    TALKING = "talking"
    PASSING_ON = "passing_on"
    CALM = "calm"
    HELPING = "helping"
    AFTERCARE = "aftercare"
    STEERING = "steering"
    RETENTION = "retention"
    ACCOUNTS = "accounts"
    MEMBERSHIP = "membership"
    RIGHTS = "rights"
    ACCOUNTABILITY = "accountability"
    OPERATION = "operation"


class LegalBasis(StrEnum):
    """Named law articles only. A yes is never a municipality's basis for its own task: it lifts secrecy."""

    WPG_5 = "wpg_5"
    """Wet publieke gezondheid art. 5 lid 2: youth health follows and signals."""
    WGBO = "wgbo"
    """BW 7:457: the treatment relation, inside youth health."""
    EDUCATION = "education"
    """WPO art. 8, WVO 2020 art. 2.2: the school follows the development of its pupils."""
    LIFTED_SECRECY = "lifted_secrecy"
    """The family's yes that lifts professional secrecy towards a named recipient."""
    WGS_3_4 = "wgs_3_4"
    """Wet gemeentelijke schuldhulpverlening art. 3, 4 and 8a."""
    WMO_2_3 = "wmo_2_3"
    """Wmo 2015 art. 2.3.1 and further: support by the municipality."""
    JEUGDWET_2_3 = "jeugdwet_2_3"
    PARTICIPATIEWET_35 = "participatiewet_35"
    FUND_REQUEST = "fund_request"
    """AVG art. 6 lid 1 b: the family asked a fund for a provision."""
    AVG_5_32 = "avg_5_32"
    """AVG art. 5 lid 2, 24 and 32: accountability and security."""
    AVG_12_22 = "avg_12_22"
    """AVG art. 12 to 22: the family's own rights."""
