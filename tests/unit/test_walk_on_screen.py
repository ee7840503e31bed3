"""At a stop of a walk: the bin first, then its goods, never more than asked for."""

from packbench.domain.scanning.walk import AtStop, WalkStop, WalkVerdict

STOP = WalkStop(3, "A-01", "A", "Apple", None, 3, "O1-1", 1)


def test_bin_then_goods_until_it_is_complete() -> None:
    at, verdict = AtStop(STOP).scan_item("A")
    assert (at, verdict) == (AtStop(STOP), WalkVerdict.BIN_FIRST)
    at, verdict = at.scan_bin("A-02")
    assert (at, verdict) == (AtStop(STOP), WalkVerdict.WRONG_BIN)
    at, verdict = at.scan_bin("A-01")
    assert (at.in_bin, verdict) == (True, WalkVerdict.IN_BIN)
    at, verdict = at.scan_item("A")
    assert (at.counted, at.left, verdict) == (1, 2, WalkVerdict.COUNTED)
    at, verdict = at.scan_item("A", 2)
    assert (at.left, verdict) == (0, WalkVerdict.COMPLETE)


def test_wrong_goods_and_too_many_change_nothing() -> None:
    at = AtStop(STOP, scans_bins=False)
    assert at.scan_item("B") == (at, WalkVerdict.WRONG_ITEM)
    assert at.scan_item("A", 4) == (at, WalkVerdict.TOO_MANY)
    assert not WalkVerdict.TOO_MANY.is_right


def test_goods_without_a_bin_need_no_scan_of_one() -> None:
    at = AtStop(WalkStop(1, None, "A", "Apple", None, 1, "O1-1", 1))
    _, verdict = at.scan_item("A")
    assert verdict is WalkVerdict.COMPLETE
    assert verdict.is_right
