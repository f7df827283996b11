"""What help is decided with, out of its files: the provisions and the norms, with what the municipality added.

An instance may hold later norms (`norms/*.toml`) and its municipality's own provisions (`catalogue/*.toml`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from signaal.referrals import catalogue as provisions
from signaal.referrals import halfyears
from signaal.referrals.catalogue import Catalogue
from signaal.referrals.halfyears import Norms

RULES = Path(__file__).parents[1] / "referrals"
CATALOGUE = RULES / "catalogue"


def catalogue(folder: Path) -> Catalogue:
    """The national provisions, and what the municipality says about them. Raises CatalogueError."""
    return provisions.load(_texts_in(CATALOGUE), _texts_in(folder / "catalogue"))


def norms(folder: Path) -> Norms:
    """The norms of the house, and those that were added to the instance. Raises CatalogueError."""
    known = halfyears.load((RULES / "norms.toml").read_text(encoding="utf-8"))
    for name, text in _texts_in(folder / "norms").items():
        known = halfyears.join(known, halfyears.load(text, name))
    return known


def _texts_in(folder: Path) -> Mapping[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))}
