"""The proof of the clocks, for anybody who wants to see it: a simulated time from a seed, and what it found."""

from __future__ import annotations

import argparse
import sys

from signaal.cli.doors import Doors
from signaal.cli.voice import Voice
from signaal.runtime import StartError

MOST_DAYS, MOST_CASES, LARGEST_SEED = 3660, 100_000, 2**63 - 1
CASES_A_YEAR = 2000
_WIDTH = 40


def simulate(given: argparse.Namespace, voice: Voice, doors: Doors) -> int:
    """Simulate. Exit code 1 when an invariant broke; a seed that failed says how to play it again.

    Raises:
        StartError: everything that is wrong with the arguments.
    """
    seed, days, cases = ordered(given, voice)
    watched = sys.stderr.isatty()
    found = doors.simulate(seed, days, cases, given.database, _bar if watched else _nothing)
    if watched:
        print(file=sys.stderr)
    figures = found.plain()
    if not found.held:
        for words in found.words:
            voice.complain(words)
        again = f"signaal simulate --seed {seed} --days {days} --cases {cases}"
        voice.complain(voice.words("simulate.again", command=again))
    for name, number in figures.items():
        voice.line(f"{name:<22} {number:>9}")
    for name, number in sorted(found.beside.items()):
        voice.line(f"  {name:<38} {number:>9}")
    voice.tell("simulate.held" if found.held else "simulate.broken")
    voice.give(figures)
    return 0 if found.held else 1


def ordered(given: argparse.Namespace, voice: Voice) -> tuple[int, int, int]:
    """Seed, days and cases. Raises StartError with every problem at once."""
    problems: list[str] = []
    seed = _number("--seed", given.seed, 0, LARGEST_SEED, voice, problems)
    days = _number("--days", given.days, 1, MOST_DAYS, voice, problems)
    asked = given.cases if given.cases is not None else str(max(1, days * CASES_A_YEAR // 365))
    cases = _number("--cases", asked, 0, MOST_CASES, voice, problems)
    if given.database is not None and not given.database.startswith("postgresql://"):
        problems.append(voice.words("simulate.database"))
    if problems:
        raise StartError(problems)
    return seed, days, cases


def _number(name: str, text: str, least: int, most: int, voice: Voice, problems: list[str]) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        problems.append(voice.words("simulate.number", name=name, least=least, most=most))
        return least
    return number


def _bar(part: float) -> None:
    done = round(_WIDTH * min(part, 1.0))
    sys.stderr.write(f"\r[{'#' * done}{'.' * (_WIDTH - done)}] {part:4.0%}")
    sys.stderr.flush()


def _nothing(_part: float) -> None:
    """Nobody watches."""
