"""A small world for tests: three organisations and everybody in them, made by the real actions.

JGZ (a shared team), a school (a personal team: only its leads hold the secret) and a municipality with a
social team that receives. Passphrases are cheap to derive here, and the clock stands still until a test moves
it. `world.ctx("nurse")` logs in and gives the context that every action wants.
"""

from __future__ import annotations

import base64
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest

import signaal.referrals
import signaal.workflows
from signaal.actions import accounts, admission, directory, instances, links, resets, sessions
from signaal.actions.context import Ctx, Tools, Town, operator
from signaal.actions.enrolment import NewLogin
from signaal.clock import MovingClock
from signaal.notify.mailer import FolderMailer
from signaal.referrals import catalogue, halfyears
from signaal.store import outbox
from signaal.store.engine import migrate, open_store
from signaal.store.journal import Journal
from signaal.vault import totp
from signaal.vault.argon import Argon, Cost
from signaal.vault.keyfile import KeyFile
from signaal.vault.passwords import Passwords
from signaal.vault.pseudonyms import new_id
from signaal.vault.secret import Secret
from signaal.workflows.rulebook import Rulebook, load_rulebook
from tests.support.clock import START
from tests.support.postgres import Cluster

CHEAP = Cost(memory_kib=8, passes=1, lanes=1)
ADDRESS = "192.0.2.7"

ORGANISATIONS = {
    "jgz": ("JGZ Waterland", "jgz"),
    "school": ("De Regenboog", "school"),
    "town": ("Gemeente Waterland", "municipality"),
}
TEAMS = {
    # name: organisation, shown, function, mode, receives
    "jgz_team": ("jgz", "JGZ-team Noord", "jgz", "shared", False),
    "school_team": ("school", "Zorgteam De Regenboog", "school_team", "personal", False),
    "social_team": ("town", "Wijkteam Oost", "wijkteam", "shared", True),
}
PEOPLE = {
    # name: organisation, team, role, lead, profession
    "jgz_lead": ("jgz", "jgz_team", "signaller", True, "jgz_doctor"),
    "jgz_lead2": ("jgz", "jgz_team", "signaller", True, "jgz_nurse"),
    "nurse": ("jgz", "jgz_team", "signaller", False, "jgz_nurse"),
    "nurse2": ("jgz", "jgz_team", "signaller", False, "jgz_nurse"),
    "jgz_officer": ("jgz", None, "privacy_officer", False, None),
    "jgz_supervisor": ("jgz", None, "supervisor", False, None),
    "jgz_admin": ("jgz", None, "admin", False, None),
    "school_lead": ("school", "school_team", "signaller", True, "care_coordinator"),
    "school_lead2": ("school", "school_team", "signaller", True, "school_head"),
    "teacher": ("school", "school_team", "signaller", False, "teacher"),
    "teacher2": ("school", "school_team", "signaller", False, "teacher"),
    "school_officer": ("school", None, "privacy_officer", False, None),
    "social_lead": ("town", "social_team", "responder", True, "social_worker"),
    "social_lead2": ("town", "social_team", "responder", True, "social_worker"),
    "responder": ("town", "social_team", "responder", False, "social_worker"),
    "responder2": ("town", "social_team", "responder", False, "debt_adviser"),
    "coordinator": ("town", None, "coordinator", False, None),
    "town_officer": ("town", None, "privacy_officer", False, None),
    "town_supervisor": ("town", None, "supervisor", False, None),
    "town_admin": ("town", None, "admin", False, None),
}


