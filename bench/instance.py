"""A fresh instance on SQLite with a JGZ team, and one nurse who is logged in: what every measurement starts from.

It is Monday morning in there, and stays so: outside office hours a clock begins with more steps.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask.testing import FlaskClient

from signaal.vault.pseudonyms import new_id
from signaal.web.app import create_app
from tests.support.forms import Fields, fields_of
from tests.support.instance import new_instance
from tests.support.world import World

PAGE = "/signaal/nieuw?setting=jgz_4_12"
FILLED: Fields = {
    "told": ["HOME_EVICTION"],
    "acute.HOME_EVICTION": ["said_by_adult"],
    "remark": ["Moeder laat de brief van de verhuurder zien."],
    "partners": ["both_parents"],
    "wish": ["Rust met de huur, en dat de kinderen er niets van merken."],
    "goes_well": ["De kinderen gaan graag naar school. Oma helpt."],
    "told_how": ["talk"],
    "parent_name": ["Noor van der Berg"],
    "phone": ["0785550100"],
    "address": ["Dijk 1, Waterland"],
    "press": ["save"],
}
"""A signal with an acute code, a talk and a contact record: three sealed records, a clock, its messages."""


@contextmanager
def fresh_instance() -> Iterator[World]:
    """An instance in a temporary folder under the current one (not in memory), gone afterwards."""
    logging.disable(logging.INFO)
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=Path.cwd()))
    world = new_instance(folder / "instance", "")
    try:
        yield world
    finally:
        world.close()
        shutil.rmtree(folder)


def client_of(world: World, name: str = "nurse") -> FlaskClient:
    """A browser of somebody who is logged in, over the real application."""
    return browser(create_app(world.tools), world, name)


def browser(app, world: World, name: str = "nurse") -> FlaskClient:
    """The same over an application that is there already."""
    world.ctx(name)
    client: FlaskClient = app.test_client()
    client.set_cookie("signaal", world.people[name].token)
    return client


def filled(client: FlaskClient) -> Fields:
    """The page as it is drawn, filled in; `form_id` must be new for each post."""
    drawn = client.get(PAGE)
    assert drawn.status_code == 200, drawn.status
    return fields_of(drawn.get_data(as_text=True)) | FILLED


def fresh(fields: Fields) -> Fields:
    """The same page as another form."""
    return fields | {"form_id": [new_id()]}
