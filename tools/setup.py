"""Make .venv from a lock file: `python3 tools/setup.py requirements.lock`.

Runs on any Python 3 without packages, finds one that is new enough, and says what is missing.
Quick when nothing changed: the hash of the lock file stands in .venv/.installed.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)
NEWER_NAMES = ["python3.13", "python3.12", "python3.11", "python3.14"]

COMMAND = """#!/bin/sh
exec "$(dirname "$0")/python" -m signaal "$@"
"""


def find_python() -> None:
    """Go on under a Python that is new enough, or leave with what to install."""
    if sys.version_info < OLDEST:
        found = [path for path in map(shutil.which, NEWER_NAMES) if path]
        if not found:
            sys.exit("signaal needs Python 3.11 or newer, this is {}.{}.".format(*sys.version_info[:2]))
        os.execv(found[0], [found[0], *sys.argv])
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        package = "python{}.{}-venv".format(*sys.version_info[:2])
        sys.exit(
            "This Python cannot make a virtual environment. On Debian or Ubuntu: apt-get install " + package
        )


def make_venv() -> None:
    """Make .venv, or make it again when its Python is gone or the folder was moved."""
    config = VENV / "pyvenv.cfg"
    works = (
        config.is_file()
        and subprocess.run(
            [str(VENV / "bin" / "python"), "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"],
            capture_output=True,
            check=False,
        ).returncode
        == 0
    )
    if not works:
        print("making .venv")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)


def install(lock: Path) -> None:
    """Install exactly what the lock says, from wheels whose hashes it knows."""
    print("installing " + lock.name)
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    pip += ["--no-input", "--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    subprocess.run(pip, check=True)


def link() -> None:
    """Let .venv import this folder, and put the command `signaal` into it."""
    for site in (VENV / "lib").glob("python3.*/site-packages"):
        (site / "signaal.pth").write_text(str(ROOT) + "\n", encoding="utf-8")
    command = VENV / "bin" / "signaal"
    command.write_text(COMMAND, encoding="utf-8")
    command.chmod(0o755)


def main() -> None:
    find_python()
    lock = ROOT / sys.argv[1]
    make_venv()
    link()
    stamps = VENV / ".installed"
    done = stamps.read_text(encoding="utf-8").split() if stamps.is_file() else []
    mark = hashlib.sha256(lock.read_bytes()).hexdigest()
    if mark not in done:
        install(lock)
        stamps.write_text("\n".join([*done, mark]), encoding="utf-8")


if __name__ == "__main__":
    main()
