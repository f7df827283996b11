"""Write the lock files again: exact versions with hashes, no host and no path in them.

`make lock` runs this with the newest versions that pyproject.toml and package.json allow.
"""

import json
import subprocess
import sys
from pathlib import Path

from assets import npm

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {
    "requirements.lock": ["pyproject.toml"],
    "requirements-dev.lock": ["pyproject.toml", "--group", "dev", "--constraint", "requirements.lock"],
    "requirements-assets.lock": ["--group", "assets"],
}


def lock_python() -> None:
    """The three Python locks, for 3.11 and later on every platform, from wheels only."""
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "uv"], check=True, cwd=ROOT)
    for name, sources in LOCKS.items():
        command = [sys.executable, "-m", "uv", "pip", "compile", "-q", "--upgrade", "--universal"]
        command += ["--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"]
        command += ["--only-binary", ":all:", *sources, "--output-file", name]
        subprocess.run(command, check=True, cwd=ROOT)
        print(f"{name} written")


def lock_npm() -> None:
    """package-lock.json, without addresses: npm checks the hashes, wherever it fetches."""
    npm("install", "--package-lock-only")
    path = ROOT / "package-lock.json"
    lock = json.loads(path.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print("package-lock.json written")


if __name__ == "__main__":
    lock_python()
    lock_npm()
