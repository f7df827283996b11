"""The same canaries through the web: saved, kept for later, refused, and posted to a session that had locked."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from signaal.actions import cases, inbox, sessions
from signaal.vault.pseudonyms import new_id
from signaal.web.app import create_app
from tests.support.forms import Fields, fields_of
from tests.support.world import World
from tests.theft.canaries import Canaries

PAGE = "/signaal/nieuw?setting=jgz_4_12"


@dataclass
class Pages:
    """Browsers of people of the world, over the real application."""

    world: World
    canaries: Canaries
    app: Flask

    @classmethod
    def over(cls, world: World, canaries: Canaries) -> Pages:
        return cls(world, canaries, create_app(world.tools))

    def play(self) -> None:
        """Every way in which a page can take somebody's words."""
        nurse = self.browser("nurse")
        asked = self.post(nurse, PAGE, **self.filled(), press=["save"])
        assert asked.status_code == 200  # the family has a card already: is it the same?
        saved = self.post(nurse, PAGE, **self.filled(), press=["save"], apart=["1"])
        assert saved.status_code == 303
        assert nurse.get(saved.headers["Location"]).status_code == 200
        assert self.post(nurse, PAGE, **self.filled(), press=["later"]).status_code == 303
        assert self.post(nurse, PAGE, **self.filled(), press=["search"]).status_code == 200
        self.refused(nurse)
        self.sought(nurse)
        self.on_a_card(nurse)
        self.received()
        self.locked()

    def browser(self, name: str) -> FlaskClient:
        self.world.ctx(name)
        client: FlaskClient = self.app.test_client()
        client.set_cookie("signaal", self.world.people[name].token)
        return client

    def post(self, client: FlaskClient, path: str, **typed: list[str]) -> TestResponse:
        """The page as it is drawn, with these fields changed."""
        drawn = client.get(path)
        assert drawn.status_code == 200, drawn.status
        again = {"form_id": [new_id()]}
        return client.post(path, data=fields_of(drawn.get_data(as_text=True)) | again | typed)

    def filled(self) -> Fields:
        """The one page with something of the family in every field that takes words."""
        text, birth = self.canaries.text, self.canaries.birth
        return {
            "seen": ["CLOTHES_WORN"], "told": ["PARENT_CANT_PAY"], "search": [text("search")],
            "remark": [text("remark")], "partners": ["both_parents"], "wish": [text("wish")],
            "goes_well": [text("goes well")], "helpers": [text("helpers")], "told_how": ["talk"],
            "parent_name": [text("parent")], "phone": [self.canaries.phone], "address": [text("straat 1")],
            "email": [f"{self.canaries.root}@gezin.example"], "call_when": [text("when")],
            "call_not": [text("not")], "language": [text("language")],
            "children.0.name": [text("child")], "children.0.birth-day": [str(birth.day)],
            "children.0.birth-month": [str(birth.month)], "children.0.birth-year": [str(birth.year)],
        }  # fmt: skip

    def refused(self, client: FlaskClient) -> None:
        """Too long, of the wrong kind, under a token that is not ours, to an address that is not there."""
        wrong = self.filled() | {
            "phone": [self.canaries.text("phone")],
            "remark": [self.canaries.text("r") * 40],
        }
        assert self.post(client, PAGE, **wrong, press=["save"]).status_code == 422
        bad = self.filled() | {"csrf_token": ["0" * 32 + "." + "0" * 64], "press": ["save"]}
        assert self.post(client, PAGE, **bad).status_code in (400, 403, 422)
        assert client.get(f"/kaart/{self.canaries.root}").status_code == 404
        assert client.get("/kaarten", query_string={"state": self.canaries.root}).status_code < 500

    def sought(self, client: FlaskClient) -> None:
        """Found again by name and day, and not found by something else."""
        birth = self.canaries.birth
        day = {
            "birth-day": [str(birth.day)],
            "birth-month": [str(birth.month)],
            "birth-year": [str(birth.year)],
        }
        form = fields_of(client.get("/kaarten/zoeken").get_data(as_text=True), "by-name")
        for name in (self.canaries.text("child"), self.canaries.text("nobody")[::-1]):
            found = client.post("/kaarten/zoeken/naam", data=form | day | {"name": [name]})
            assert found.status_code == 200
        assert (
            client.post("/kaarten/zoeken/code", data=form | {"code": [self.canaries.root]}).status_code < 500
        )

    def on_a_card(self, client: FlaskClient) -> None:
        """A talk on a card that is there, then every page of it."""
        code = cases.page(self.world.ctx("nurse")).lines[0].pseudonym
        typed = {
            name: value for name, value in self.filled().items() if name in ("partners", "wish", "goes_well")
        }
        assert self.post(client, f"/kaart/{code}/gesprek", **typed).status_code == 303
        for path in (f"/kaart/{code}", "/kaarten", "/vandaag", "/mijn-logboek", "/concepten"):
            assert client.get(path).status_code == 200, path

    def received(self) -> None:
        """The receiving team reads the package and keeps a note of its own."""
        client = self.browser("responder")
        lines = inbox.page(self.world.ctx("responder")).lines
        path = next(
            path for path in (f"/verwijzing/{line.reference}" for line in lines) if _takes_notes(client, path)
        )
        form = fields_of(client.get(path).get_data(as_text=True), "notitie")
        note = client.post(f"{path}/notitie", data=form | {"text": [self.canaries.text("note")]})
        assert note.status_code in (302, 303), note.get_data(as_text=True)

    def locked(self) -> None:
        """Hidden in one window, posted in another: what was typed becomes a sealed draft."""
        client = self.browser("nurse2")
        drawn = fields_of(client.get(PAGE).get_data(as_text=True))
        sessions.lock(self.world.ctx("nurse2"))
        assert client.post(PAGE, data=drawn | self.filled() | {"press": ["save"]}).status_code < 500


def _takes_notes(client: FlaskClient, path: str) -> bool:
    return 'id="notitie"' in client.get(path).get_data(as_text=True)
