"""The page docs/access.md, made from the table itself so that it cannot lag behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from signaal.access.permissions import Permission
from signaal.access.relations import Relation
from signaal.access.table import TABLE, Line

_AGAIN = "from signaal.access.listing import access_page as p; print(p(), end='')"
_HEAD = f"""# Who may do what

Made by `signaal/access/listing.py` from the one table that decides (`signaal/access/table.py`); a test holds this page
equal to it. Write it again with `.venv/bin/python -c "{_AGAIN}" > docs/access.md`.

Roles belong to a membership in an organisation: `signaller` (youth health, school), `responder` (a team that receives),
`coordinator`, `privacy_officer`, `supervisor` (the FG), `admin`. `lead` is a mark on a signaller or responder. `system`
is the scheduler, `operator` the command line. What is not in the table cannot be done.

A cell names the relations in which it is allowed; the permission alone opens nothing: a key must be held too.
"""


def access_page() -> str:
    """The whole page, in Markdown."""
    return "\n".join((_HEAD, *_table(), *_relations())) + "\n"


def _table() -> Iterator[str]:
    yield "| permission | who, in which relation |"
    yield "|---|---|"
    for permission in Permission:
        yield f"| `{permission.value}` | {_who(TABLE[permission])} |"


def _who(line: Line) -> str:
    return "; ".join(
        _column(spec.name, getattr(line, spec.name)) for spec in fields(line) if getattr(line, spec.name)
    )


def _column(name: str, value: bool | frozenset[Relation]) -> str:
    if isinstance(value, bool):
        return name
    return f"{name}: {', '.join(relation.value for relation in Relation if relation in value)}"


def _relations() -> Iterator[str]:
    yield "\n## Relations\n"
    for relation in Relation:
        yield f"- `{relation.value}`"
