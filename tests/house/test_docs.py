"""What an operator can set, run, give or read stands in the documents."""

import re
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from signaal.access.listing import access_page
from signaal.access.permissions import Permission
from signaal.actions import cards
from signaal.actions.carddrafts import CardDraft
from signaal.actions.endings import Watch
from signaal.audit.events import Event
from signaal.cli.commands import COMMANDS
from signaal.scheduler.jobs import JOBS, run
from signaal.store.connections import build_engine, checked
from signaal.store.engine import migrate
from signaal.terms import Role, Setting
from signaal.vault.pseudonyms import new_id
from signaal.workflows.signals import SignalDraft
from tests.house.test_settings import settings
from tests.support.repository import ROOT
from tests.support.world import World

OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
ACCESS = (ROOT / "docs" / "access.md").read_text(encoding="utf-8")
EVENTS = (ROOT / "docs" / "audit-events.md").read_text(encoding="utf-8")
FORBIDDEN = (
    "DELETE FROM audit_leaves",
    "UPDATE audit_events SET seq = seq",
    "DELETE FROM audit_checkpoints",
    "DROP TABLE users",
    "CREATE TABLE mine (id integer)",
)
EVERYTHING = "\n".join(
    path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *ROOT.glob("docs/*.md")]
)


def missing(names: set[str], page: str) -> list[str]:
    return sorted(name for name in names if f"`{name}`" not in page)


def test_settings_jobs_roles_permissions_and_events_are_documented() -> None:
    lost = missing(settings() | {job.name for job in JOBS} | {role.value for role in Role}, OPERATIONS)
    assert not lost, f"say in docs/operations.md what these are for: {lost}"
    assert not missing({found.value for found in Permission}, ACCESS)
    assert not missing({event.value for event in Event}, EVENTS)


def test_the_page_of_access_is_the_table() -> None:
    assert access_page() == ACCESS, "write docs/access.md again; its fourth line says how"


def test_every_command_is_mentioned() -> None:
    lost = {name for name in COMMANDS if not re.search(rf"(?:signaal|`){' ?'}[^`\n]*\b{name}\b", EVERYTHING)}
    assert not lost, f"say in docs/operations.md or README.md what these are for: {sorted(lost)}"


def test_every_link_between_documents_leads_somewhere() -> None:
    for page in [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("bench/*.md"),
    ]:
        for link in re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / link).exists(), f"{page.relative_to(ROOT)} links to {link}"


def working_role(url: str) -> str:
    """A migrated database with the roles that docs/operations.md makes; the address of the one that works."""
    migrate(url)
    role = "app_" + checked(url).render_as_string().split("@/")[1].split("?")[0]
    (block,) = re.findall(r"```sql\n(.*?)```", OPERATIONS, flags=re.DOTALL)
    owner = build_engine(checked(url))
    with owner.begin() as connection:
        for statement in filter(str.strip, block.replace("signaal_app", role).split(";")):
            connection.execute(text(statement))
    owner.dispose()
    return url.replace("//signaal@", f"//{role}@")


@pytest.mark.postgres
@pytest.mark.asvs("13.2.2")
def test_the_working_role_is_enough_for_everything_and_cannot_touch_the_log(
    postgres_url: str, tmp_path: Path
) -> None:
    url = working_role(postgres_url)
    world = World.build(url, tmp_path)
    signal = SignalDraft(Setting.JGZ_4_12, seen=("CLOTHES_WORN",))
    cards.submit(world.ctx("nurse"), CardDraft(new_id(), signal=signal, ending=Watch()))
    assert all(run(world.tools, job) for job in JOBS)
    world.close()
    app = build_engine(checked(url))
    for forbidden in FORBIDDEN:
        with app.connect() as connection, pytest.raises(DBAPIError, match="42501"):
            connection.execute(text(forbidden))
    app.dispose()
