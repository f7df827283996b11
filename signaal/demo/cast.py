"""Everybody in the invented municipality: organisations, teams, people and duty lines.

Logins say the place and the person; surnames come from the seed. Numbers and addresses reach nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

TOWN = "Waterbrug"
REGION = "midden"
"""Of its schools, for their holidays."""

ORGANISATIONS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    # key: name, kind, provisions it is affiliated with
    "jgz": (f"JGZ {TOWN}", "jgz", ("nationaal_fonds_kinderhulp", "babyspullen", "jarige_job")),
    "brugwachter": (
        "Basisschool De Brugwachter",
        "school",
        ("jeugdfonds_sport_cultuur", "jeugdeducatiefonds"),
    ),
    "college": (f"{TOWN} College", "school", ()),
    "gemeente": (f"Gemeente {TOWN}", "municipality", ("nationaal_fonds_kinderhulp", "sun_noodhulp")),
    "leergeld": (f"Stichting Leergeld {TOWN}", "fund", ()),
}


@dataclass(frozen=True)
class TeamPart:
    organisation: str
    name: str
    function: str
    mode: str = "shared"
    receives: bool = False
    phone: str | None = None


TEAMS: dict[str, TeamPart] = {
    "jgz": TeamPart("jgz", "JGZ-team Rivieroever", "jgz", phone="078-5550110"),
    "brugwachter": TeamPart(
        "brugwachter", "Zorgteam De Brugwachter", "school_team", "personal", phone="078-5550120"
    ),
    "college": TeamPart(
        "college", f"Zorgteam {TOWN} College", "school_team", "personal", phone="078-5550130"
    ),
    "wijkteam": TeamPart("gemeente", "Wijkteam Kade", "wijkteam", receives=True, phone="078-5550100"),
    "schuldhulp": TeamPart("gemeente", f"Schuldhulp {TOWN}", "debt_help", receives=True, phone="078-5550105"),
    "leergeld": TeamPart("leergeld", f"Leergeld {TOWN}", "leergeld", receives=True, phone="078-5550140"),
}


@dataclass(frozen=True)
class Part:
    """One person. `team` is empty for who works for the whole organisation."""

    login: str
    first_name: str
    organisation: str
    team: str
    role: str
    lead: bool = False
    profession: str | None = None
    language: str = "nl"


PEOPLE: tuple[Part, ...] = (
    # The first lead of a team founds its key; everybody after is let in by the typed code.
    Part("jgz.noor", "Noor", "jgz", "jgz", "signaller", True, "jgz_nurse"),
    Part("jgz.karim", "Karim", "jgz", "jgz", "signaller", True, "jgz_doctor"),
    Part("jgz.lotte", "Lotte", "jgz", "jgz", "signaller", False, "jgz_nurse"),
    Part("jgz.emre", "Emre", "jgz", "jgz", "signaller", False, "jgz_nurse"),
    Part("brugwachter.els", "Els", "brugwachter", "brugwachter", "signaller", True, "care_coordinator"),
    Part("brugwachter.joost", "Joost", "brugwachter", "brugwachter", "signaller", True, "school_head"),
    Part("brugwachter.fatima", "Fatima", "brugwachter", "brugwachter", "signaller", False, "teacher"),
    Part("brugwachter.tim", "Tim", "brugwachter", "brugwachter", "signaller", False, "teacher"),
    Part("college.anouk", "Anouk", "college", "college", "signaller", True, "care_coordinator"),
    Part("college.rik", "Rik", "college", "college", "signaller", True, "bridge_officer"),
    Part("college.sanne", "Sanne", "college", "college", "signaller", False, "teacher"),
    Part("wijkteam.marloes", "Marloes", "gemeente", "wijkteam", "responder", True, "social_worker"),
    Part("wijkteam.bas", "Bas", "gemeente", "wijkteam", "responder", True, "social_worker"),
    Part("wijkteam.yara", "Yara", "gemeente", "wijkteam", "responder", False, "social_worker"),
    Part("wijkteam.daan", "Daan", "gemeente", "wijkteam", "responder", False, "debt_adviser", "en"),
    Part("schuldhulp.hanneke", "Hanneke", "gemeente", "schuldhulp", "responder", True, "debt_adviser"),
    Part("schuldhulp.omar", "Omar", "gemeente", "schuldhulp", "responder", True, "debt_adviser"),
    Part("leergeld.ria", "Ria", "leergeld", "leergeld", "responder", True, "fund_coordinator"),
    Part("leergeld.piet", "Piet", "leergeld", "leergeld", "responder", True, "fund_coordinator"),
    Part("gemeente.regie", "Vera", "gemeente", "", "coordinator"),
    Part("gemeente.privacy", "Mirjam", "gemeente", "", "privacy_officer"),
    Part("gemeente.fg", "Hugo", "gemeente", "", "supervisor"),
    Part("gemeente.beheer", "Saskia", "gemeente", "", "admin"),
    Part("jgz.privacy", "Thijs", "jgz", "", "privacy_officer"),
    Part("jgz.fg", "Renske", "jgz", "", "supervisor"),
    Part("jgz.beheer", "Wouter", "jgz", "", "admin"),
    Part("brugwachter.privacy", "Carla", "brugwachter", "", "privacy_officer"),
    Part("brugwachter.fg", "Gijs", "brugwachter", "", "supervisor"),
    Part("college.privacy", "Naima", "college", "", "privacy_officer"),
    Part("college.fg", "Bram", "college", "", "supervisor"),
    Part("leergeld.privacy", "Jolanda", "leergeld", "", "privacy_officer"),
    Part("leergeld.fg", "Siem", "leergeld", "", "supervisor"),
)

NEWCOMER = Part("jgz.isa", "Isa", "jgz", "jgz", "signaller", False, "jgz_nurse")
"""Took the account into use, and waits for a lead to type the code."""
TEMP = Part("wijkteam.invaller", "Kees", "gemeente", "wijkteam", "responder", False, "social_worker")
"""A temp: worked here for some weeks, and left."""


@dataclass(frozen=True)
class Duty:
    """A line of the duty list. Days 0 (Monday) to 6, none is every day; minutes after midnight."""

    function: str
    phone: str
    days: tuple[int, ...]
    from_minute: int
    to_minute: int
    second: bool = False


WEEK = (0, 1, 2, 3, 4)
DUTIES: tuple[Duty, ...] = (
    Duty("social_team", "078-5550100", WEEK, 8 * 60 + 30, 17 * 60),
    Duty("social_team", "078-5550101", WEEK, 8 * 60 + 30, 17 * 60, second=True),
    Duty("crisis_service", "078-5550199", WEEK, 17 * 60, 8 * 60 + 30),
    Duty("crisis_service", "078-5550199", (5, 6), 8 * 60 + 30, 8 * 60 + 30),
    Duty("food_bank", "078-5550150", (), 9 * 60, 21 * 60),
    Duty("shelter", "078-5550160", (), 0, 0),
)
