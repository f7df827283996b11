"""A copy of everything at rest shows no name, no sentence, no number and no ticked code of any family.

What may stay readable (design/vault.md): case codes, teams, age bands, states and times.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from signaal.actions import cases
from tests.theft.conftest import Stolen
from tests.theft.loot import (
    dump_postgres,
    dump_sqlite,
    files_of_database,
    files_of_others,
    holding,
    in_files,
)
from tests.theft.searching import in_folder

EVERY_FILE = {
    "config.toml",
    "keys.json",
    "signaal.log",
    "nu.html",
    "signaal.db",
    "signaal.db-wal",
    "signaal.db-shm",
}


@pytest.mark.asvs("14.2.4")
def test_no_file_of_an_instance_shows_a_family(on_sqlite: Stolen, tmp_path: Path) -> None:
    copy = shutil.copytree(on_sqlite.folder, tmp_path / "copy")
    dump_sqlite(copy / "signaal.db", copy / "dump.sql")
    assert in_folder(copy, on_sqlite.canaries.texts) == []


def test_every_kind_of_file_was_there_to_be_searched(on_sqlite: Stolen) -> None:
    names = {path.name for path in on_sqlite.folder.iterdir()}
    assert names >= EVERY_FILE
    for folder in ("mail", "checkpoints"):
        assert list((on_sqlite.folder / folder).iterdir()), folder
    assert (on_sqlite.folder / "signaal.db-wal").stat().st_size > 10_000


def test_case_codes_stay_readable_so_the_search_looks_where_the_data_is(on_sqlite: Stolen) -> None:
    codes = [line.pseudonym for line in cases.page(on_sqlite.story.world.ctx("nurse")).lines]
    found = {hit.file for hit in in_folder(on_sqlite.folder, codes)}
    assert {"signaal.db", "signaal.db-wal"} <= found
    assert any(name.startswith("mail/") for name in found)


@pytest.mark.parametrize("place", ["signaal.db", "mail/planted.eml", "signaal.log", "keys.json"])
def test_one_canary_in_any_file_is_found(on_sqlite: Stolen, tmp_path: Path, place: str) -> None:
    copy = shutil.copytree(on_sqlite.folder, tmp_path / "copy")
    with (copy / place).open("ab") as file:
        file.write(b"\x00" + on_sqlite.canaries.text("remark").encode("utf-16-le").hex().encode())
    assert {hit.file for hit in in_folder(copy, on_sqlite.canaries.texts)} == {place}


def test_an_own_professional_reads_all_of_it(on_sqlite: Stolen) -> None:
    """The texts are there: whoever holds a key reads them. Else an empty database would pass."""
    ctx = on_sqlite.story.world.ctx("nurse")
    views = [cases.read(ctx, line.pseudonym) for line in cases.page(ctx).lines]
    told = repr(views)
    for text in ("remark", "wish", "goes well", "helpers", "child", "parent", "straat 1", "when", "not"):
        assert on_sqlite.canaries.text(text) in told, text
    assert on_sqlite.canaries.phone in told
    for code in on_sqlite.canaries.codes:
        assert code in told


@pytest.mark.postgres
def test_no_file_of_postgresql_shows_a_family(on_postgres: Stolen, tmp_path: Path) -> None:
    canaries = on_postgres.canaries
    mine, others = files_of_database(on_postgres.url), files_of_others(on_postgres.url)
    dump = tmp_path / "dump.sql"
    dump_postgres(on_postgres.url, dump)
    assert in_folder(on_postgres.folder, canaries.texts) == []
    assert list(in_files([dump, *mine], canaries.texts)) == []
    # Other tests tick codes in other databases of this server: of its log only what nobody else can have written.
    assert list(in_files(others, (canaries.root, canaries.phone))) == []


@pytest.mark.postgres
def test_the_files_of_postgresql_are_where_the_data_is(on_postgres: Stolen, tmp_path: Path) -> None:
    # A list of cards is logged with their codes: the write-ahead log is searched first, before it goes round.
    code = cases.page(on_postgres.story.world.ctx("nurse")).lines[0].pseudonym.encode()
    assert holding(
        [path for path in files_of_others(on_postgres.url) if path.parent.name == "pg_wal"], [code]
    )
    dump = tmp_path / "dump.sql"
    dump_postgres(on_postgres.url, dump)
    assert holding([dump], [code])
    assert holding(files_of_database(on_postgres.url), [code])
