"""The key file: private, never overwritten, and broken ones are named without a byte of them."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.texts import say
from signaal.vault.keyfile import BadKeyFile, KeyFile

NAMES = ("totp_key", "session_salt", "log_signing_key")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


def problem(path: Path) -> str:
    with pytest.raises(BadKeyFile) as refused:
        KeyFile.load(path)
    assert refused.value.say.params == {"path": str(path)}
    assert str(path) in say("nl", refused.value.say.key, **refused.value.say.params)
    assert str(path) in say("en", refused.value.say.key, **refused.value.say.params)
    return refused.value.say.key


def written(path: Path, content: bytes) -> Path:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(content)
    return path


def test_what_is_created_is_loaded(path: Path) -> None:
    made, found = KeyFile.create(path), KeyFile.load(path)
    assert found.pepper_id == made.pepper_id
    assert dict(found.peppers) == dict(made.peppers)
    assert all(getattr(found, name) == getattr(made, name) for name in NAMES)
    assert path.stat().st_mode & 0o777 == 0o600


def test_it_is_private_whatever_the_process_gives_new_files(path: Path) -> None:
    before = os.umask(0)
    try:
        KeyFile.create(path)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600


def test_every_key_is_its_own() -> None:
    one, other = KeyFile.fresh(), KeyFile.fresh()
    keys = [getattr(file, name).reveal() for file in (one, other) for name in NAMES]
    keys += [pepper.reveal() for file in (one, other) for pepper in file.peppers.values()]
    assert len(set(keys)) == 8
    assert {len(key) for key in keys} == {32}


def test_an_existing_file_is_never_overwritten(path: Path) -> None:
    KeyFile.create(path)
    before = path.read_bytes()
    with pytest.raises(BadKeyFile) as refused:
        KeyFile.create(path)
    assert refused.value.say.key == "vault.key_file_exists"
    assert path.read_bytes() == before


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadKeyFile) as refused:
        KeyFile.create(tmp_path / "nowhere" / "keys.json")
    assert refused.value.say.key == "vault.key_file_unwritable"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610])
def test_a_file_that_others_may_read_is_refused(path: Path, mode: int) -> None:
    KeyFile.create(path)
    path.chmod(mode)
    assert problem(path) == "vault.key_file_open_to_others"


def test_a_folder_or_a_pipe_is_refused(path: Path) -> None:
    path.mkdir(mode=0o700)
    assert problem(path) == "vault.key_file_open_to_others"
    path.rmdir()
    os.mkfifo(path, 0o600)
    assert problem(path) == "vault.key_file_open_to_others"


def test_a_link_is_as_private_as_its_target(path: Path, tmp_path: Path) -> None:
    made = KeyFile.create(path)
    link = tmp_path / "link.json"
    link.symlink_to(path)
    assert KeyFile.load(link).totp_key == made.totp_key
    path.chmod(0o644)
    assert problem(link) == "vault.key_file_open_to_others"


def test_a_file_of_another_account_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    KeyFile.create(path)
    monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    assert problem(path) == "vault.key_file_open_to_others"


def test_a_missing_file_is_said(path: Path) -> None:
    assert problem(path) == "vault.key_file_missing"


def edits() -> list[dict[str, object]]:
    return [
        {"format": "signaal/key-file/2"}, {"format": None}, {"pepper_id": "gone"}, {"pepper_id": []},
        {"peppers": {}}, {"peppers": []}, {"peppers": {"p": 1}},
        {"totp_key": "AAAA"}, {"totp_key": "not base64!"}, {"totp_key": None},
        {"session_salt": 5}, {"log_signing_key": ["a"]},
    ]  # fmt: skip


@pytest.mark.parametrize("edit", edits(), ids=str)
def test_a_broken_file_is_refused_without_a_value(path: Path, edit: dict[str, object]) -> None:
    KeyFile.create(path)
    written(path, json.dumps({**json.loads(path.read_bytes()), **edit}).encode())
    assert problem(path) == "vault.key_file_broken"


@given(st.binary(max_size=80))
def test_any_bytes_are_refused_cleanly(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    assert problem(written(path, content)) == "vault.key_file_broken"


@pytest.mark.parametrize("content", [b"[]", b"null", b"1", b'"x"', b"[" * 9000, b"{}"])
def test_other_json_is_refused(path: Path, content: bytes) -> None:
    assert problem(written(path, content)) == "vault.key_file_broken"


def test_several_peppers_are_kept(path: Path) -> None:
    made = KeyFile.create(path)
    content = json.loads(path.read_bytes())
    content["peppers"]["older"] = content["totp_key"]
    found = KeyFile.load(written(path, json.dumps(content).encode()))
    assert found.peppers["older"] == made.totp_key
    assert found.pepper_id == made.pepper_id
