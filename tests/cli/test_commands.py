"""The command line as a person and as a program use it, in this process, over a real instance."""

from __future__ import annotations

import json
import re
import sqlite3
import stat
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from signaal.actions import verify
from signaal.actions.context import Tools, operator
from signaal.cli.doors import Account, Doors
from signaal.cli.main import main
from signaal.cli.parser import days, minute
from signaal.config.settings import Settings
from signaal.runtime import create_instance, open_tools

ACCOUNT = {
    "login": "noor",
    "name": "Noor van 't Veld",
    "role": "signaller",
    "team": "JGZ-team Noord",
    "passphrase": "appel brug citroen duin eiland",
    "totp_secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
}


class Rehearsal:
    """Doors that lead nowhere, and remember who came through."""

    def __init__(self) -> None:
        self.played: list[int] = []
        self.served: list[str] = []
        self.breaks = False

    @property
    def doors(self) -> Doors:
        return Doors(self.serve_web, self.run_scheduler, self.play_demo)

    def serve_web(self, tools: Tools, settings: Settings, ready: Callable[[int], None]) -> None:
        self.served.append(tools.town.public_url)
        raise OSError(98, "Address already in use")

    def run_scheduler(self, tools: Tools, stop: threading.Event) -> None:
        self.served.append("clock")

    def play_demo(self, folder: Path, seed: int) -> Sequence[Account]:
        create_instance(folder).store.close()
        if self.breaks:
            raise OSError(28, "No space left on device")
        self.played.append(seed)
        return [ACCOUNT]


@pytest.fixture
def house() -> Rehearsal:
    return Rehearsal()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "instance"


