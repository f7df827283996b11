"""The register of processing: every page and every job belongs to an activity, and the pages made of it are true."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from signaal.actions import register_page
from signaal.audit.activities import FILE, SAID, RegisterError, load, register
from signaal.audit.fields import Activity, LegalBasis
from signaal.cli.doors import Doors
from signaal.cli.main import main
from signaal.scheduler.jobs import JOBS
from signaal.texts import say
from tests.support.caller import Caller
from tests.support.repository import ROOT
from tests.support.serving import make_app
from tests.support.world import World
from tests.web.test_matrix import ROWS

TEXT = FILE.read_text(encoding="utf-8")
BY_HAND = {
    "/kaart/<code>": Activity.SIGNALLING,
    "/kaart/<code>/gesprek": Activity.TALKING,
    "/kaart/<code>/brief/<reference>/pdf": Activity.PASSING_ON,
    "/kaart/<code>/klok/<clock_id>": Activity.CALM,
    "/verwijzing/<reference>/afloop": Activity.AFTERCARE,
    "/regie/aandacht/<clock_id>": Activity.STEERING,
    "/kaart/<code>/wissen": Activity.RETENTION,
    "/verzoeken/<request_id>/overzicht/pdf": Activity.RIGHTS,
    "/incidenten/<incident_id>/besluit": Activity.ACCOUNTABILITY,
    "/beheer/organisatie/<organisation_id>/mensen/nieuw": Activity.MEMBERSHIP,
}


def nowhere(*_: Any) -> Any:
    """A door that this command does not open."""
    raise AssertionError("not this door")


DOORS = Doors(nowhere, nowhere, nowhere)


@pytest.fixture
def app(world: World) -> Flask:
    return make_app(world)


def test_every_page_belongs_to_an_activity(app: Flask) -> None:
    lost = set()
    for rule in app.url_map.iter_rules():
        try:
            register().of_route(rule.rule)
        except KeyError:
            lost.add(rule.rule)
    assert not lost, (
        f"say in {FILE.name} which activity these pages belong to (add a path to its `routes`): what is done with "
        f"data there, and why? A page that holds nothing about anybody goes to [without]: {sorted(lost)}"
    )


def test_every_job_belongs_to_an_activity() -> None:
    known = {job for one in register().activities for job in one.jobs}
    lost = {job.name for job in JOBS} - known
    assert not lost, f"say in {FILE.name} which activity these jobs belong to (its `jobs`): {sorted(lost)}"
    assert known == {job.name for job in JOBS}, "these jobs do not exist any more"


def test_every_path_is_still_walked(app: Flask) -> None:
    rules = [rule.rule for rule in app.url_map.iter_rules()]
    paths = [path for one in register().activities for path in one.routes] + list(register().without)
    walked = {found.activity for rule in rules if (found := register().of_route(rule))}
    assert walked == set(Activity)
    idle = [path for path in paths if not any(_begins(path, rule) for rule in rules)]
    assert not idle, f"no page begins with these: take them out of {FILE.name}: {idle}"


def _begins(path: str, rule: str) -> bool:
    wanted, found = path.strip("/").split("/"), rule.strip("/").split("/")
    return len(wanted) <= len(found) and all(
        a in ("*", b) for a, b in zip(wanted, found[: len(wanted)], strict=True)
    )


@pytest.mark.parametrize(("rule", "activity"), BY_HAND.items())
def test_the_longest_path_counts(rule: str, activity: Activity) -> None:
    assert rule in {row.rule for row in ROWS}
    found = register().of_route(rule)
    assert found is not None
    assert found.activity is activity


def test_a_page_that_is_nowhere_is_nowhere() -> None:
    for rule in ("/kaartje", "/nieuw", "/<anything>", "/kaarten2/<code>"):
        with pytest.raises(KeyError):
            register().of_route(rule)
    assert register().of_route("/") is None
    with pytest.raises(KeyError):
        register().of_job("tidy")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('code = "talking"', 'code = "chatting"', "chatting: not an activity of the log"),
        ('code = "talking"', 'code = "signalling"', "activity 'signalling' stands there twice"),
        ('bases = ["wgs_3_4"]', 'bases = ["consent"]', "bases must be codes"),
        ('bases = ["wgs_3_4"]', "bases = []", "bases must be codes"),
        ('jobs = ["upkeep"]', 'jobs = ["sweep"]', "job 'sweep' stands there twice"),
        ('routes = ["/health"]', 'routes = ["/inbox"]', "path '/inbox' stands there twice"),
        ('routes = ["/health"]', 'routes = ["health"]', "begins with a slash"),
        ('en = "At least 5 years."', 'en = " "', "accountability: term.en is empty"),
        ("[[activity]]", "[[activity", "activities.toml"),
    ],
)
def test_what_is_wrong_in_the_file_is_said(old: str, new: str, says: str) -> None:
    assert old in TEXT
    with pytest.raises(RegisterError, match=says.replace("[", r"\[")):
        load(TEXT.replace(old, new, 1))


def test_every_ground_of_the_log_is_somebodys() -> None:
    assert {basis for one in register().activities for basis in one.bases} == set(LegalBasis)


@pytest.mark.parametrize("name", ["register", "dpia"])
def test_the_pages_are_made_from_it(name: str) -> None:
    made = {"register": register_page.register_page, "dpia": register_page.dpia_page}[name]()
    written = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    assert made == written, "run signaal register"


def test_the_command_writes_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["register", "--to", str(tmp_path)], DOORS) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"register.md", "dpia.md"}
    assert (tmp_path / "dpia.md").read_text("utf-8") == register_page.dpia_page()
    assert main(["register", "--to", str(tmp_path / "nowhere")], DOORS) == 1
    assert "nowhere" in capsys.readouterr().err


def test_the_officer_reads_it(world: World, app: Flask) -> None:
    page = Caller(app, world, "jgz_supervisor").get("/verwerkingen").text
    for one in register().activities:
        assert all(one.words(what, "nl") in page for what in SAID)
        assert all(say("nl", f"log.basis.{basis.value}") in page for basis in one.bases)
