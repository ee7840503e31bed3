"""The chain of the ledger: what a link vouches for, and how it is written."""

from datetime import UTC, datetime, timedelta, timezone

from packbench.domain.ledger_chain import FIRST, LedgerRow, link, moment_text

ROW = LedgerRow("2026-11-27 09:30:00.000000", 7, 1, 2, 3, "", 5, 0, "receipt", None, "PO1")


def test_a_moment_reads_the_same_in_every_zone() -> None:
    there = datetime(2026, 11, 27, 10, 30, tzinfo=timezone(timedelta(hours=1)))
    assert moment_text(there) == moment_text(there.astimezone(UTC)) == ROW.at


def test_a_link_is_of_the_row_and_of_all_before_it() -> None:
    known = link(FIRST, ROW)
    # Fixed for ever: older ledgers were linked so.
    assert known == "0910b011822bab6c840bc5aa2d8417f7"
    assert link(known, ROW) != known
    others = [LedgerRow._make((*ROW[:place], "x", *ROW[place + 1 :])) for place in range(len(ROW))]
    assert len({known, *(link(FIRST, one) for one in others)}) == len(others) + 1


def test_a_note_can_not_read_like_another_column() -> None:
    one = ROW._replace(note='a","b', document=None)
    two = ROW._replace(note="a", document="b")
    assert link(FIRST, one) != link(FIRST, two)