@pytest.fixture
def say(
    house: Rehearsal, folder: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    def run(*words: str) -> tuple[int, str, str]:
        try:
            code = main(["--instance", str(folder), *words], house.doors)
        except SystemExit as left:
            code = int(str(left.code))
        out, err = capsys.readouterr()
        return code, out, err

    return run


Say = Callable[..., tuple[int, str, str]]


def test_init_asks_nothing_and_says_what_comes_next(say: Say, folder: Path) -> None:
    code, out, _ = say("init")
    assert code == 0
    assert str(folder) in out
    assert "signaal people add-organisation" in out
    assert say("init")[0] == 0


def test_people_from_nothing_to_a_link(say: Say) -> None:
    say("init")
    assert "Er is nog niemand" in say("people", "list")[1]
    assert (
        say("people", "add-organisation", "JGZ Waterland", "--kind", "jgz", "--municipality", "Waterland")[0]
        == 0
    )
    made = json.loads(
        say("people", "add-team", "JGZ Waterland", "Team Noord", "--function", "jgz", "--json")[1]
    )
    assert re.fullmatch("[0-9a-f]{32}", made["id"])
    person = ("people", "add-person", "JGZ Waterland", "noor", "Noor van 't Veld", "signaller")
    code, out, _ = say(*person, "--team", "Team Noord", "--lead", "--profession", "jgz_nurse")
    assert code == 0
    assert re.search(r"http://localhost:8642/activeren/\S{20,}", out)
    assert (
        say("people", "add-duty", "JGZ Waterland", "crisis_service", "078-5550123", "--days", "1-5")[0] == 0
    )
    listed = json.loads(say("people", "list", "--json")[1])
    assert listed[0]["people"][0]["login"] == "noor"
    assert listed[0]["duty"][0]["days"] == [0, 1, 2, 3, 4]
    assert "Noor van 't Veld (signaller*, Team Noord) invited" in say("people", "list")[1]


def test_a_new_link_and_the_code_of_who_works_in_no_team(say: Say) -> None:
    assert say("init")[0] == 0
    say("people", "add-organisation", "JGZ Waterland", "--kind", "jgz", "--municipality", "Waterland")
    say("people", "add-person", "JGZ Waterland", "noor", "Noor van 't Veld", "admin")
    code, out, err = say("people", "new-link", "noor", "--json")
    assert code == 0, err
    first = json.loads(out)["link"]
    code, out, _ = say("people", "new-link", "Noor")
    assert code == 0
    assert re.search(r"http://localhost:8642/activeren/\S{43}", out)
    assert first not in out
    assert say("people", "new-link", "nobody")[0] == 2
    assert say("people", "admit", "noor", "00000-00000")[0] == 2, "nothing waits"


def test_what_is_refused_is_said_per_field_and_nothing_is_stored(say: Say) -> None:
    say("init")
    say("people", "add-organisation", "JGZ Waterland", "--kind", "jgz", "--municipality", "Waterland")
    code, _, err = say("people", "add-person", "JGZ Waterland", "N o o r", "Noor", "tovenaar")
    assert code == 2
    assert "- login:" in err
    assert "- role:" in err
    code, _, err = say("people", "add-team", "Een ander", "Team", "--function", "jgz")
    assert code == 2
    assert "JGZ Waterland" in err
    assert json.loads(say("people", "list", "--json")[1])[0]["people"] == []


def test_one_command_makes_a_solo_profile(say: Say, folder: Path) -> None:
    given = ("De Regenboog", "--kind", "school", "--municipality", "Waterland", "--person", "Annie de Vries")
    both = ("--login", "annie", "--officer", "Piet Jansen", "--officer-login", "piet")
    code, out, _ = say("solo", *given, *both)
    assert code == 0
    assert len(re.findall(r"/activeren/\S{20,}", out)) == 2
    assert re.search('(?m)^duty = "geen piket"$', (folder / "config.toml").read_text(encoding="utf-8"))
    assert json.loads(say("solo", *given, *both, "--json")[1])["links"] == {}, "twice does no harm"
    (listed,) = json.loads(say("people", "list", "--json")[1])
    assert [(team["solo"], team["mode"]) for team in listed["teams"]] == [(True, "shared")]
    assert {(p["login"], p["role"], p["lead"]) for p in listed["people"]} == {
        ("annie", "signaller", True),
        ("piet", "privacy_officer", False),
    }
    assert say("solo", *given, "--login", "annie", "--officer", "Annie", "--officer-login", "annie")[0] == 2
    assert say("audit", "verify")[0] == 0


def test_the_pepper_is_renewed_beside_the_old_one(say: Say, folder: Path) -> None:
    say("init")
    (old,) = json.loads(say("keys", "show", "--json")[1])["accounts"]
    code, out, _ = say("keys", "rotate-pepper")
    assert code == 0
    assert "Start signaal opnieuw" in out
    shown = json.loads(say("keys", "show", "--json")[1])
    assert shown["current"] != old
    assert set(shown["accounts"]) == {old, shown["current"]}
    assert say("keys", "drop-pepper", shown["current"])[0] == 2
    assert say("keys", "drop-pepper", old)[0] == 0
    assert stat.S_IMODE((folder / "keys.json").stat().st_mode) == 0o600
    assert say("audit", "verify")[0] == 0


def test_a_sweep_by_hand(say: Say) -> None:
    say("init")
    assert json.loads(say("sweep", "--once", "--json")[1]) == {"taken": 0, "failed": 0, "late": 0}
    assert "0 stappen" in say("sweep", "--once")[1]
    assert "0 steps" in say("--lang", "en", "sweep", "--once")[1]


def test_a_month_of_which_nothing_was_released(say: Say) -> None:
    say("init")
    assert say("report", "--month", "2026-01")[:2] == (1, "Van 2026-01 is niets vrijgegeven.\n")
    assert json.loads(say("report", "--month", "2026-01", "--json")[1]) == []
    for month in ("2026-13", "2999-01", "januari"):
        assert say("report", "--month", month)[0] == 2


def test_the_log_is_checked_and_a_changed_row_is_found(say: Say, folder: Path) -> None:
    say("init")
    say("people", "add-organisation", "JGZ Waterland", "--kind", "jgz", "--municipality", "Waterland")
    code, out, _ = say("audit", "verify", "--json")
    assert code == 0
    assert set(json.loads(out)) == {"ok", "size", "root", "first_bad_seq", "problems"}
    with closing(sqlite3.connect(folder / "signaal.db")) as db, db:
        db.execute("UPDATE organisations SET name = 'Een ander'")
    code, out, _ = say("audit", "verify", "--json")
    found = json.loads(out)
    assert (code, found["ok"], found["first_bad_seq"]) == (1, False, 1)
    code, out, _ = say("audit", "verify")
    assert code == 1
    assert "klopt NIET" in out
    assert "organisations/" in out


def test_migrate_says_which_version_it_is_now(say: Say) -> None:
    say("init")
    assert json.loads(say("migrate", "--json")[1])["version"]


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("dans",),
        ("run", "--port", "99999"),
        ("sweep", "--vaak"),
        ("people",),
        ("audit",),
        ("code",),
        ("init", "x"),
    ],
)
def test_wrong_use_ends_with_two_and_the_way_to_the_help(say: Say, words: tuple[str, ...]) -> None:
    code, out, err = say(*words)
    assert code == 2
    assert out == ""
    assert "--help" in err


def test_help_teaches_in_both_languages(say: Say) -> None:
    code, out, _ = say("--help")
    assert code == 0
    for word in ("init", "run", "demo", "migrate", "sweep", "audit", "people", "Beginnen", "gebruik:"):
        assert word in out
    assert "To start working" in say("--help", "--lang", "en")[1]
    for command in ("init", "run", "scheduler", "demo", "code", "migrate", "sweep", "people"):
        code, out, _ = say(command, "--help")
        assert code == 0
        assert "--instance" in out
    assert "08" not in say("people", "add-duty", "--help")[1].split("Opties")[0]


