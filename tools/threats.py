"""Writes what docs/threat-model.md takes from the tests: every attack, who tries it, and what comes of it.

`python tools/threats.py` prints the page; with --write it is put in its place.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.attacks import pages

if __name__ == "__main__":
    if "--write" in sys.argv:
        pages.THREATS.write_text(pages.with_attacks(), encoding="utf-8")
    else:
        print(pages.with_attacks())
