"""Every sentence that a template or a view names exists, in both languages."""

import re
from pathlib import Path

import pytest

from signaal import texts

WEB = Path(__file__).parents[2] / "signaal" / "web"
NAMED = re.compile(r"""\bt\(\s*["']([a-z_]+(?:\.[a-z0-9_]+)+)["']\s*[,)]""")


def named() -> set[str]:
    files = [*WEB.rglob("*.html"), *WEB.rglob("*.py")]
    return {key for path in files for key in NAMED.findall(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_named_sentence_exists(language):
    known = texts.keys(language)
    missing = {key for key in named() if key not in known and f"{key}.other" not in known}
    assert not missing, f"add these to texts/{language}: {sorted(missing)}"
