from packbench.ui.parts.tables.page_cache import PageCache


def test_the_page_not_used_for_longest_makes_room() -> None:
    cache: PageCache[str] = PageCache(capacity=2)
    cache.put(1, ["a"])
    cache.put(2, ["b"])
    assert cache.get(1) == ["a"]
    cache.put(3, ["c"])
    assert cache.get(2) is None
    assert (cache.get(1), cache.get(3), len(cache)) == (["a"], ["c"], 2)


def test_a_stale_page_is_still_shown_until_it_is_read_again() -> None:
    cache: PageCache[str] = PageCache()
    cache.put(1, ["old"])
    cache.make_stale()
    assert (cache.get(1), cache.is_fresh(1)) == (["old"], False)
    cache.put(1, ["new"])
    assert (cache.get(1), cache.is_fresh(1)) == (["new"], True)


def test_nothing_is_fresh_after_clearing() -> None:
    cache: PageCache[str] = PageCache()
    cache.put(1, ["a"])
    cache.clear()
    assert (cache.get(1), cache.is_fresh(1), len(cache)) == (None, False, 0)
