"""Change sets: what a command touched, merged and told between processes."""

import hypothesis.strategies as st
from hypothesis import given

from packbench.db.notices import decode, encode
from packbench.domain.changes import EVERYTHING, MANY, ChangeSet, Kind, changed

_IDS = st.frozensets(st.integers(1, 2 * MANY), max_size=MANY)
_SETS = st.builds(
    ChangeSet,
    st.dictionaries(st.sampled_from(Kind), _IDS),
    st.just("me"),
    st.integers(0, 10**6),
)


def test_no_ids_is_no_change() -> None:
    assert changed(Kind.ORDER, []) == ChangeSet()
    assert not changed(Kind.ORDER, []).touches(*Kind)


def test_very_many_ids_are_told_as_many() -> None:
    assert changed(Kind.ORDER, list(range(MANY))).ids[Kind.ORDER] == frozenset(range(MANY))
    assert changed(Kind.ORDER, list(range(MANY + 1))).ids[Kind.ORDER] == frozenset()


def test_two_changes_in_one() -> None:
    both = changed(Kind.ORDER, {1, 2}) | changed(Kind.ORDER, {2, 3}) | changed(Kind.STOCK, {7})
    assert both.ids == {Kind.ORDER: {1, 2, 3}, Kind.STOCK: {7}}
    assert both.touches(Kind.WAVE, Kind.STOCK)
    assert not both.touches(Kind.WAVE)


def test_served_orders_add_up() -> None:
    assert (ChangeSet(served=3) | ChangeSet(served=4) | ChangeSet()).served == 7


def test_many_wins_over_single_ids() -> None:
    many = ChangeSet({Kind.ORDER: frozenset()})
    assert (many | changed(Kind.ORDER, {1})).ids == {Kind.ORDER: frozenset()}
    assert (changed(Kind.ORDER, {1}) | many).ids == {Kind.ORDER: frozenset()}


@given(_SETS, _SETS)
def test_merging_loses_nothing(left: ChangeSet, right: ChangeSet) -> None:
    both = left | right
    assert both.ids.keys() == left.ids.keys() | right.ids.keys()
    for one in (left, right):
        for kind, ids in one.ids.items():
            assert not both.ids[kind] or (ids and ids <= both.ids[kind])


def test_everything_touches_every_kind() -> None:
    assert all(EVERYTHING.touches(kind) for kind in Kind)


@given(_SETS)
def test_a_notice_says_what_was_changed_or_more(changes: ChangeSet) -> None:
    told = decode(encode(changes))
    assert (told.origin, told.served) == (changes.origin, changes.served)
    assert told.ids.keys() == changes.ids.keys()
    for kind, ids in told.ids.items():
        assert ids in (changes.ids[kind], frozenset())


def test_a_notice_always_fits() -> None:
    long_ids = frozenset(range(10**12, 10**12 + MANY))
    payload = encode(ChangeSet(dict.fromkeys(Kind, long_ids), "me"))
    assert len(payload.encode()) < 8000
    assert decode(payload) == ChangeSet(dict.fromkeys(Kind, frozenset()), "me")


def test_a_notice_of_another_version_may_mean_anything() -> None:
    for payload in ("", "{}", "[]", "null", '{"origin": "x", "ids": {"robot": [1]}}', "\0"):
        assert decode(payload) == EVERYTHING
