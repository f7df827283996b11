"""Checks a log of signaal without signaal: an export, a proof of one event, or growth from an older checkpoint.

    verify_log.py {export FILE | proof FILE | growth PACKET --old CHECKPOINT} --key KEY [--witness KEY ...]

Get the keys from somebody you trust, not out of the same file. Prints one JSON object; exit code 1 when anything does
not fit. Formats: RFC 9162 2.1; c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof."""

import argparse
import json
from base64 import b64decode
from datetime import UTC, datetime, timedelta
from functools import reduce
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Found = tuple[dict[str, Any], list[Any]]


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def root_of(peaks: list[bytes]) -> bytes:
    return reduce(lambda right, left: node(left, right), reversed(peaks)) if peaks else sha256(b"").digest()


def lead(old: int, size: int, known: bytes, steps: list[bytes], one: bool = False) -> tuple[bytes, bytes]:
    """The roots a proof leads to: consistency (`known` is the old root), or with `one` inclusion (leaf `old` - 1)."""
    if size == 1 if one else old == size:
        return (found := known or steps.pop()), found
    half, side = 1 << ((size - 1).bit_length() - 1), steps.pop()
    if old <= half:
        before, after = lead(old, half, known, steps, one)
        return before, node(after, side)
    before, after = lead(old - half, size - half, known if one else b"", steps, one)
    return node(side, before), node(side, after)


def signed(raw: bytes, name: str, keys: dict[str, bytes], text: str) -> bool:
    """`raw` stands in a signature line; a key begins with its kind: 1 the log's, 4 a witness's with a moment."""
    key = keys.get(name, b"\0" * 33)
    head = "" if key[:1] == b"\x01" else f"cosignature/v1\ntime {int.from_bytes(raw[4:12], 'big')}\n"
    try:
        public = Ed25519PublicKey.from_public_bytes(key[1:])
        public.verify(raw[12 if head else 4 :], f"{head}{text}\n".encode())
    except InvalidSignature:
        return False
    return raw[:4] == sha256(name.encode() + b"\n" + key).digest()[:4]


def point_of(note: str, log: tuple[str, bytes], witnesses: dict[str, bytes]) -> dict[str, Any]:
    """A checkpoint of any epoch of this log, and when witnesses saw it. ValueError: the log did not sign it."""
    text, _, below = note.rpartition("\n\n")
    origin, size, root = text.split("\n")
    lines = [(line.split(" ")[1], b64decode(line.split(" ")[2])) for line in below.splitlines()]
    mine = any(signed(raw, who, {origin: log[1]}, text) for who, raw in lines)
    if origin.rpartition("/")[0] != log[0].rpartition("/")[0] or not mine:
        raise ValueError("not signed by this log")
    moments = [
        (who, int.from_bytes(raw[4:12], "big")) for who, raw in lines if signed(raw, who, witnesses, text)
    ]
    return {
        "epoch": int(origin.split("/")[-1]),
        "size": int(size),
        "root": b64decode(root),
        "seen": dict(moments),
    }


def check_proof(file: Path, _old: Path, *keys: Any) -> Found:
    head, _, note = file.read_text("utf-8").partition("\n\n")
    extra, index, *rest = head.split("\n")[1:]
    event, seq, point = b64decode(extra[6:]), int(index[6:]), point_of(note, *keys)
    steps, leaf = [b64decode(step) for step in rest], sha256(b"\x00" + event).digest()
    good = 0 <= seq < point["size"] and lead(seq + 1, point["size"], leaf, steps, True)[1] == point["root"]
    return point, [] if good and not steps and json.loads(event)["seq"] == seq else [("not_included", seq)]


def check_growth(file: Path, old: Path, *keys: Any) -> Found:
    packet = json.loads(file.read_text("utf-8"))
    one, two = point_of(old.read_text("utf-8"), *keys), point_of(packet["checkpoint"], *keys)
    steps, roots = [b64decode(step) for step in packet["consistency"]], (one["root"], two["root"])
    good = 0 < one["size"] <= two["size"] and lead(one["size"], two["size"], one["root"], steps) == roots
    return two, [] if good and not steps else [("does_not_continue", one["size"])]


def check_export(file: Path, _old: Path, *keys: Any) -> Found:
    """The tree from the bytes, each checkpoint at its size; restores, prunings and the clock as the events tell."""
    bad, points, restored, peaks, roots = list[Any](), [], [], list[bytes](), dict[int, bytes]()
    seq = gone = pruned = 0
    latest = datetime.min.replace(tzinfo=UTC)
    with file.open(encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            if "checkpoint" in line:
                try:
                    points.append(point_of(line["checkpoint"], *keys))
                    roots[points[-1]["size"]] = b""
                except ValueError:
                    bad.append(("checkpoint_unsigned", None))
            elif "leaf" in line:
                leaf, said = bytes.fromhex(line["leaf"]), {"seq": seq}
                gone += "event" not in line and gone == seq
                if raw := line.get("event", "").encode("utf-8", "surrogateescape"):
                    leaf, said = sha256(b"\x00" + raw).digest(), json.loads(raw)
                    at = datetime.fromisoformat(said["at"])
                    bad += [("time_back", seq)] if latest - at > timedelta(minutes=10) else []
                    latest = max(latest, at)
                    restored += [said] if said["event"] == "log:restored" else []
                    pruned = said["number"] if said["event"] == "log:pruned" else pruned
                fits = (line["seq"], line["leaf"], said["seq"]) == (seq, leaf.hex(), seq) and (
                    raw or gone > seq
                )
                bad += [] if fits else [("event_differs", seq)]
                merges, seq = seq, seq + 1
                while merges & 1:
                    leaf, merges = node(peaks.pop(), leaf), merges >> 1
                peaks.append(leaf)
                roots |= {seq: root_of(peaks)} if seq in roots else {}
    bad += [("pruned_differs", gone)] if gone != pruned else []
    for one in points:
        links = [said for said in restored if said["epoch"] > one["epoch"]]
        lost = links and one["size"] > links[0]["number"]
        wrong = one["size"] > links[0].get("size", 0) if lost else roots[one["size"]] != one["root"]
        bad += [("checkpoint_differs", one["size"])] if wrong else []
    return {"size": seq, "root": root_of(peaks), "seen": points[-1]["seen"] if points else {}}, bad


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, kind in (("what", str), ("file", Path), ("--old", Path), ("--key", str)):
        parser.add_argument(name, type=kind)
    parser.add_argument("--witness", action="append", default=[])
    given = parser.parse_args(argv)
    keys = [(key.split("+")[0], b64decode(key.split("+", 2)[2])) for key in (given.key, *given.witness)]
    check = {"proof": check_proof, "growth": check_growth, "export": check_export}[given.what]
    try:
        found, bad = check(given.file, given.old, keys[0], dict(keys[1:]))
    except (ValueError, KeyError, IndexError, TypeError):
        found, bad = {"size": 0, "root": b"", "seen": {}}, [("unreadable", None)]
    print(json.dumps(found | {"root": found["root"].hex(), "ok": not bad, "problems": bad}))
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
