"""The witness's own program, over loopback and over files: follows, refuses, and never needs an instance."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from signaal.actions import checkpoints, instances, proofs, witnesses, witnessing
from signaal.actions.context import operator, system
from signaal.audit.witnessing import Refusal, Why
from signaal.cli.doors import Doors
from signaal.cli.main import main
from signaal.terms import Conflict, Refused, Unavailable
from tests.support.listener import listening_to
from tests.support.serving import make_app
from tests.support.verifier import verified
from tests.support.world import World

NAME = "getuige.buurgemeente.example"


@pytest.fixture
def folder(world: World, tmp_path: Path) -> Path:
    """A witness that follows this world's log."""
    made = tmp_path / "getuige"
    witnessing.create(made, NAME)
    witnessing.watch(made, proofs.verifier_key(operator(world.tools)))
    return made


def signed(world: World) -> None:
    world.log_in("nurse")
    checkpoints.checkpoint(system(world.tools))


def shell(*words: object) -> int:
    def nowhere(*_given: object) -> None:
        raise AssertionError("a witness opens no door")

    return main([str(word) for word in words], Doors(nowhere, nowhere, nowhere))  # type: ignore[arg-type]  # doors that nobody goes through


def test_over_loopback_a_witness_follows_and_its_signature_comes_back(world: World, folder: Path) -> None:
    app = make_app(world)
    key = witnessing.load(folder).witness.key
    witnesses.add(world.ctx("jgz_officer"), key)
    with listening_to(app) as address:
        place = f"{address}/getuige"
        for _ in range(2):
            signed(world)
            done = witnessing.sign(folder, place, world.clock.now())
            assert witnesses.keep(operator(world.tools), done.note) == 1
            assert witnesses.keep(operator(world.tools), done.note) == 0, "twice is once"
        (watcher,) = witnesses.listed(world.ctx("jgz_officer"))
        assert (watcher.name, watcher.size) == (NAME, done.size)
        with pytest.raises(Unavailable):
            witnessing.sign(folder, place.replace("getuige", "nergens"), world.clock.now())
    assert len(witnessing.remembered(folder).seen) == 2
    assert stat.S_IMODE((folder / witnessing.KEY).stat().st_mode) == 0o600


def test_a_proof_carries_the_witness_and_a_program_without_signaal_sees_it(
    world: World, folder: Path, tmp_path: Path
) -> None:
    ctx = operator(world.tools)
    witnesses.add(world.ctx("jgz_officer"), witnessing.load(folder).witness.key)
    signed(world)
    packet = tmp_path / "packet.json"
    packet.write_text(proofs.packet(ctx, 0), encoding="utf-8")
    witnesses.keep(ctx, witnessing.sign(folder, str(packet), world.clock.now()).note)
    made = proofs.prove(ctx, 2)
    assert made.witnesses == 1
    file = tmp_path / "2.tlog-proof"
    file.write_text(made.text, encoding="utf-8")
    keys = ["--key", proofs.verifier_key(ctx), "--witness", witnessing.load(folder).witness.key]
    answer = verified("proof", str(file), *keys)
    assert (answer["ok"], list(answer["seen"])) == (True, [NAME])
    for old, new in (("index 2", "index 3"), (made.text.split("\n")[3], "A" * 43 + "=")):
        file.write_text(made.text.replace(old, new), encoding="utf-8")
        assert not verified("proof", str(file), *keys)["ok"]


def test_growth_is_checked_by_a_program_without_signaal(world: World, tmp_path: Path) -> None:
    ctx = operator(world.tools)
    signed(world)
    old, size = tmp_path / "old.txt", len(proofs.newest(ctx).split("\n"))
    assert size > 3
    old.write_text(proofs.newest(ctx), encoding="utf-8")
    before = int(proofs.newest(ctx).split("\n")[1])
    signed(world)
    packet, key = tmp_path / "packet.json", proofs.verifier_key(ctx)
    packet.write_text(proofs.packet(ctx, before), encoding="utf-8")
    assert verified("growth", str(packet), "--old", str(old), "--key", key)["ok"]
    bent = json.loads(packet.read_text(encoding="utf-8"))
    bent["consistency"][0] = "A" * 43 + "="
    packet.write_text(json.dumps(bent), encoding="utf-8")
    assert not verified("growth", str(packet), "--old", str(old), "--key", key)["ok"]
    packet.write_text("{}", encoding="utf-8")
    assert verified("growth", str(packet), "--old", str(old), "--key", key)["problems"] == [
        ["unreadable", None]
    ]


def test_a_fork_is_refused_and_what_was_seen_stays(world: World, folder: Path, tmp_path: Path) -> None:
    signed(world)
    packet = tmp_path / "packet.json"
    packet.write_text(proofs.packet(operator(world.tools), 0), encoding="utf-8")
    witnessing.sign(folder, str(packet), world.clock.now())
    seen = (folder / witnessing.SEEN).read_bytes()
    signer = instances.log_signer(world.tools)
    assert signer is not None
    said = json.loads(packet.read_text(encoding="utf-8"))
    from signaal.audit.checkpoints import signed as sign

    said["checkpoint"] = sign(signer, witnessing.remembered(folder).size, bytes(32))
    packet.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(Refusal) as no:
        witnessing.sign(folder, str(packet), world.clock.now())
    assert no.value.why is Why.FORK
    assert (folder / witnessing.SEEN).read_bytes() == seen


def test_from_the_shell_without_an_instance(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    signed(world)
    ctx, home = operator(world.tools), tmp_path / "elders"
    packet, out = tmp_path / "packet.json", tmp_path / "signed.txt"
    packet.write_text(proofs.packet(ctx, 0), encoding="utf-8")
    log_key = proofs.verifier_key(ctx)
    words = ("audit", "witness", home, "--name", NAME, "--log", log_key, "--from", packet, "--out", out)
    assert shell("--instance", tmp_path / "nothing", *words) == 0
    assert capsys.readouterr().out.startswith(f"{NAME}+")
    assert out.read_text(encoding="utf-8").count("— ") == 2
    packet.write_text("rubbish", encoding="utf-8")
    assert shell("audit", "witness", home, "--from", packet) == 1
    assert "niets getekend" in capsys.readouterr().err
    assert shell("--lang", "en", "audit", "witness", tmp_path / "new", "--from", packet) == 2
    assert "Begin with --name" in capsys.readouterr().err


def test_a_witness_without_key_memory_or_a_name_says_so(tmp_path: Path, world: World) -> None:
    with pytest.raises(Refused):
        witnessing.create(tmp_path / "a", "twee woorden")
    with pytest.raises(Conflict):
        witnessing.load(tmp_path / "b")
    made = tmp_path / "c"
    own = witnessing.create(made, NAME)
    assert witnessing.create(made, "another").witness == own.witness, "a key that is there stays"
    with pytest.raises(Conflict):
        witnessing.remembered(made)
    with pytest.raises(Refused):
        witnessing.watch(made, own.witness.key)
    witnessing.watch(made, proofs.verifier_key(operator(world.tools)))
    from tests.audit.conftest import a_signer

    with pytest.raises(Conflict):
        witnessing.watch(made, a_signer().verifier.key)
    (made / witnessing.KEY).chmod(0o644)
    with pytest.raises(Conflict):
        witnessing.load(made)
