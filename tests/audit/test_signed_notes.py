"""Notes as others write and read them."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.audit import signed_notes
from signaal.vault import signing

# The example of Go's sumdb/note and of its documentation: a key and a note that others signed.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SAID = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
ROOT = bytes(range(32))
roots = st.binary(min_size=32, max_size=32)


def test_a_key_and_signature_of_others_are_understood():
    name, public = signed_notes.read_verifier_key(PETER)
    raw = base64.b64decode(SIGNATURE)
    assert signed_notes.key_id(name, public) == raw[:4]
    assert signing.verify(public, SAID.encode(), raw[4:])
    assert signed_notes.verifier_key(name, public) == PETER
    assert signed_notes.signature_line(name, public, raw[4:]) == f"— PeterNeumann {SIGNATURE}\n"


def test_the_text_has_three_lines():
    assert signed_notes.text("signaal/x/1", 12, ROOT) == (
        "signaal/x/1\n12\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
    )


def note(size: int = 12, root: bytes = ROOT, lines: int = 1) -> str:
    line = signed_notes.signature_line("signaal/x/1", ROOT, bytes(64))
    return signed_notes.text("signaal/x/1", size, root) + "\n" + line * lines


@given(st.integers(0, 10**15), roots)
def test_what_is_written_is_read_back(size, root):
    read = signed_notes.read(note(size, root, 2))
    assert (read.origin, read.size, read.root, len(read.signatures)) == ("signaal/x/1", size, root, 2)
    assert read.text == signed_notes.text("signaal/x/1", size, root)


@pytest.mark.parametrize(
    "spoilt",
    [
        "", "x", note().replace("\n\n", "\n"), note().replace("12", "012"), note().replace("12", "-1"),
        note() + "more", note().replace("signaal/x/1\n", "signaal x\n", 1), note().replace("—", "-"),
        note().replace("Hh8=", "Hh9="), note().replace("signaal/x/1\n", "signaal/x/1\nextra\n", 1),
        note(lines=33), note().rstrip("\n"), note().replace("AAAA", "AA\x00A"), note()[:-6] + "\n",
    ],
)  # fmt: skip
def test_what_is_not_a_checkpoint_is_refused(spoilt):
    with pytest.raises(ValueError):
        signed_notes.read(spoilt)


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "a\nb"])
def test_an_origin_has_no_space_and_no_plus(origin):
    with pytest.raises(ValueError):
        signed_notes.text(origin, 0, ROOT)


@pytest.mark.parametrize(
    "line", ["", "x+y", PETER.replace("c74f20a3", "c74f20a4"), PETER[:-4], PETER.replace("+ARpc", "+AhRp")]
)
def test_a_key_that_contradicts_itself_is_refused(line):
    with pytest.raises(ValueError):
        signed_notes.read_verifier_key(line)


@given(st.lists(st.tuples(st.integers(0, 99), roots), max_size=5), st.text("ab\n", max_size=6))
def test_a_file_gives_back_its_notes_and_what_is_none(made, rubbish):
    notes = [note(size, root) for size, root in made]
    assert list(signed_notes.read_many("".join(notes))) == notes
    found = list(signed_notes.read_many("".join(notes) + "\n" + rubbish))
    assert found[: len(notes)] == notes
    assert len(found) == len(notes) + bool(rubbish.strip())
    assert signed_notes.end_of_last(("".join(notes) + rubbish).encode()) == len("".join(notes).encode())
