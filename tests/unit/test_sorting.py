"""SlotSorting into slots: the first slot first, never too many, one step back."""

from hypothesis import given
from hypothesis import strategies as st

from packbench.domain.scanning.sorting import SlotNeed, SlotSorting, SortVerdict

TWO = SlotSorting.of([SlotNeed(2, "O2-1", "A", 1), SlotNeed(1, "O1-1", "A", 2)])


def test_the_first_slot_is_filled_first() -> None:
    now, slots = TWO, []
    for _ in range(3):
        now, verdict = now.scan("A")
        assert verdict is SortVerdict.PUT
        assert now.last is not None
        slots.append(now.last.slot)
    assert (slots, now.left) == ([1, 1, 2], 0)
    assert now.scan("A") == (now, SortVerdict.TOO_MANY)


def test_what_is_wrong_or_would_go_into_two_slots_changes_nothing() -> None:
    assert TWO.scan("B") == (TWO, SortVerdict.WRONG_ITEM)
    assert TWO.scan("A", 3) == (TWO, SortVerdict.TOO_MANY)
    assert TWO.scan("A", 2)[1] is SortVerdict.PUT


NEEDS = st.lists(
    st.builds(
        SlotNeed,
        slot=st.integers(1, 4),
        shipment=st.just("S"),
        sku=st.sampled_from("AB"),
        units=st.integers(1, 3),
    ),
    max_size=6,
)


@given(needs=NEEDS, scans=st.lists(st.sampled_from("ABC"), max_size=20))
def test_every_unit_is_put_once(needs: list[SlotNeed], scans: str) -> None:
    begun = now = SlotSorting.of(needs)
    put = 0
    for sku in scans:
        now, verdict = now.scan(sku)
        put += verdict is SortVerdict.PUT
        assert all(0 <= one.put <= one.units for one in now.needs)
        assert now.left == begun.left - put
