"""The commands and their arguments. Help is a text of the house, in Dutch or English."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from signaal import texts
from signaal.cli import audit_parser, duty_parser, solo_parser

LANGUAGES = ("nl", "en")


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str, usage_word: str) -> None:
        super().__init__(prog, max_help_position=34, width=100)
        self._usage_word = f"{usage_word}: "

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, self._usage_word if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks the chosen language and knows the options that stand anywhere."""

    language = "nl"

    def __init__(self, prog: str | None = None, *, about: str = "about") -> None:
        lang = self.language
        word = texts.say(lang, "cli.usage")
        super().__init__(
            prog,
            description=texts.say(lang, f"cli.{about}"),
            formatter_class=lambda prog: _Formatter(prog, word),
            add_help=False,
            allow_abbrev=False,
        )
        self._own = self.add_argument_group(texts.say(lang, "cli.arguments"))
        everywhere = self.add_argument_group(texts.say(lang, "cli.options"))
        self.option = everywhere
        say = self.say
        everywhere.add_argument("-h", "--help", action="help", help=say("help.help"))
        everywhere.add_argument(
            "--instance",
            type=Path,
            metavar=say("metavar.folder"),
            default=argparse.SUPPRESS,
            help=say("help.instance"),
        )
        everywhere.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=say("help.lang"))

    def say(self, key: str) -> str:
        """The sentence `cli.<key>`, safe in a help text."""
        return texts.say(self.language, f"cli.{key}").replace("%", "%%")

    def needs(self, name: str, about: str, **kwargs: Any) -> None:
        """An argument without a dash."""
        kwargs.setdefault("metavar", name.upper())
        self._own.add_argument(name, help=self.say(about), **kwargs)

    def takes(self, name: str, about: str, **kwargs: Any) -> None:
        """An option; those that take a value show it by their own name unless told otherwise."""
        if "action" not in kwargs and "choices" not in kwargs:
            kwargs.setdefault("metavar", name.lstrip("-").upper())
        self.option.add_argument(name, help=self.say(about), **kwargs)

    def error(self, message: str) -> NoReturn:
        """Wrong use: exit code 2, with the way to the help."""
        self.exit(2, f"{texts.say(self.language, 'cli.wrong_use', why=message, command=self.prog)}\n")


def language_in(argv: Sequence[str]) -> str:
    """The language asked for anywhere in the arguments, before they are understood; Dutch otherwise."""
    for n, word in enumerate(argv):
        chosen = word.removeprefix("--lang=") if word.startswith("--lang=") else None
        if word == "--lang" and n + 1 < len(argv):
            chosen = argv[n + 1]
        if chosen in LANGUAGES:
            return str(chosen)
    return "nl"


def default_instance() -> Path:
    """$SIGNAAL_INSTANCE, else the folder `instance` here."""
    return Path(os.environ.get("SIGNAAL_INSTANCE", "instance"))


def build(language: str) -> Parser:
    """Every command."""
    speaking = type("Parser", (Parser,), {"language": language})
    parser: Parser = speaking(prog="signaal")
    parser.epilog = parser.say("epilog")
    commands = parser.add_subparsers(
        title=parser.say("commands"), dest="command", metavar=parser.say("metavar.command"), required=True
    )

    def command(name: str, *, json: bool = False) -> Parser:
        made: Parser = commands.add_parser(name, about=f"{name}.about", help=parser.say(f"{name}.short"))
        if json:
            made.takes("--json", "help.json", action="store_true", dest="as_json")
        return made

    command("init")
    solo_parser.add(command("solo", json=True))
    command("run").takes("--port", "help.port", type=port)
    scheduler = command("scheduler")
    scheduler.takes("--port", "help.mail_port", type=port)
    scheduler.takes("--follow", "help.follow", action="store_true")
    demo = command("demo", json=True)
    demo.takes("--port", "help.port", type=port)
    demo.takes("--no-serve", "help.no_serve", action="store_true")
    demo.takes("--seed", "help.seed", type=int, default=1)
    command("code", json=True).needs("login", "help.code_login")
    command("migrate", json=True)
    command("sweep", json=True).takes("--once", "help.once", action="store_true")
    command("register", json=True).takes("--to", "register.to", type=Path, default=Path("docs"))
    command("report", json=True).takes("--month", "report.month", metavar="2026-11", required=True)
    simulate = command("simulate", json=True)
    simulate.takes("--seed", "simulate.seed", default="1")
    simulate.takes("--days", "simulate.days", default="30")
    simulate.takes("--cases", "simulate.cases")
    simulate.takes("--database", "simulate.url", metavar="URL")
    audit_parser.add(command("audit"))
    _people(command("people"))
    duty_parser.add(command("duty"))
    _keys(command("keys"))
    _archives(command("backup", json=True), command("restore", json=True))
    _norms(command("norms"))
    command("assess", json=True).needs("file", "assess.file", type=Path)
    verb = command("catalogue").add_subparsers(dest="what", metavar="check", required=True)
    check: Parser = verb.add_parser("check", about="catalogue.about", help=parser.say("catalogue.short"))
    check.takes("--json", "help.json", action="store_true", dest="as_json")
    check.needs("file", "catalogue.file", type=Path)
    return parser


