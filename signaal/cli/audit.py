"""The log from the shell: checking, proving, witnessing, exporting, and removing what is past its term."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

from signaal.actions import exporting, proofs, pruning, verify, witnesses, witnessing
from signaal.actions.context import Ctx, operator
from signaal.audit.witnessing import Refusal
from signaal.cli.doors import Doors
from signaal.cli.voice import Voice
from signaal.clock import SystemClock
from signaal.runtime import open_tools
from signaal.terms import Say

Verb = Callable[[Ctx, argparse.Namespace, Voice], int]


def audit(given: argparse.Namespace, voice: Voice, _doors: Doors) -> int:
    """Do one thing with the log. Exit code 1 when anything does not fit, or a witness refused."""
    if given.what == "witness":
        return _witness(given, voice)
    tools = open_tools(given.instance)
    try:
        return VERBS[given.what](operator(tools), given, voice)
    finally:
        tools.store.close()


def _verify(ctx: Ctx, _given: argparse.Namespace, voice: Voice) -> int:
    report = verify.verify(ctx)
    voice.give(report.as_json())
    voice.tell("audit.ok" if report.ok else "audit.broken", size=report.size, root=report.root)
    if report.first_bad_seq is not None:
        voice.tell("audit.first", seq=report.first_bad_seq)
    for problem in report.problems:
        place = f" ({problem.place})" if problem.place else ""
        at = f"{problem.seq}: " if problem.seq is not None else ""
        voice.line(f"- {at}{voice.said(problem.say)}{place}")
    return 0 if report.ok else 1


def _prove(ctx: Ctx, given: argparse.Namespace, voice: Voice) -> int:
    made = proofs.prove(ctx, given.seq)
    path: Path = given.out or Path(f"{given.seq}.tlog-proof")
    with path.open("x", encoding="utf-8") as file:
        file.write(made.text)
    voice.give({"path": str(path), "seq": made.seq, "size": made.size, "witnesses": made.witnesses})
    voice.tell("audit.proved", seq=made.seq, path=path, size=made.size)
    return 0


def _checkpoint(ctx: Ctx, given: argparse.Namespace, voice: Voice) -> int:
    """The newest checkpoint as it is; with an option the key, the packet for a witness, or a signature kept."""
    if given.key:
        voice.line(proofs.verifier_key(ctx))
    elif given.keep is not None:
        kept = witnesses.keep(ctx, given.keep.read_text(encoding="utf-8"))
        voice.tell("audit.kept", n=kept)
    elif given.since is not None:
        voice.line(proofs.packet(ctx, given.since).rstrip("\n"))
    else:
        voice.line(proofs.newest(ctx).rstrip("\n"))
    return 0


def _export(ctx: Ctx, given: argparse.Namespace, voice: Voice) -> int:
    done = exporting.export(ctx, given.file)
    voice.give({"path": str(done.path), "size": done.size, "key": done.key})
    voice.tell("audit.exported", path=done.path, size=done.size, verifier=done.key)
    return 0


def _prune(ctx: Ctx, given: argparse.Namespace, voice: Voice) -> int:
    found = pruning.prune(ctx, given.years) if given.yes else pruning.preview(ctx, given.years)
    voice.give(
        {"number": found.number if found else 0, "size": found.size if found else 0, "done": given.yes}
    )
    if found is None:
        voice.tell("audit.nothing_to_prune")
        return 0
    key = "audit.pruned" if given.yes else "audit.would_prune"
    voice.tell(key, n=found.number, since=found.since.date(), until=found.until.date())
    return 0


def _witness(given: argparse.Namespace, voice: Voice) -> int:
    """Needs no instance: runs where somebody else decides."""
    if given.name:
        voice.line(witnessing.create(given.folder, given.name).witness.key)
    if given.log:
        watched = witnessing.watch(given.folder, given.log)
        voice.tell("audit.watching", name=watched.name)
    if given.source is None:
        return 0
    try:
        signed = witnessing.sign(given.folder, given.source, SystemClock().now())
    except Refusal as no:
        voice.complain(voice.said(Say(f"log.refusal.{no.why.value}", {"size": no.size})))
        return 1
    if given.out is None:
        voice.line(signed.note.rstrip("\n"))
    else:
        given.out.write_text(signed.note, encoding="utf-8")
        voice.tell("audit.witnessed", size=signed.size, path=given.out)
    return 0


VERBS: Mapping[str, Verb] = {
    "verify": _verify,
    "prove": _prove,
    "checkpoint": _checkpoint,
    "export": _export,
    "prune": _prune,
}
