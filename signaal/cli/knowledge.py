"""What the house knows by heart, read from its files: norms, provisions, signals. Opens no instance, needs no key.

An instance may hold later norms (`norms/*.toml`) and its municipality's own provisions (`catalogue/*.toml`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from signaal.referrals import halfyears
from signaal.referrals.halfyears import Norms

if TYPE_CHECKING:
    from signaal.referrals.catalogue import Catalogue

HERE = Path(__file__).parents[1]
RULES = HERE / "referrals"


def texts_in(folder: Path) -> dict[str, str]:
    """Every TOML file of a folder by name; empty when there is no such folder."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))}


def norms(instance: Path) -> Norms:
    """The norms of the house, and those that were added to the instance. Raises CatalogueError."""
    known = halfyears.load((RULES / "norms.toml").read_text(encoding="utf-8"))
    for name, text in texts_in(instance / "norms").items():
        known = halfyears.join(known, halfyears.load(text, name))
    return known


def national() -> dict[str, str]:
    """The files of the national catalogue by name."""
    return texts_in(RULES / "catalogue")


def catalogue(instance: Path) -> Catalogue:
    """The national provisions, with what the instance's municipality says about them. Raises CatalogueError."""
    from signaal.referrals import catalogue as reading  # a table of norms need not wait for it

    return reading.load(national(), texts_in(instance / "catalogue"))


def signals() -> str:
    """The list of what may be noticed."""
    return (HERE / "workflows" / "lists" / "signals.toml").read_text(encoding="utf-8")
