"""Cosignatures: the published example read, and everything that is not one passed over."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaal.audit import checkpoints, cosignatures, signed_notes
from signaal.audit.cosignatures import Witness
from signaal.vault.secret import Secret
from signaal.vault.signing import Signer
from tests.audit.conftest import a_signer

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SIGNER = Signer(Secret(bytes([3]) * 32))
WITNESS = Witness("getuige.example/1", SIGNER.public_bytes())
NOTE = checkpoints.signed(a_signer(), 5, bytes(32))

# The example of c2sp.org/tlog-cosignature; its text and moment are published, its public key is not.
EXAMPLE = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+"
    "zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0"
    "xUe+mbIUBkBIfZ+qnA==\n"
)


def cosigned(note=NOTE, at=AT, witness=WITNESS, signer=SIGNER):
    return note + cosignatures.line(witness, signer.sign, signed_notes.read(note).text, at)


def found(note, *witnesses):
    return [(one.witness, one.at) for one in cosignatures.found(signed_notes.read(note), witnesses)]


def test_the_published_example_is_taken_apart_as_its_page_says():
    note = signed_notes.read(EXAMPLE)
    assert (note.origin, note.size) == ("example.com/behind-the-sofa", 20852163)
    signature = note.signatures[1]
    assert (signature.name, signature.key_id.hex(), len(signature.value)) == (
        "witness.example.com/w1",
        "8d66cf3f",
        72,
    )
    at = datetime.fromtimestamp(int.from_bytes(signature.value[:8], "big"), UTC)
    assert cosignatures.message(note.text, at) == (
        b"cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n"
        b"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    )


def test_a_cosignature_is_found_with_its_moment():
    assert found(cosigned(), WITNESS) == [(WITNESS, AT)]
    (one,) = cosignatures.found(signed_notes.read(cosigned()), [WITNESS])
    assert NOTE + one.line == cosigned()
    assert checkpoints.check(cosigned(), a_signer().verifier), "the log's own signature still counts"


@pytest.mark.parametrize(
    "note",
    [
        NOTE,
        cosigned(signer=Signer(Secret(bytes([4]) * 32))),
        cosigned(witness=Witness("getuige.example/2", WITNESS.public)),
        cosigned().replace("\n5\n", "\n6\n"),
    ],
)
def test_what_does_not_fit_is_passed_over(note):
    assert found(note, WITNESS) == []


@given(st.integers(0, 71), st.integers(1, 255))
def test_no_bit_of_it_can_be_changed(place, change):
    signature = signed_notes.read(cosigned()).signatures[-1]
    raw = bytearray(signature.value)
    raw[place] ^= change
    line = signed_notes.signature_line(WITNESS.name, WITNESS.public, bytes(raw), signed_notes.COSIGNATURE)
    assert found(NOTE + line, WITNESS) == []


def test_a_log_key_is_no_witness_key_and_the_other_way_round():
    assert Witness.read(WITNESS.key) == WITNESS
    with pytest.raises(ValueError, match="verifier key"):
        Witness.read(a_signer().verifier.key)
    with pytest.raises(ValueError, match="verifier key"):
        signed_notes.read_verifier_key(WITNESS.key)
    assert found(cosigned(at=AT + timedelta(milliseconds=900)), WITNESS) == [(WITNESS, AT)], "whole seconds"