def test_the_instance_may_be_named_after_the_command(
    house: Rehearsal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["init", "--instance", str(tmp_path / "a")], house.doors) == 0
    assert main(["--instance", str(tmp_path / "b"), "init"], house.doors) == 0
    monkeypatch.setenv("SIGNAAL_INSTANCE", str(tmp_path / "c"))
    assert main(["init"], house.doors) == 0
    assert all((tmp_path / name / "keys.json").exists() for name in "abc")


def test_an_instance_that_is_not_there(say: Say) -> None:
    for words in (("run",), ("sweep", "--once"), ("audit", "verify"), ("people", "list"), ("scheduler",)):
        code, _, err = say(*words)
        assert code == 2
        assert "signaal init" in err


def test_a_broken_configuration_lists_every_problem_and_no_value(say: Say, folder: Path) -> None:
    say("init")
    (folder / "config.toml").write_text(
        '[server]\nhost = "0.0.0.0"\nport = 0\nprot = 1\n[mail]\nsmtp_port = "hunter2-geheim"\n',
        encoding="utf-8",
    )
    code, _, err = say("run")
    assert code == 2
    for place in ("server.host", "server.port", "server.prot", "mail.smtp_port"):
        assert place in err
    assert "hunter2" not in err
    assert "0.0.0.0" not in err


def test_a_database_that_is_locked_is_said_in_a_sentence(say: Say, folder: Path) -> None:
    say("init")
    with closing(sqlite3.connect(folder / "signaal.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        code, _, err = say("people", "add-organisation", "X", "--kind", "jgz", "--municipality", "W")
    assert code == 2
    assert "Traceback" not in err
    assert err.strip()


def test_a_port_in_use_is_said_in_a_sentence(say: Say, house: Rehearsal) -> None:
    say("init")
    code, _, err = say("run", "--port", "4711")
    assert code == 2
    assert "Address already in use" in err
    assert house.served == ["http://localhost:4711"]


def test_the_clock_alone(say: Say, house: Rehearsal) -> None:
    say("init")
    assert say("scheduler")[0] == 0
    assert house.served == ["clock"]


def test_a_demo_is_played_once_and_kept(say: Say, house: Rehearsal, folder: Path) -> None:
    code, out, _ = say("demo", "--no-serve", "--seed", "7")
    assert code == 0
    assert "Noor van 't Veld" in out
    assert ACCOUNT["passphrase"] in out
    assert "signaal code" in out
    code, out, _ = say("demo", "--no-serve", "--json")
    assert json.loads(out) == {"url": "http://localhost:8642", "instance": str(folder), "accounts": [ACCOUNT]}
    assert house.played == [7]
    kept = folder / "demo-accounts.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in folder.parent.iterdir()] == ["instance"]
    tools = open_tools(folder)
    assert verify.verify(operator(tools)).ok


def test_a_demo_that_broke_off_leaves_nothing_and_can_be_played_again(
    say: Say, house: Rehearsal, folder: Path
) -> None:
    house.breaks = True
    code, _, err = say("demo", "--no-serve")
    assert code == 2
    assert "No space left" in err
    assert list(folder.parent.iterdir()) == []
    house.breaks = False
    assert say("demo", "--no-serve")[0] == 0


def test_a_demo_goes_into_an_empty_instance_but_never_among_people(say: Say, house: Rehearsal) -> None:
    say("init")
    assert say("demo", "--no-serve")[0] == 0
    assert house.played == [1]


def test_a_demo_never_comes_among_people(say: Say, house: Rehearsal) -> None:
    say("init")
    say("people", "add-organisation", "JGZ Waterland", "--kind", "jgz", "--municipality", "Waterland")
    code, _, err = say("demo", "--no-serve")
    assert code == 2
    assert "--instance" in err
    assert house.played == []


def test_a_login_code_for_who_has_no_authenticator(say: Say) -> None:
    say("demo", "--no-serve")
    code, out, _ = say("code", "noor")
    assert code == 0
    assert re.match(r"\d{6}\n", out)
    found = json.loads(say("code", "noor", "--json")[1])
    assert found["login"] == "noor"
    assert 1 <= found["seconds"] <= 30
    code, _, err = say("code", "niemand")
    assert code == 2
    assert "noor" in err


def test_days_and_times_as_people_write_them() -> None:
    assert days("1-5") == (0, 1, 2, 3, 4)
    assert days("6,7") == (5, 6)
    assert minute("8.30") == minute("08:30") == 510
    assert minute("24.00") == 1440
    for wrong in ("0", "8", "1-9", "ma", "5-"):
        with pytest.raises(Exception, match="1-"):
            days(wrong if wrong != "5-" else "5-x")
