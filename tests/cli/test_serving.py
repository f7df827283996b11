"""The real thing: processes that start, answer, and end together."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from signaal.runtime import create_instance
from tests.support.ports import reserved_port
from tests.support.repository import ROOT

WAIT = 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "instance"
    create_instance(made).store.close()
    return made


@pytest.fixture
def served(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "signaal", "run", "--port", "0", "--instance", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout is not None
        last = ""
        for line in process.stdout:
            last = line.strip()
            if last.startswith("klaar: "):
                break
        assert last.startswith("klaar: http://localhost:"), last
        yield process, last.removeprefix("klaar: ")
        if process.poll() is None:
            process.kill()


@pytest.fixture
def port() -> Iterator[int]:
    with reserved_port() as number:
        yield number


def get(url: str) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(url, timeout=WAIT) as answer:
            return int(answer.status), answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


def clocks_of(folder: Path) -> list[int]:
    """Processes that run the clock of this instance."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"scheduler" in words and str(folder).encode() in words:
            found.append(int(path.parent.name))
    return found


def until_well(process: subprocess.Popen[str], url: str) -> dict[str, object]:
    """Ask for health until the clock ran for the first time."""
    for _ in range(WAIT * 5):
        status, body = get(f"{url}/health")
        if status == 200:
            return dict(json.loads(body))
        try:
            process.wait(0.2)
            break
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError(f"never well: {body!r}")


def test_pages_and_clock_start_and_end_together(
    served: tuple[subprocess.Popen[str], str], folder: Path
) -> None:
    process, url = served
    assert until_well(process, url)["ok"] is True
    assert len(clocks_of(folder)) == 1
    status, page = get(f"{url}/nu")
    assert status == 200
    assert b"Samen bellen" in page
    process.send_signal(signal.SIGTERM)
    assert process.wait(WAIT) == 0
    assert clocks_of(folder) == []
    assert list((folder / "checkpoints").glob("*.txt")), "the clock signs before it ends"
    assert not list(folder.glob("*.part"))


def test_the_clock_ends_when_the_server_was_killed(
    served: tuple[subprocess.Popen[str], str], folder: Path
) -> None:
    process, url = served
    until_well(process, url)
    clock = clocks_of(folder)[0]
    os.kill(process.pid, signal.SIGKILL)
    process.wait(WAIT)
    gone = os.pidfd_open(clock)
    assert select.select([gone], [], [], WAIT)[0], "it goes on without its server"
    os.close(gone)


def test_a_clock_that_died_is_started_again(served: tuple[subprocess.Popen[str], str], folder: Path) -> None:
    process, url = served
    until_well(process, url)
    first = clocks_of(folder)[0]
    os.kill(first, signal.SIGKILL)
    for _ in range(WAIT * 5):
        now = clocks_of(folder)
        if now and now != [first]:
            break
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.2)
    assert clocks_of(folder) not in ([], [first])


def test_it_listens_to_this_machine_only(served: tuple[subprocess.Popen[str], str]) -> None:
    _, url = served
    port = int(url.rpartition(":")[2])
    listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    mine = [place for place in listening if place.endswith(f":{port:04X}")]
    assert "00000000" not in {place.split(":")[0] for place in mine}
    assert "0100007F" in {place.split(":")[0] for place in mine}


def test_the_command_in_the_environment_explains_itself() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "signaal", "--help"], capture_output=True, text=True, check=False, timeout=WAIT
    )
    assert done.returncode == 0
    assert "signaal demo" in done.stdout


def test_a_server_of_several_processes_serves_the_same_pages(folder: Path, port: int) -> None:
    granian = str(Path(sys.executable).with_name("granian"))
    command = [granian, "--interface", "wsgi", "--workers", "2", "--host", "127.0.0.1", "--port", str(port)]
    command += [
        "--workers-kill-timeout",
        "5",
    ]  # granian waits for ever for a worker told to end while it starts
    place = {**os.environ, "SIGNAAL_INSTANCE": str(folder)}
    with subprocess.Popen([*command, "wsgi:application"], cwd=ROOT, env=place, text=True) as process:
        try:
            for _ in range(WAIT * 5):
                with contextlib.suppress(urllib.error.URLError):
                    assert get(f"http://127.0.0.1:{port}/health/live")[0] == 200
                    break
                with pytest.raises(subprocess.TimeoutExpired):
                    process.wait(0.2)
            status, body = get(f"http://127.0.0.1:{port}/health")
            assert status == 503, "no clock runs beside it"
            assert json.loads(body)["checks"]["sweep"] is False
            process.terminate()
            process.wait(WAIT)
        finally:
            if process.poll() is None:
                process.kill()
