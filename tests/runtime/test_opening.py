"""An instance opens whole, or says everything that is wrong with it, and never a value."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from signaal.actions.context import system
from signaal.actions.deadlines import sweep
from signaal.audit.events import Event
from signaal.notify.mailer import FolderMailer, SmtpMailer
from signaal.runtime import StartError, create_instance, knowledge, migrate, open_tools, opening
from signaal.store import schema
from tests.actions.events import logged

SECRET = "hunter2-geheim"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "instance"
    create_instance(made).store.close()
    return made


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "config.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_instance_is_private_and_complete(folder: Path) -> None:
    assert mode(folder) == 0o700
    assert mode(folder / "keys.json") == mode(folder / "config.toml") == 0o600
    tools = open_tools(folder)
    assert tools.signer is not None
    assert tools.signer.origin.startswith("signaal/")
    assert len(tools.catalogue.provisions) >= 40
    assert isinstance(tools.mailer, FolderMailer)
    assert sweep(system(tools)).failed == 0
    assert len(logged(tools, Event.INSTANCE_CREATED)) == 1


def test_making_it_again_changes_nothing(folder: Path) -> None:
    keys, before = (folder / "keys.json").read_bytes(), open_tools(folder).signer
    change(folder, 'name = "Voorbeeldgemeente"', 'name = "Waterland"')
    again = create_instance(folder)
    assert (folder / "keys.json").read_bytes() == keys
    assert again.town.name == "Waterland"
    assert before is not None
    assert again.signer is not None
    assert again.signer.origin == before.origin
    assert len(logged(again, Event.INSTANCE_CREATED)) == 1


@pytest.mark.parametrize("name", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_it_opens_on_both_databases(tmp_path: Path, name: str, request: pytest.FixtureRequest) -> None:
    made = tmp_path / "instance"
    if name == "postgresql":
        made.mkdir()
        url = str(request.getfixturevalue("postgres_url"))
        (made / "config.toml").write_text(f'[database]\nurl = "{url}"\n', encoding="utf-8")
    create_instance(made).store.close()
    tools = open_tools(made)
    assert sweep(system(tools)).failed == 0
    tools.store.close()


def test_every_problem_of_every_part_stands_in_one_list(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(folder, "threads = 4", "threads = 0")
    change(folder, 'level = "info"', f'level = "{SECRET}"')
    for module, name in ((opening, "LISTS"), (knowledge, "CATALOGUE")):
        copy = tmp_path / name
        shutil.copytree(getattr(module, name), copy)
        monkeypatch.setattr(module, name, copy)
    (tmp_path / "LISTS" / "bundles.toml").unlink()
    national = tmp_path / "CATALOGUE" / "national.toml"
    national.write_text(
        national.read_text(encoding="utf-8") + '\n[[provision]]\nid = "half"\n', encoding="utf-8"
    )
    with pytest.raises(StartError) as refused:
        open_tools(folder)
    said = "\n".join(refused.value.problems)
    for place in ("server.threads", "log.level", "bundles.toml", "national.toml line"):
        assert place in said
    assert SECRET not in said


def _lose_keys(folder: Path) -> None:
    (folder / "keys.json").unlink()


def _open_keys(folder: Path) -> None:
    (folder / "keys.json").chmod(0o644)


def _break_keys(folder: Path) -> None:
    (folder / "keys.json").write_text(f'{{"pepper": "{SECRET}"}}', encoding="utf-8")


def _old_database(folder: Path) -> None:
    schema.migrate(f"sqlite:///{folder / 'signaal.db'}", "0002")


def _no_database(folder: Path) -> None:
    for path in folder.glob("signaal.db*"):
        path.unlink()


def _unfinished(folder: Path) -> None:
    _no_database(folder)
    migrate(folder)


def _other_database(folder: Path) -> None:
    change(folder, '\nurl = ""', f'\nurl = "postgresql://signaal:{SECRET}@127.0.0.1:1/none"')


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_lose_keys, "keys.json"),
        (_open_keys, "keys.json"),
        (_break_keys, "keys.json"),
        (_old_database, "run signaal migrate"),
        (_no_database, "run signaal migrate"),
        (_unfinished, "run signaal init"),
        (_other_database, "cannot be reached"),
    ],
)
def test_what_is_spoilt_is_said_with_what_to_do(
    folder: Path, spoil: Callable[[Path], None], said: str
) -> None:
    spoil(folder)
    with pytest.raises(StartError) as refused:
        open_tools(folder)
    text = "\n".join(refused.value.problems)
    assert said in text
    assert SECRET not in text


def test_no_instance_at_all(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="run signaal init"):
        open_tools(tmp_path / "nowhere")


def test_mail_goes_by_smtp_when_a_server_is_named(folder: Path) -> None:
    (folder / "mail-password").write_text(f"{SECRET}\n", encoding="utf-8")
    change(folder, 'smtp_host = ""', 'smtp_host = "mail.waterland.example"')
    change(folder, 'username = ""', 'username = "signaal"')
    change(folder, 'password_file = ""', 'password_file = "mail-password"')
    mailer = open_tools(folder).mailer
    assert isinstance(mailer, SmtpMailer)
    assert mailer.password == SECRET
    assert SECRET not in repr(mailer)


def test_links_name_the_port_that_is_served(folder: Path) -> None:
    assert open_tools(folder, port=4711).town.public_url == "http://localhost:4711"


def test_production_says_what_is_still_missing_but_makes_its_keys(tmp_path: Path) -> None:
    made = tmp_path / "instance"
    made.mkdir()
    (made / "config.toml").write_text('[profile]\nkind = "production"\n', encoding="utf-8")
    with pytest.raises(StartError) as refused:
        create_instance(made)
    said = "\n".join(refused.value.problems)
    assert "dpia_reference" in said
    assert "keys.file" not in said
    assert mode(made / "keys.json") == 0o600


def test_opening_waits_for_nothing_that_it_does_not_need() -> None:
    code = "import sys, signaal.runtime as _; sys.exit(bool({'flask', 'apscheduler', 'alembic'} & {*sys.modules}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_newest_migration_is_known_without_reading_them_all() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.FOLDER))
    assert schema.head() == ScriptDirectory.from_config(config).get_current_head()