def rulebook() -> Rulebook:
    """The lists and rules as they are shipped."""
    folder = Path(next(iter(signaal.workflows.__path__))) / "lists"
    return load_rulebook({path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.toml")})


def provisions() -> catalogue.Catalogue:
    """The catalogue as it is shipped."""
    folder = Path(next(iter(signaal.referrals.__path__))) / "catalogue"
    return catalogue.load({p.name: p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.toml"))})


def norms() -> halfyears.Norms:
    """The norms as they are shipped."""
    folder = Path(next(iter(signaal.referrals.__path__)))
    return halfyears.load((folder / "norms.toml").read_text(encoding="utf-8"))


def make_tools(url: str, folder: Path, clock: MovingClock, keyfile: KeyFile) -> Tools:
    """Tools over a migrated database, with cheap passphrases."""
    rules = rulebook()
    return Tools(
        store=open_store(url, Journal(folder / "revocations.jsonl")),
        clock=clock,
        keyfile=keyfile,
        passwords=Passwords(Argon(CHEAP), keyfile),
        checklist=rules.checklist,
        lists=rules.lists,
        rules=rules.clocks,
        schools=rules.schools,
        catalogue=provisions(),
        norms=norms(),
        mailer=FolderMailer(folder / "mail", "signaal@waterland.example"),
        town=Town("Waterland"),
        instance=folder,
    )


@dataclass
class Account:
    """Somebody's way in."""

    login: str
    user_id: str
    membership_id: str
    link: str
    passphrase: str = ""
    secret: Secret | None = None
    last_step: int = 0
    token: str = ""
    codes: tuple[str, ...] = ()
    """For a lost phone: those of the last activation or reset."""
    new_passphrase: str = ""
    new_secret: Secret | None = None


@dataclass
class World:
    """Everything and everybody. `people`, `teams`, `organisations` by the short names above."""

    tools: Tools
    clock: MovingClock
    keyfile: KeyFile
    people: dict[str, Account] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)

    @classmethod
    def build(cls, url: str, folder: Path, start: datetime = START) -> World:
        """Migrate the database and fill it."""
        migrate(url)
        clock, keyfile = MovingClock(start), KeyFile.fresh()
        world = cls(make_tools(url, folder, clock, keyfile), clock, keyfile)
        signer = instances.create(operator(world.tools))
        world.tools = replace(world.tools, signer=signer)
        world.fill()
        return world

    def fill(self) -> None:
        """Organisations, teams and people, everybody admitted, nobody with a message."""
        shell = operator(self.tools)
        for name, (shown, kind) in ORGANISATIONS.items():
            self.organisations[name] = directory.add_organisation(shell, shown, kind, "Waterland")
        for name, (organisation, shown, function, mode, receives) in TEAMS.items():
            home = self.organisations[organisation]
            self.teams[name] = directory.add_team(shell, home, shown, function, mode, receives=receives)
        for name in PEOPLE:
            self.invite(shell, name, *PEOPLE[name])
        for name in PEOPLE:
            self.activate(name)
        for name, (_, team, _, lead, _) in PEOPLE.items():
            leads = [other for other, row in PEOPLE.items() if row[1] == team and row[3]]
            if team and not (lead and name == leads[0]):
                self.admit(leads[0], name)
        self._quiet()

    def _quiet(self) -> None:
        """Everybody has seen that they were admitted: a test begins without messages."""
        now = self.clock.now()
        with self.tools.store.unit() as unit:
            for row in outbox.claim(unit, now, now, limit=1000):
                outbox.sent(unit, row.id, now)
            for person in self.people.values():
                for row in outbox.unseen(unit, person.user_id, now):
                    outbox.seen(unit, row.id, person.user_id, now)

    def invite(
        self,
        by: Ctx,
        name: str,
        organisation: str,
        team: str | None,
        role: str,
        lead: bool,
        profession: str | None,
    ) -> directory.NewPerson:
        """A new account, not yet in use."""
        made = directory.add_person(
            by,
            self.organisations[organisation],
            name,
            f"{name.title()} de Vries",
            f"{name}@waterland.example",
            role,
            self.teams[team] if team else None,
            lead=lead,
            profession=profession,
        )
        self.people[name] = Account(name, made.user_id, made.membership_id, made.token)
        return made

    def activate(self, name: str) -> accounts.Activated:
        """Take the account into use, as the page does."""
        person = self.people[name]
        shown = accounts.invitation(self.tools, person.link)
        secret = Secret(unbase32(shown.totp_secret))
        step = totp.step_at(self.clock.now())
        person.passphrase, person.secret, person.last_step = shown.suggestion, secret, step
        code = totp.code_at(secret, step)
        done = accounts.activate(self.tools, NewLogin(person.link, shown.suggestion, code, shown.setup))
        person.codes = done.recovery
        return done

    def reset(self, name: str, token: str | None = None) -> accounts.Activated:
        """New credentials that wait, made as the page does; without `token` an admin has sent the link."""
        person = self.people[name]
        link = token or links.send_reset(self.admin_of(name), person.user_id)
        shown = resets.page(self.tools, link)
        person.new_passphrase, person.new_secret = shown.suggestion, Secret(unbase32(shown.totp_secret))
        code = totp.code_at(person.new_secret, totp.step_at(self.clock.now()))
        done = resets.reset(self.tools, NewLogin(link, shown.suggestion, code, shown.setup))
        person.codes = done.recovery
        return done

    def renewed(self, name: str) -> None:
        """The new credentials are in force: this person logs in with those from now on."""
        person = self.people[name]
        person.passphrase, person.secret, person.token = person.new_passphrase, person.new_secret, ""
        person.last_step = max(person.last_step, totp.step_at(self.clock.now()))

    def admin_of(self, name: str) -> Ctx:
        """The admin who looks after this person; from the shell where there is none."""
        home = PEOPLE.get(name, ("jgz",))[0]
        admin = f"{home}_admin"
        return self.ctx(admin) if admin in self.people and admin != name else operator(self.tools)

    def code_of(self, name: str) -> str:
        """The admission code that this person's own screen shows."""
        codes = accounts.my_codes(self.ctx(name))
        return next(code.code for code in codes if code.code)

    def admit(self, lead: str, name: str) -> None:
        """The lead types the code that the colleague reads out."""
        admission.admit(self.ctx(lead), self.people[name].membership_id, self.code_of(name), new_id())

    def totp_code(self, name: str) -> str:
        """A code that this person has not used yet; moves the clock when there is none."""
        person = self.people[name]
        assert person.secret is not None
        now = totp.step_at(self.clock.now())
        if person.last_step > now:
            self.clock.advance(seconds=totp.SECONDS)
            now += 1
        person.last_step = max(now, person.last_step + 1)
        return totp.code_at(person.secret, person.last_step)

    def log_in(self, name: str, address: str = ADDRESS) -> str:
        """A full login; returns the token."""
        person = self.people[name]
        code = self.totp_code(name)
        found = sessions.log_in(self.tools, person.login, person.passphrase, code, address, new_id())
        person.token = found.token
        return found.token

    def ctx(self, name: str) -> Ctx:
        """The context of a request by this person, logged in again where that is needed."""
        person = self.people[name]
        if person.token:
            found = sessions.open(self.tools, person.token, new_id(), ADDRESS)
            if found is not None:
                return found
        found = sessions.open(self.tools, self.log_in(name), new_id(), ADDRESS)
        assert found is not None
        return found

    def copy(self, folder: Path) -> World:
        """The same world in a database of its own: SQLite only, and only while nobody writes in this one."""
        source = self.tools.store.url.database
        assert source is not None
        self.tools.store.close()
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, folder / "signaal.db")
        return self.over(f"sqlite:///{folder / 'signaal.db'}", folder)

    def over(self, url: str, folder: Path) -> World:
        """The same world over a copy of its database, which somebody made."""
        clock = MovingClock(self.clock.now())
        tools = make_tools(url, folder, clock, self.keyfile)
        people = {name: replace(person) for name, person in self.people.items()}
        signer = instances.log_signer(tools)
        return World(
            replace(tools, signer=signer),
            clock,
            self.keyfile,
            people,
            dict(self.teams),
            dict(self.organisations),
        )

    def close(self) -> None:
        """Give the database back."""
        self.tools.store.close()


def unbase32(text: str) -> bytes:
    """The bytes that an authenticator gets to see as text."""
    return base64.b32decode(text + "=" * (-len(text) % 8))


MakeWorld = Callable[[str], World]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world that every test gets a copy of; nobody writes in this one."""
    folder = tmp_path_factory.mktemp("world")
    return World.build(f"sqlite:///{folder / 'signaal.db'}", folder)


@pytest.fixture
def world(built: World, tmp_path: Path) -> Iterator[World]:
    """A world of one's own, on SQLite."""
    own = built.copy(tmp_path / "world")
    yield own
    own.close()


@pytest.fixture(scope="session")
def built_on_postgres(new_postgres: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world on PostgreSQL, to copy: nobody is connected to its database."""
    made = World.build(new_postgres(), tmp_path_factory.mktemp("world-on-postgres"))
    made.close()
    return made


@pytest.fixture
def any_world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeWorld]:
    """Makes worlds of one's own on a database of this kind: "sqlite" or "postgresql"."""
    with ExitStack() as stack:

        def make(kind: str) -> World:
            folder = Path(tempfile.mkdtemp(prefix="world-", dir=tmp_path))
            if kind == "sqlite":
                built: World = request.getfixturevalue("built")
                return stack.enter_context(closing(built.copy(folder)))
            model: World = request.getfixturevalue("built_on_postgres")
            cluster: Cluster = request.getfixturevalue("postgres_cluster")
            template = model.tools.store.url.database
            assert template is not None
            url = cluster.copy(template)
            stack.callback(cluster.drop, url)
            return stack.enter_context(closing(model.over(url, folder)))

        yield make


@pytest.fixture
def postgres_world(any_world: MakeWorld) -> World:
    """A world of one's own, on PostgreSQL."""
    return any_world("postgresql")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def anew(request: pytest.FixtureRequest, any_world: MakeWorld) -> World:
    """A world of one's own: the test runs once on SQLite and once on PostgreSQL."""
    return any_world(request.param)
