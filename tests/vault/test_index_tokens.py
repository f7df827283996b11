"""A token is found by its pairs and its team's secret alone, and tells nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from signaal.vault import index_tokens
from signaal.vault.index_tokens import LENGTH, MARK, MARKS, fits, make_token
from signaal.vault.keys import TeamKeys
from signaal.vault.pseudonyms import new_id
from signaal.vault.secret import Secret

PAIR = ("vries", "2019-03-04")
PAIRS = st.lists(
    st.tuples(st.text(min_size=1, max_size=12), st.dates().map(str)), unique=True, max_size=MARKS
)


@given(PAIRS)
def test_every_pair_is_found_and_another_is_not(pairs: list[tuple[str, str]]) -> None:
    team, case = TeamKeys.new(new_id()), new_id()
    token = make_token(team, case, pairs)
    assert len(token) == LENGTH
    assert all(fits(team, case, token, [pair]) for pair in pairs)
    assert not fits(team, case, token, [("nobody", "1900-01-01")])
    assert not fits(team, case, token, [])


def test_a_mark_is_64_bits_and_holds_name_and_day_together() -> None:
    assert MARK * 8 >= 64
    team, case = TeamKeys.new(new_id()), new_id()
    token = make_token(team, case, [PAIR])
    assert not fits(team, case, token, [(PAIR[0], "2019-03-05"), ("vrie", PAIR[1]), (PAIR[1], PAIR[0])])


def test_one_family_in_two_teams_or_on_two_cards_has_no_mark_in_common() -> None:
    secret = Secret.random()
    one, other = TeamKeys(secret, new_id(), 1), TeamKeys(secret, new_id(), 1)
    case = new_id()
    tokens = [
        make_token(one, case, [PAIR]),
        make_token(other, case, [PAIR]),
        make_token(one, new_id(), [PAIR]),
    ]
    marks = [{token[at : at + MARK] for at in range(1, LENGTH, MARK)} for token in tokens]
    assert not marks[0] & marks[1]
    assert not marks[0] & marks[2]
    assert not fits(other, case, tokens[0], [PAIR])
    assert not fits(TeamKeys(secret, one.id, 2), case, tokens[0], [PAIR])
    assert not fits(one, new_id(), tokens[0], [PAIR])


def test_a_token_does_not_tell_how_many_children_there_are() -> None:
    team, case = TeamKeys.new(new_id()), new_id()
    lengths = {
        len(make_token(team, case, [PAIR, *((str(n), "x") for n in range(n))])) for n in (0, 1, 20, 60)
    }
    assert lengths == {LENGTH}


def test_of_too_many_pairs_the_first_count() -> None:
    team, case = TeamKeys.new(new_id()), new_id()
    pairs = [(f"n{n}", "2019-03-04") for n in range(MARKS + 5)]
    token = make_token(team, case, pairs)
    assert [fits(team, case, token, [pair]) for pair in pairs] == [True] * MARKS + [False] * 5


def test_other_bytes_fit_nothing() -> None:
    team, case = TeamKeys.new(new_id()), new_id()
    token = make_token(team, case, [PAIR])
    for broken in (b"", token[:-1], token + b"x", b"\x02" + token[1:], b"\x01" + b"x" + token[1:-1]):
        assert not fits(team, case, broken, [PAIR])
    assert index_tokens.LENGTH == 385
