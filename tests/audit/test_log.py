"""An event is the last statement of a transaction, or there is no transaction."""

import json
import threading

import pytest

from signaal import terms
from signaal.audit import log
from signaal.audit.entries import Entry
from signaal.audit.events import Event
from signaal.audit.tree import Tree, leaf_hash
from signaal.store import audit, organisations
from signaal.store.tables_people import OrganisationRow
from signaal.store.units import UnauditedWrite
from tests.audit.conftest import START


def organisation(number):
    return OrganisationRow(
        id=f"{number:032x}", name="Huis", kind="school", municipality="Aa", created_at=START
    )


def late(bench):
    with bench.store.unit() as unit:
        log.append(unit, Entry(event=Event.ORGANISATION_CREATED, at=START))
        organisations.add(unit, organisation(1))


def under(event, bench):
    with bench.store.unit() as unit:
        organisations.add(unit, organisation(1))
        log.append(unit, Entry(event=event, at=START))


def events(bench):
    with bench.store.reading() as reader:
        return list(audit.events(reader))


def test_places_count_from_nothing_without_a_gap_and_the_head_follows(bench):
    bench.write(5)
    stored = events(bench)
    assert [seq for seq, _ in stored] == [0, 1, 2, 3, 4]
    tree = Tree()
    for _, said in stored:
        tree.append(leaf_hash(said))
    with bench.store.reading() as reader:
        top = audit.head(reader)
        assert (top.size, top.peaks) == (5, tree.pack())
        assert [leaf for _, leaf in audit.leaves(reader)] == [leaf_hash(said) for _, said in stored]


def test_an_event_names_what_was_written_with_its_digest(bench):
    bench.organise()
    (table, row, digest), *rest = json.loads(events(bench)[0][1])["writes"]
    assert (table, row, len(digest), rest) == ("organisations", "0" * 32, 64, [])


def test_the_index_says_what_the_bytes_say(bench):
    bench.write(user="a" * 32, organisation="b" * 32, subjects=("K7QM-4TX9", "V-K7QM-4TX9"))
    with bench.store.reading() as reader:
        (line,) = audit.index(reader)
        assert line == (0, bench.now, "case:listed", "ok", "a" * 32, "b" * 32)
        assert list(audit.subjects(reader)) == [(0, "K7QM-4TX9"), (0, "V-K7QM-4TX9")]


def test_rows_without_an_event_are_not_stored(bench):
    with pytest.raises(UnauditedWrite), bench.store.unit() as unit:
        organisations.add(unit, organisation(1))
    with bench.store.reading() as reader:
        assert not organisations.everything(reader)


def test_rows_after_the_event_are_not_stored_nor_is_the_event(bench):
    with pytest.raises(UnauditedWrite):
        late(bench)
    assert not events(bench)


def test_an_event_that_stores_nothing_cannot_cover_rows(bench):
    with pytest.raises(ValueError, match="may not store"):
        under(Event.CASE_LISTED, bench)
    assert not events(bench)


def test_two_events_may_share_a_transaction(bench):
    with bench.store.unit() as unit:
        organisations.add(unit, organisation(1))
        assert log.append(unit, Entry(event=Event.ORGANISATION_CREATED, at=START)) == 0
        assert log.append(unit, Entry(event=Event.TEAM_CREATED, at=START)) == 1
    assert bench.verify().ok


def test_a_log_that_cannot_be_written_stops_the_change(bench):
    statement: tuple[str, ...] = (
        "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'broken'; END $$",
        "CREATE TRIGGER broken BEFORE INSERT ON audit_index FOR EACH ROW EXECUTE FUNCTION broken()",
    )
    if "sqlite" in bench.url:
        statement = (
            "CREATE TRIGGER broken BEFORE INSERT ON audit_index BEGIN SELECT RAISE(ABORT, 'x'); END",
        )
    bench.attack(*statement)
    with pytest.raises(terms.Unavailable):
        under(Event.ORGANISATION_CREATED, bench)
    with bench.store.reading() as reader:
        assert not organisations.everything(reader)
        assert audit.head(reader).size == 0


def test_a_head_that_was_tampered_with_takes_no_more_events(small):
    small.write(3)
    small.attack("UPDATE audit_head SET size = 2")
    with pytest.raises(terms.Unavailable):
        small.write()


@pytest.mark.parametrize("statement", ["UPDATE audit_events SET bytes = bytes", "DELETE FROM audit_leaves"])
def test_the_database_itself_refuses_to_change_the_log(bench, statement):
    bench.write(2)
    connection = bench.store._writer.connect()
    with connection, pytest.raises(Exception, match=r"written once|P0001"):
        connection.exec_driver_sql(statement)


def test_eight_writers_at_once_leave_no_gap_and_no_double(bench):
    def work():
        for _ in range(5):
            with bench.store.unit() as unit:
                log.append(unit, Entry(event=Event.CASE_LISTED, at=START))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [seq for seq, _ in events(bench)] == list(range(40))
    assert bench.verify().ok


def test_a_naive_twin_of_the_tree_stays_equal_over_many_appends(small):
    small.write(130)
    report = small.verify()
    assert (report.ok, report.size, report.first_bad_seq, report.problems) == (True, 130, None, ())
