"""A configuration is right, or every problem is said at once and no value is repeated."""

import tomllib
import traceback
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.config import ConfigError, Settings, load

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"

PRODUCTION = """
[server]
behind_tls = true
host = "0.0.0.0"
public_url = "https://signaal.example"
[mail]
smtp_host = "mail.example"
[profile]
kind = "production"
[profile.documents]
dpia_reference = "Z-1"
dpia_date = 2026-01-01
processor_agreements_reference = "Z-2"
processor_agreements_date = 2026-01-01
partners_arrangement_reference = "Z-3"
partners_arrangement_date = 2026-01-01
council_consent_reference = "Z-4"
council_consent_date = 2026-01-01
key_export_date = 2026-01-01
[municipality]
duty = "geen piket"
[security]
contact = "mailto:veilig@signaal.example"
expires = 2027-01-01
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(write(folder, text))
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    path.write_text("{}", encoding="utf-8")
    path.chmod(0o600)
    return path


def test_an_empty_file_is_a_demo_on_this_machine(tmp_path: Path) -> None:
    settings = load(write(tmp_path, ""))
    assert settings == Settings(folder=tmp_path)
    assert not settings.production
    assert settings.server.host == "127.0.0.1"
    assert settings.database_url == f"sqlite:///{tmp_path}/signaal.db"
    assert settings.key_file == tmp_path / "keys.json"
    assert settings.mail_folder == tmp_path / "mail"
    assert settings.mail_password_file is None
    assert settings.public_url == "http://localhost:8642"
    assert (settings.cookie_name, settings.secure_cookie) == ("signaal", False)


def test_the_example_says_the_defaults(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert load(write(tmp_path, text)) == Settings(folder=tmp_path)


def test_every_problem_is_said_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        """
        mail = 3
        [server]
        prot = 1
        port = "8642"
        threads = 0
        behind_tls = 1
        public_url = "signaal.example"
        [serer]
        [log]
        level = "loud"
        [profile.documents]
        dpia_date = "2026-01-01"
        """,
    )
    assert found == [
        "mail has to be a table: [mail]",
        "server.prot is not a setting; did you mean server.port?",
        "server.port has to be a whole number",
        "server.threads has to be from 1 to 64",
        "server.behind_tls has to be true or false",
        "server.public_url has to be http:// or https:// and a name, without a path",
        "serer is not a setting; did you mean server?",
        'log.level has to be one of: "debug", "info", "warning", "error"',
        "profile.documents.dpia_date has to be a date, as 2026-11-22",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[server]\nhost = "0.0.0.0"', "server.host"),
        ('[server]\nhost = "::"', "server.host"),
        ("[server]\nbehind_tls = true", "server.public_url"),
        ("[server]\ntrusted_proxies = 1", "server.trusted_proxies"),
        ('[keys]\nfile = ""', "keys.file"),
        ('[mail]\nsmtp_host = "mail.example"\nsecurity = "none"', "mail.security"),
        ('[mail]\nusername = "u"', "mail.username"),
        ('[mail]\nusername = "u"\npassword_file = "gone"', "mail.password_file names"),
        ('[pager]\nurl = "https://pieper.example/"', "pager.url and pager.secret_file"),
        ('[pager]\nurl = "https://pieper.example/"\nsecret_file = "gone"', "pager.secret_file names"),
        ('[database]\nurl = "mysql://x"', "database.url"),
        ('[mail]\nsender = "nobody"', "mail.sender"),
    ],
)
def test_settings_that_do_not_go_together(tmp_path: Path, text: str, expected: str) -> None:
    (found,) = problems(tmp_path, text)
    assert found.startswith(expected)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_loopback_needs_no_tls(tmp_path: Path, host: str) -> None:
    assert load(write(tmp_path, f'[server]\nhost = "{host}"')).server.host == host


@pytest.mark.asvs("3.3.1", "3.3.3")
def test_behind_tls_the_cookie_belongs_to_this_host_alone(tmp_path: Path) -> None:
    settings = load(write(tmp_path, '[server]\nbehind_tls = true\npublic_url = "https://s.example"'))
    assert (settings.cookie_name, settings.secure_cookie) == ("__Host-signaal", True)


@pytest.mark.usefixtures("keys")
def test_production_starts_when_everything_is_there(tmp_path: Path) -> None:
    settings = load(write(tmp_path, PRODUCTION))
    assert settings.production
    assert settings.security.expires == date(2027, 1, 1)


def test_production_refuses_without_its_documents(tmp_path: Path) -> None:
    found = problems(tmp_path, '[profile]\nkind = "production"')
    assert len([line for line in found if line.startswith("profile.documents.")]) == 9
    for name in ("server.behind_tls", "mail.smtp_host", "municipality.duty", "security.contact", "keys.file"):
        assert any(line.startswith(name) for line in found), name


def test_a_reference_of_blanks_is_none(tmp_path: Path) -> None:
    text = '[profile]\nkind = "production"\n[profile.documents]\ndpia_reference = "  "'
    assert "profile.documents.dpia_reference is missing: production needs it" in problems(tmp_path, text)


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(
    "line", [line for line in PRODUCTION.splitlines() if " = " in line and not line.startswith("kind")]
)
def test_production_misses_each_line(tmp_path: Path, line: str) -> None:
    if line.startswith("host"):
        return
    assert problems(tmp_path, PRODUCTION.replace(line + "\n", "", 1))


@pytest.mark.asvs("13.3.2")
def test_production_refuses_a_key_file_that_others_may_read(tmp_path: Path, keys: Path) -> None:
    keys.chmod(0o640)
    assert problems(tmp_path, PRODUCTION) == ["keys.file may be read by others: give it mode 0600"]


def test_a_broken_file_names_the_place(tmp_path: Path) -> None:
    assert problems(tmp_path, '[mail]\nusername = "geheim\n') == [
        "config.toml is not valid TOML, at line 2, column 19"
    ]
    assert problems(tmp_path, "[mail") != []
    (tmp_path / "config.toml").unlink()
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path / "config.toml")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load(tmp_path / "config.toml")


KEYS = [
    f"{table}.{key}"
    for table, content in tomllib.loads(EXAMPLE.read_text(encoding="utf-8")).items()
    for key, value in content.items()
    if not isinstance(value, dict)
]


@given(key=st.sampled_from(KEYS), value=st.sampled_from(['"{}"', '["{}"]', '{{ x = "{}" }}', '"""{}"""']))
def test_no_message_carries_a_value(tmp_path_factory: pytest.TempPathFactory, key: str, value: str) -> None:
    canary = "kanarie-7e1d"
    table, name = key.split(".")
    path = write(tmp_path_factory.mktemp("config"), f"[{table}]\n{name} = {value.format(canary)}")
    try:
        load(path)
        said = ""
    except ConfigError as error:
        said = "".join(traceback.format_exception(error))
    assert canary not in said