def _norms(norms: Parser) -> None:
    verbs = norms.add_subparsers(dest="what", metavar=norms.say("metavar.command"), required=True)
    for name in ("check", "add"):
        verb: Parser = verbs.add_parser(name, about=f"norms.{name}", help=norms.say(f"norms.{name}"))
        verb.takes("--json", "help.json", action="store_true", dest="as_json")
        verb.needs("file", f"norms.{name}_file", type=Path)
        if name == "add":
            verb.takes("--keep", "norms.keep", action="store_true")


def _keys(keys: Parser) -> None:
    verbs = keys.add_subparsers(dest="what", metavar=keys.say("metavar.command"), required=True)
    for name in ("show", "rotate-pepper", "drop-pepper", "export", "import"):
        key = name.replace("-", "_")
        verb: Parser = verbs.add_parser(name, about=f"keys.{key}", help=keys.say(f"keys.{key}"))
        verb.takes("--json", "help.json", action="store_true", dest="as_json")
        if name == "drop-pepper":
            verb.needs("pepper", "keys.pepper")
        if name in ("export", "import"):
            verb.needs("file", f"keys.{name}_file", type=Path)
            verb.takes("--passphrase-file", "secret.file", type=Path)


def _archives(backup: Parser, restore: Parser) -> None:
    backup.needs("folder", "backup.folder", type=Path)
    restore.needs("file", "restore.file", type=Path)
    restore.takes("--journal", "restore.journal", type=Path)
    restore.takes("--without-journal", "restore.without", action="store_true")
    for parser in (backup, restore):
        parser.takes("--passphrase-file", "secret.file", type=Path)


def _people(people: Parser) -> None:
    verbs = people.add_subparsers(dest="what", metavar=people.say("metavar.command"), required=True)

    def verb(name: str) -> Parser:
        key = name.replace("-", "_")
        made: Parser = verbs.add_parser(name, about=f"people.{key}", help=people.say(f"people.{key}"))
        made.takes("--json", "help.json", action="store_true", dest="as_json")
        return made

    organisation = verb("add-organisation")
    organisation.needs("name", "help.name")
    organisation.takes("--kind", "help.kind", required=True)
    organisation.takes("--municipality", "help.municipality", required=True)
    organisation.takes("--affiliated", "help.affiliated", action="append", default=[], metavar="ID")
    team = verb("add-team")
    team.needs("organisation", "help.organisation")
    team.needs("name", "help.name")
    team.takes("--function", "help.team_function", required=True)
    team.takes("--personal", "help.personal", action="store_true")
    team.takes("--receives", "help.receives", action="store_true")
    team.takes("--solo", "help.solo", action="store_true")
    team.takes("--phone", "help.phone")
    person = verb("add-person")
    person.needs("organisation", "help.organisation")
    person.needs("login", "help.login")
    person.needs("name", "help.person_name")
    person.needs("role", "help.role")
    person.takes("--team", "help.team")
    person.takes("--lead", "help.lead", action="store_true")
    person.takes("--profession", "help.profession")
    person.takes("--email", "help.email", default="")
    person.takes("--language", "help.language", choices=LANGUAGES, default="nl")
    verb("new-link").needs("login", "help.known_login")
    admit = verb("admit")
    admit.needs("login", "help.known_login")
    admit.needs("code", "help.read_out")
    duty = verb("add-duty")
    duty.needs("organisation", "help.organisation")
    duty.needs("function", "help.duty_function")
    duty.needs("phone", "help.phone")
    duty.takes("--days", "help.days", type=days, default=())
    duty.takes("--from", "help.from", type=minute, default=510, dest="from_minute")
    duty.takes("--to", "help.to", type=minute, default=1020, dest="to_minute")
    duty.takes("--second", "help.second", action="store_true")
    verb("list")


def port(text: str) -> int:
    """A port; 0 is any that is free."""
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError("0-65535")
    return int(text)


def minute(text: str) -> int:
    """`8.30` or `08:30` to minutes after midnight; 24.00 is the end of the day."""
    hours, _, minutes = text.replace(":", ".").partition(".")
    if not (hours.isdecimal() and (minutes or "0").isdecimal()) or int(minutes or 0) > 59:
        raise argparse.ArgumentTypeError("8.30")
    return int(hours) * 60 + int(minutes or 0)


def days(text: str) -> tuple[int, ...]:
    """`1-5` or `1,3,6`, Monday is 1; as the duty list counts, Monday 0."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        if not first.isdecimal() or not (last or first).isdecimal():
            raise argparse.ArgumentTypeError("1-5")
        found += range(int(first) - 1, int(last or first))
    if not set(found) <= set(range(7)):
        raise argparse.ArgumentTypeError("1-7")
    return tuple(found)
