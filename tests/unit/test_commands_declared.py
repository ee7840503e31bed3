"""The declarations of commands: whole, told apart, and what the guide says of them is true."""

from helpers.guide_table import GUIDE, guide
from packbench.domain.orders import OrderStatus
from packbench.paths import resources_dir
from packbench.services.commands.declaration import Asks
from packbench.services.commands.orders import ORDER_COMMANDS
from packbench.services.office.undo import UNDOERS
from packbench.words.commands import COMMANDS
from packbench.words.counted import Counted


def test_the_guide_tells_the_commands_as_they_are_declared() -> None:
    assert GUIDE.read_text(encoding="utf-8") == guide(), "run tests/helpers/guide_table.py"


def test_every_command_has_words_and_no_words_are_left_over() -> None:
    assert {one.id for one in ORDER_COMMANDS} == set(COMMANDS)


def test_every_command_has_an_icon_and_keys_of_its_own() -> None:
    icons = {path.stem for path in (resources_dir() / "icons").glob("*.svg")}
    assert {one.icon for one in ORDER_COMMANDS} <= icons
    keys = [one.keys for one in ORDER_COMMANDS if one.keys]
    assert len(keys) == len(set(keys))


def test_every_command_can_be_taken_back_by_its_name() -> None:
    assert {one.name for one in ORDER_COMMANDS} <= set(UNDOERS)


def test_every_field_has_words_and_what_must_be_filled_in_says_so() -> None:
    for declared in ORDER_COMMANDS:
        for asked in declared.fields:
            assert asked.words.label
            assert asked.words.help.endswith(".")
            if asked.asks in {Asks.TEXT, Asks.NEW_SKU}:
                assert asked.words.needed.endswith(".")


def test_done_orders_are_for_no_command_but_to_bring_them_back() -> None:
    """And for what is said of an order whatever became of it, and for an order like it."""
    said = {"orders.tag", "orders.note", "orders.field", "orders.clone"}
    for declared in ORDER_COMMANDS:
        brings_back = declared.id in {"orders.restore", "orders.pay", *said}
        assert (OrderStatus.CANCELLED in declared.states) == brings_back, declared.id


def test_words_that_count_name_the_count() -> None:
    for id_, words in COMMANDS.items():
        for counted in (words.button, words.done, words.units):
            if isinstance(counted, Counted) and id_ != "backorders.purchase":
                assert all("{count}" in text for text in counted[:2]), id_
