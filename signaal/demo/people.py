"""Setting up: organisations, teams and people are made, invited, and let in by the typed code."""

from __future__ import annotations

from random import Random

from signaal.actions import accounts, admission, directory, members, recovery, schools
from signaal.actions.context import operator
from signaal.actions.democodes import current_code
from signaal.actions.enrolment import NewLogin
from signaal.demo.cast import DUTIES, NEWCOMER, ORGANISATIONS, PEOPLE, REGION, TEAMS, TEMP, TOWN, Part
from signaal.demo.results import DemoAccount
from signaal.demo.stage import Actor, Stage
from signaal.demo.words import Words


class People:
    """Makes everybody on a stage, and remembers who and where they are."""

    def __init__(self, stage: Stage, words: Words, rng: Random) -> None:
        self.stage = stage
        self.teams: dict[str, str] = {}
        self._surnames = rng.sample(words.surnames, len(PEOPLE) + 2)
        self._organisations: dict[str, str] = {}
        self._memberships: dict[str, str] = {}
        self._accounts: dict[str, DemoAccount] = {}

    @property
    def accounts(self) -> tuple[DemoAccount, ...]:
        """Everybody who can log in."""
        return tuple(account for login, account in self._accounts.items() if login != TEMP.login)

    def name(self, login: str) -> str:
        """The full name behind a login."""
        return self._accounts[login].name

    def set_up(self) -> None:
        """The shell makes the organisations and everybody in them; each takes the account into use."""
        shell = operator(self.stage.tools)
        for key, (name, kind, affiliated) in ORGANISATIONS.items():
            self._organisations[key] = directory.add_organisation(shell, name, kind, TOWN, affiliated)
            if kind == "school":
                schools.set_region(shell, self._organisations[key], REGION)
        for key, team in TEAMS.items():
            self.teams[key] = directory.add_team(
                shell, self._organisations[team.organisation], team.name, team.function, team.mode,
                receives=team.receives, phone=team.phone,
            )  # fmt: skip
        for line in DUTIES:
            directory.add_duty(
                shell, self._organisations["gemeente"], line.function, line.phone, line.days,
                line.from_minute, line.to_minute, second=line.second,
            )  # fmt: skip
        for part in (*PEOPLE, TEMP):
            self.join(part)
        for part in (*PEOPLE, TEMP):
            if part.team and part.login != self._first_lead(part):
                self.admit(part)
        for key, team_id in self.teams.items():
            self.make_paper(next(part.login for part in PEOPLE if part.team == key and part.lead), team_id)

    def make_paper(self, lead: str, team_id: str) -> None:
        """A recovery paper, typed back: it lies in no safe, for nothing of a demo has to be got back."""
        self.stage.actors[lead].token = ""  # a paper asks for the second factor of the last five minutes
        ctx = self.stage.ctx(lead)
        paper_id = recovery.make(ctx, team_id)
        recovery.confirm(ctx, paper_id, " ".join(recovery.show(ctx, paper_id).groups))

    def join(self, part: Part) -> None:
        """An account, and its first use: passphrase, second factor, keys."""
        tools = self.stage.tools
        name = f"{part.first_name} {self._surnames.pop()}"
        made = directory.add_person(
            operator(tools), self._organisations[part.organisation], part.login, name,
            f"{part.login}@voorbeeld.example", part.role, self.teams.get(part.team),
            lead=part.lead, profession=part.profession, language=part.language,
        )  # fmt: skip
        shown = accounts.invitation(tools, made.token)
        code = current_code(operator(tools), shown.totp_secret).code
        accounts.activate(tools, NewLogin(made.token, shown.suggestion, code, shown.setup))
        self._memberships[part.login] = made.membership_id
        self.stage.actors[part.login] = Actor(part.login, shown.suggestion, shown.totp_secret, code)
        team = TEAMS[part.team].name if part.team else ""
        self._accounts[part.login] = DemoAccount(
            part.login, name, part.role, team, shown.suggestion, shown.totp_secret
        )

    def admit(self, part: Part) -> None:
        """A lead types the code that the new colleague reads out."""
        codes = accounts.my_codes(self.stage.ctx(part.login))
        code = next(found.code for found in codes if found.code)
        lead = self.stage.ctx(self._first_lead(part))
        admission.admit(lead, self._memberships[part.login], code, self.stage.ids())

    def welcome_newcomer(self) -> None:
        """A new nurse took her account into use; nobody typed her code yet."""
        self.join(NEWCOMER)

    def temp_leaves(self) -> None:
        """The temp's last day: the lead ends the membership."""
        members.end_member(self.stage.ctx(self._first_lead(TEMP)), self._memberships[TEMP.login])

    def _first_lead(self, part: Part) -> str:
        return next(other.login for other in PEOPLE if other.team == part.team and other.lead)
