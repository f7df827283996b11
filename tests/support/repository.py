"""The repository as text: what the structural rules of tests/house read."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "signaal"


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that is committed or about to be, as absolute paths that exist."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode()
    return tuple(ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file())


def tracked_texts() -> Iterator[tuple[Path, str]]:
    """Every tracked file that is UTF-8 text, with its text."""
    for path in tracked():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def modules(folder: Path = CODE) -> Iterator[Path]:
    """Every Python file of a folder."""
    return (path for path in sorted(folder.rglob("*.py")) if "__pycache__" not in path.parts)


def tree(path: Path) -> ast.Module:
    """A Python file as syntax."""
    return ast.parse(path.read_text(encoding="utf-8"))


def place(path: Path, node: ast.AST | None = None) -> str:
    """`signaal/clock.py:12`, for messages."""
    line = f":{getattr(node, 'lineno', 0)}" if node else ""
    return f"{path.relative_to(ROOT)}{line}"
