"""Which requirements of OWASP ASVS 5.0 have a test: prints a Markdown table for the documentation.

A security test carries `@pytest.mark.asvs("8.4.1")`; this collects the marks and runs nothing.
"""

import contextlib
import io
import sys
from collections import defaultdict
from pathlib import Path

import pytest


class Collector:
    """Remembers which tests carry which requirement."""

    def __init__(self) -> None:
        self.proofs: defaultdict[str, set[str]] = defaultdict(set)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Called by pytest when every test is known."""
        for item in session.items:
            for mark in item.iter_markers("asvs"):
                for requirement in mark.args:
                    self.proofs[requirement].add(item.nodeid.split("[", maxsplit=1)[0])


def order(requirement: str) -> list[int]:
    """8.4.10 comes after 8.4.9."""
    return [int(part) for part in requirement.split(".")]


def main() -> None:
    """Collect, then print the table."""
    root = Path(__file__).resolve().parent.parent
    collector, said = Collector(), io.StringIO()
    with contextlib.redirect_stdout(said):
        code = pytest.main(
            ["--collect-only", "-q", "-p", "no:randomly", "--rootdir", str(root)], plugins=[collector]
        )
    if code:
        sys.exit(said.getvalue())
    print("| ASVS 5.0 | proved by |\n|---|---|")
    for requirement in sorted(collector.proofs, key=order):
        print(f"| {requirement} | {'<br>'.join(sorted(collector.proofs[requirement]))} |")


if __name__ == "__main__":
    main()
