"""Writes what docs/threat-model.md takes from the tests, and docs/keys.md from the code.

`python tools/threats.py` prints the pages; with --write they are put in their place.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.attacks import pages

PAGES = {pages.THREATS: pages.with_attacks, pages.KEYS: pages.with_uses}

if __name__ == "__main__":
    for path, made in PAGES.items():
        if "--write" in sys.argv:
            path.write_text(made(), encoding="utf-8")
        else:
            print(made())
