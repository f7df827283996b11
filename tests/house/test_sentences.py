"""Sentences: the same in both languages, all of them there, none of them idle."""

import ast
import re
from collections.abc import Iterator

from signaal import texts
from tests.support.repository import CODE, modules, place, tree

PLURAL = re.compile(r"\.(one|other|zero|two|few|many)$")
KEYS = set(texts.keys("nl"))
KNOWN = {PLURAL.sub("", key) for key in KEYS}
TEMPLATES = sorted((CODE / "web" / "templates").rglob("*.html"))
SPEAKS = {"Say": 0, "t": 0, "say": 1}
"""Which argument of a call is the key."""
# Built in more than one step, so that no literal shows: (stem, where).
STEMS = {
    "cli.": "signaal/cli/voice.py speaks its own file",
    "forms.": "signaal/texts/forms.py",
    "income.": "the words of a closed list, for the page that asks",
}


def parameters(sentence: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", sentence))


def test_both_languages_have_the_same_keys_and_parameters() -> None:
    dutch, english = texts.keys("nl"), texts.keys("en")
    assert set(dutch) == set(english), f"add to the other language: {sorted(set(dutch) ^ set(english))}"
    other = {key for key in dutch if parameters(dutch[key]) != parameters(english[key])}
    assert not other, f"use the same parameters in nl and en: {sorted(other)}"


def named() -> Iterator[tuple[str, str]]:
    """(place, key) of every literal handed to something that speaks."""
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and _name(node.func) in SPEAKS:
                for key in node.args[SPEAKS[_name(node.func)] :][:1]:
                    if isinstance(key, ast.Constant) and "." in str(key.value):
                        yield place(path, node), str(key.value)
    for path in TEMPLATES:
        for key in re.findall(
            r"""\bt\(\s*["']([a-z_]+\.[a-z0-9_.\-]+)["']\s*[,)]""", path.read_text("utf-8")
        ):
            yield place(path), key


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def test_every_named_sentence_exists() -> None:
    lost = sorted({f"{key} ({where})" for where, key in named() if key not in KNOWN | KEYS})
    assert not lost, f"write these in texts/nl and texts/en: {lost}"


def patterns() -> Iterator[str]:
    """Regular expressions of keys that are put together: f-strings, and ~ in templates."""
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"[\w.\-]+"
                    for p in node.values
                ]
                yield "".join(parts) + (r"[\w.\-]+" if parts[-1:] and parts[-1].endswith((".", "_")) else "")
    for path in TEMPLATES:
        for stem in re.findall(r"""["']([a-z_]+\.[a-z0-9_.\-]*)["']\s*~""", path.read_text("utf-8")):
            yield re.escape(stem) + r"[\w.\-]+"
        for stem in re.findall(
            r"""["']([a-z_]+\.[a-z0-9_.]*%[ds][a-z0-9_.]*)["']""", path.read_text("utf-8")
        ):
            yield re.sub(r"%[ds]", r"\\w+", re.escape(stem))


def literals() -> set[str]:
    """Every string in the code and in the templates."""
    found = {
        str(node.value)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for path in TEMPLATES:
        found |= set(re.findall(r"""["']([a-z_]+\.[a-z0-9_.\-]+)["']""", path.read_text("utf-8")))
    return found


def test_every_sentence_is_spoken_somewhere() -> None:
    said = {PLURAL.sub("", found) for found in literals()}
    built = [re.compile(found) for found in set(patterns()) if re.match(r"[a-z_]+\\?\.", found)]
    idle = {
        key
        for key in KNOWN
        if key not in said and not key.startswith(tuple(STEMS)) and not any(p.fullmatch(key) for p in built)
    }
    assert not idle, f"speak these somewhere, or take them out of texts/nl and texts/en: {sorted(idle)}"
