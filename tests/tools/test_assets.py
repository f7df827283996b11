"""What pages get from others: only what is used, complete, from this server, with its licence."""

import json
import re

from tests.support.repository import ROOT

VENDOR = ROOT / "signaal" / "web" / "static" / "vendor"
DEPENDENCIES = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]


def test_style_sheets_ask_for_nothing_outside() -> None:
    for sheet in VENDOR.glob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert "@import" not in text
        assert all((VENDOR / name.strip("'\"")).is_file() for name in re.findall(r"url\(([^)]*)\)", text))


def test_every_component_is_there_and_no_municipality_s_tokens() -> None:
    text = (VENDOR / "components.css").read_text(encoding="utf-8")
    for name in DEPENDENCIES:
        if name.startswith("@utrecht/"):
            assert f"/* {name}, EUPL-1.2 */" in text
    assert not re.search(r"--utrecht-[a-z-]+:\s*#", text), "tokens are ours to set, in our own token file"


def test_the_font_has_the_letters_of_dutch_names() -> None:
    text = (VENDOR / "fonts.css").read_text(encoding="utf-8")
    assert [text.count(f"font-weight: {weight}") for weight in (400, 600, 700)] == [2, 2, 2]
    assert "U+0100-02" in text, "latin-ext: names such as Şeyma and Łukasz"


def test_every_package_stands_in_the_list_of_licences() -> None:
    text = (VENDOR / "licences.txt").read_text(encoding="utf-8")
    for name, version in DEPENDENCIES.items():
        assert f"{name}  {version}  " in text
    assert "SIL Open Font License" in text or "SIL OPEN FONT LICENSE" in text
