"""Every sentence that the rules can name exists in both languages, and bears being read by a parent."""

import ast
import re
from pathlib import Path

import pytest

import signaal.workflows
from signaal.terms import ClockKind, ClockState
from signaal.texts import LANGUAGES, keys, say
from signaal.workflows.cases import NextKind
from signaal.workflows.deciders import Person
from signaal.workflows.threats import ThreatKind

SOURCES = sorted(Path(signaal.workflows.__file__).parent.glob("*.py"))
OURS = ("workflows.", "clocks.", "talk.")
PARAMS = {
    "due": "D", "started": "S", "ended": "E", "at": "A", "until": "U", "n": 2, "limit": 3, "day": "d",
    "better": "b", "child": "c", "week": "W",
}  # fmt: skip
OF_THE_LAW = {"inform_grounds", "report_grounds"}
"""What a privacy officer weighs after an incident: AVG art. 33 and 34 call it a risk, and no parent reads it here."""
FORBIDDEN = ("potje", "recht op heeft", "weiger", "risico", "dossier", "maatregel")


def named_keys():
    """Literal keys of Say(...) in the rules; a formatted key becomes a pattern."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Say":
                key = node.args[0]
                if isinstance(key, ast.Constant):
                    yield re.escape(str(key.value))
                elif isinstance(key, ast.JoinedStr):
                    yield "".join(
                        re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[a-z0-9_]+"
                        for part in key.values
                    )


def spoken(language):
    return {re.sub(r"\.(one|other)$", "", key): text for key, text in keys(language).items()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pattern", sorted(set(named_keys())))
def test_every_key_in_the_rules_has_a_sentence(language, pattern):
    assert any(re.fullmatch(pattern, key) for key in spoken(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_formatted_key_has_all_its_sentences(language, rules):
    wanted = {f"clocks.state.{state}" for state in ClockState if state is not ClockState.RUNNING}
    wanted |= {f"clocks.calm_48h.end.answer_needed.{kind}" for kind in ThreatKind}
    wanted |= {f"workflows.consent.ask.{person}" for person in Person}
    wanted |= {f"workflows.next.{kind}" for kind in NextKind}
    wanted |= {f"workflows.line.{stem}.{kind}" for stem in ("talked", "noticed") for kind in NextKind}
    for kind in ClockKind:
        rule = rules.of(kind)
        alone = [step for step in (rule.at_due, rule.returned) if step is not None]
        wanted |= {f"clocks.{kind}.step.{step.key}" for step in (*rule.inside, *rule.outside, *alone)}
        wanted |= {f"clocks.{kind}.{name}" for name in ("name", "what", "running", "overdue")}
    assert wanted <= set(spoken(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_spoken(language):
    for key in spoken(language):
        if key.startswith(OURS):
            assert say(language, key, **PARAMS).strip()


def test_both_languages_say_the_same_things_with_the_same_parameters():
    dutch, english = keys("nl"), keys("en")
    ours = {key for key in dutch if key.startswith(OURS)}
    assert ours == {key for key in english if key.startswith(OURS)}
    for key in ours:
        assert set(re.findall(r"\{\w+\}", dutch[key])) == set(re.findall(r"\{\w+\}", english[key])), key


def test_no_sentence_uses_a_word_we_keep_from_parents(rulebook):
    sentences = [text for key, text in keys("nl").items() if key.startswith(OURS)]
    sentences += [item.nl for item in rulebook.checklist.items.values()]
    for_parents = (found for name, found in rulebook.lists.by_name.items() if name not in OF_THE_LAW)
    sentences += [entry.nl for found in for_parents for entry in found.entries.values()]
    for text in sentences:
        assert not any(word in text.casefold() for word in FORBIDDEN), text


def test_the_neutral_lines_never_speak_of_money():
    lines = [text for key, text in keys("nl").items() if key.startswith("workflows.line.")]
    assert len(lines) == 10
    for text in lines:
        assert not re.search(r"geld|armoede|schuld|signaal|kaart", text.casefold()), text


def test_the_talk_card_has_our_eight_openings():
    openings = [key for key in keys("nl") if key.startswith("talk.openings.") and not key.endswith("_child")]
    assert len(openings) == 8
