"""The whole log as a file that a program without signaal can check: one JSON object a line.

First `{"format", "origin", "key", "witnesses": [key, ...]}`, then `{"checkpoint": note}` for each that was signed or
cosigned, then one line per event `{"seq", "leaf": hex, "event": the stored bytes as text}` (no `event` where its bytes
were pruned), at last `{"size", "root": hex}`. Streams: memory holds one block.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from signaal.audit import note_files
from signaal.audit.checkpoints import Verifier
from signaal.audit.cosignatures import Witness
from signaal.audit.tree import Tree
from signaal.store import audit, audit_blocks, witnesses
from signaal.store.reader import Reader

FORMAT = "signaal/log-export/1"
BLOCK = 4096


def lines(reader: Reader, folder: Path, verifier: Verifier) -> Iterator[str]:
    """Every line, each with its newline. Nothing is checked here: what is wrong must be in the file, too."""
    known = [Witness(row.name, row.public).key for row in witnesses.everybody(reader)]
    yield _line({"format": FORMAT, "origin": verifier.origin, "key": verifier.key, "witnesses": known})
    notes = dict.fromkeys(note for _, note in note_files.notes(folder))
    notes |= dict.fromkeys(row.note for row in audit.checkpoints(reader))
    notes |= dict.fromkeys(row.statement for row in witnesses.cosignatures(reader))
    for note in notes:
        yield _line({"checkpoint": note})
    tree, size = Tree(), audit.head(reader).size
    for start in range(0, size, BLOCK):
        yield from _block(reader, start, min(start + BLOCK, size), tree)
    yield _line({"size": tree.size, "root": tree.root().hex()})


def _block(reader: Reader, start: int, end: int, tree: Tree) -> Iterator[str]:
    events = audit_blocks.events_by_seq(reader, start, end)
    for seq, leaf in audit_blocks.leaves_by_seq(reader, start, end).items():
        tree.append(leaf)
        said: dict[str, object] = {"seq": seq, "leaf": leaf.hex()}
        if seq in events:
            said["event"] = events[seq].decode("utf-8", "surrogateescape")
        yield _line(said)


def _line(said: dict[str, object]) -> str:
    return json.dumps(said, separators=(",", ":")) + "\n"
