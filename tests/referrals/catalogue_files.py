"""The catalogue and the norms as the product reads them, for the tests of this room."""

from pathlib import Path

from signaal.referrals import catalogue, halfyears

ROOM = Path(__file__).parents[2] / "signaal" / "referrals"
FILES = {path.name: path.read_text(encoding="utf-8") for path in sorted((ROOM / "catalogue").glob("*.toml"))}
CATALOGUE = catalogue.load(FILES)
NORMS = halfyears.load((ROOM / "norms.toml").read_text(encoding="utf-8"))
