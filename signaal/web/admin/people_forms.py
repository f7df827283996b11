"""Forms about people and their places."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from signaal.actions import members
from signaal.actions.directory import OrganisationView
from signaal.terms import Profession, Role
from signaal.web.choices import Choice, Select
from signaal.web.dates import DateTriple
from signaal.web.fields import Line, Tick
from signaal.web.forms import AskingForm, BaseForm, WritingForm
from signaal.web.speech import t

LANGUAGES = ("nl", "en")
_P = TypeVar("_P", bound="PlaceForm")


class FilterForm(AskingForm):
    """Of which state, in which team. Never a name: those do not belong in an address."""

    state = Select("admin.person.state")
    team = Select("admin.person.team")

    @classmethod
    def offered(cls, here: OrganisationView) -> FilterForm:
        """With its choices; what is not one of them counts as nothing."""
        form = cls()
        states = [(code, t(f"admin.account.{code}")) for code in ("invited", "active", "disabled")]
        form.state.choices = [("", t("admin.people_all")), *states]
        form.team.choices = [("", t("admin.people_all")), *((team.id, team.name) for team in here.teams)]
        for field in (form.state, form.team):
            if field.data not in dict(field.choices):
                field.data = ""
        return form


class PersonForm(BaseForm):
    """What can be changed about an account."""

    name = Line("admin.new.name", max=100)
    email = Line("admin.new.email", max=254, optional=True, hint="admin.new.email_hint")
    language = Choice("admin.new.language", choices=[("nl", "Nederlands"), ("en", "English")])


class PlaceForm(WritingForm):
    """What somebody will be, where, until when."""

    login = Line("account.login.login", max=40, hint="admin.new.known_login_hint")
    role = Choice("admin.person.role")
    team = Select("admin.person.team", optional=True, hint="admin.new.team_hint")
    lead = Tick("admin.new.lead", hint="admin.new.lead_hint")
    profession = Select("admin.new.profession", optional=True)
    until = DateTriple("people.member.until", optional=True, hint="people.member.until_hint")

    @classmethod
    def offered(cls: type[_P], here: OrganisationView) -> _P:
        """With its choices."""
        form = cls()
        form.role.choices = [(role.value, t(f"people.role.{role.value}")) for role in Role]
        form.team.choices = [(team.id, team.name) for team in here.teams]
        form.profession.choices = [
            (found.value, t(f"people.profession.{found.value}")) for found in Profession
        ]
        return form

    def ends_at(self) -> datetime | None:
        """The first moment after the last day."""
        return members.end_of(self.until.data)


class StartForm(PlaceForm):
    """A new account with its first place."""

    login = Line("account.login.login", max=40, hint="admin.new.login_hint")
    name = Line("admin.new.name", max=100)
    email = Line("admin.new.email", max=254, optional=True, hint="admin.new.email_hint")
    language = Choice("admin.new.language", choices=[("nl", "Nederlands"), ("en", "English")], default="nl")
