"""A pager is opened as configured, or the problem is named without its secret."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from signaal.config.settings import Pager, Settings
from signaal.runtime import StartError
from signaal.runtime.paging import pager

GOOD = "whsec_" + base64.b64encode(bytes(range(32))).decode()
HERE = "http://127.0.0.1:8099/piep"


def settings(folder: Path, url: str, secret: str | None = GOOD) -> Settings:
    if secret is not None:
        (folder / "pager.key").write_text(secret + "\n", encoding="utf-8")
    return Settings(folder, pager=Pager(url, "pager.key", "Gemeente Waterland"))


def test_without_an_address_there_is_none(tmp_path: Path) -> None:
    assert pager(Settings(tmp_path)) is None


def test_a_pager_as_configured(tmp_path: Path) -> None:
    found = pager(settings(tmp_path, HERE))
    assert found is not None
    assert (found.url, found.organisation) == (HERE, "Gemeente Waterland")
    assert found.sign("msg_1", 1, b"{}").startswith("v1,")


@pytest.mark.parametrize(
    ("url", "secret", "says"),
    [
        ("http://pieper.example/", GOOD, "pager.url has to start with https://"),
        ("https://naam:woord@pieper.example/", GOOD, "pager.url may hold no name"),
        (HERE, "hunter2-geheim", "pager.secret_file: a secret for a pager begins with whsec_"),
        (HERE, None, "pager.secret_file cannot be read"),
    ],
)
def test_what_is_wrong_is_named_and_never_shown(
    tmp_path: Path, url: str, secret: str | None, says: str
) -> None:
    with pytest.raises(StartError) as refused:
        pager(settings(tmp_path, url, secret))
    assert refused.value.problems[0].startswith(says)
    assert "hunter2" not in str(refused.value)
    assert "woord" not in str(refused.value)
