"""The pages docs/register.md and docs/dpia.md, made from the register and the schema, so that they cannot lag behind.

`signaal register` writes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from signaal import texts
from signaal.audit.activities import FILE, SAID, Processing, register
from signaal.audit.events import Event
from signaal.store.erasing import OUTLIVES, tables
from signaal.store.tables import row_classes

HEADS = {
    "purpose": "purpose",
    "people": "about whom",
    "categories": "which data",
    "recipients": "who gets it",
    "term": "how long",
}


def register_page() -> str:
    """docs/register.md, in Markdown."""
    parts = [line for found in register().activities for line in ("", *_section(found))]
    parts += ["", "## Without data about anybody", "", _code(register().without)]
    return _filled("register_page", activities="\n".join(parts[1:]), tables="\n".join(_tables()))


def dpia_page() -> str:
    """docs/dpia.md, in Markdown."""
    lines = ["| activity | purpose | about whom | which data | ground |", "|---|---|---|---|---|"]
    for found in register().activities:
        said = " | ".join(found.words(what, "en") for what in ("purpose", "people", "categories"))
        lines.append(f"| {_name(found)} | {said} | {_grounds(found)} |")
    return _filled("dpia_page", activities="\n".join(lines))


def _filled(page: str, **parts: str) -> str:
    text = FILE.with_name(f"{page}.md").read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace("{{" + name + "}}", part)
    return text


def write(docs: Path) -> tuple[Path, ...]:
    """Write both pages into a folder; returns where they stand."""
    pages = {"register.md": register_page(), "dpia.md": dpia_page()}
    for name, text in pages.items():
        (docs / name).write_text(text, encoding="utf-8")
    return tuple(docs / name for name in pages)


def _section(found: Processing) -> Iterator[str]:
    yield f"## {_name(found)} (`{found.activity.value}`)"
    yield ""
    yield "| | |\n|---|---|"
    for what in SAID:
        yield f"| {HEADS[what]} | {found.words(what, 'en')} |"
    yield f"| ground | {_grounds(found)} |"
    yield f"| pages | {_code(found.routes)} |"
    yield f"| jobs | {_code(found.jobs)} |"
    yield f"| events | {_code(event.value for event in Event if event.activity is found.activity)} |"


def _tables() -> Iterator[str]:
    gone = tables()
    yield "| table | columns | evidence | goes with the card |\n|---|---|---|---|"
    for row in row_classes():
        name = str(row.__tablename__)
        goes = "proofs of a yes later" if name in OUTLIVES else "yes" if name in gone else "no"
        yield f"| `{name}` | {len(row.__table__.columns)} | {'yes' if row.__witness__ else 'no'} | {goes} |"


def _name(found: Processing) -> str:
    return texts.say("en", f"log.purpose.{found.activity.value}").capitalize()


def _grounds(found: Processing) -> str:
    return "; ".join(texts.say("en", f"log.basis.{basis.value}") for basis in found.bases)


def _code(names: Iterator[str] | tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"
