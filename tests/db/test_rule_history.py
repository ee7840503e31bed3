"""What became of rules of channels: by hand, by files, by deleting, by undo; from what to what."""

from pathlib import Path

import pytest

from helpers.importing import Files
from helpers.stockroom import Stockroom, refuse
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.services.channels.excluding import Excluded, exclude
from packbench.services.channels.history import (
    RuleHistoryFilter,
    export_rule_history,
    rule_history,
)
from packbench.services.masters.kinds import CHANNEL_RULES, CHANNELS, PRODUCTS
from packbench.services.masters.saving import create, edit, remove
from packbench.services.office.undo import undo
from packbench.words.refusals import sentence
from packbench.words.rule_history import rule_done_words, rule_said_words


def told(context: Context, channel: str = "", sku: str = "") -> list[tuple[str, ...]]:
    """The history in words, the last first."""
    found = rule_history(context, RuleHistoryFilter(channel, sku))
    return [
        (
            *(rule_done_words(one.command, one.undoes), one.channel, one.sku, one.warehouse),
            rule_said_words(one.before, warehouse=one.warehouse),
            rule_said_words(one.after, warehouse=one.warehouse),
        )
        for one in found.changes
    ]


def test_every_way_a_rule_changes_is_told(context: Context, tmp_path: Path) -> None:
    room, files = Stockroom(context), Files(context, tmp_path)
    room.fill({"W1": {"A": 20, "B": 3}})
    with pytest.raises(Refusal) as refusal:
        rule_history(context, RuleHistoryFilter(channel="Shop"))
    assert sentence(refusal.value).startswith("There is no channel Shop. `packbench")
    create(context, CHANNELS, {"channel": "Shop"})
    half = {"channel": "shop", "sku": "A", "rule": "percent", "value": "50"}
    create(context, CHANNEL_RULES, half)
    edit(context, CHANNEL_RULES, ["shop", "a"], {"min_rule": "max", "min_value": "1"})
    made = ("Rule made", "Shop", "A", "", "no rule", "50 percent")
    minimum = "50 percent; at the minimum at most 1"
    changed = ("Rule changed", "Shop", "A", "", "50 percent", minimum)
    assert told(context) == [changed, made]
    undo(context)
    back = ("Taken back: Rule changed", "Shop", "A", "", minimum, "50 percent")
    assert told(context) == [back, changed, made]
    rows = "channel,sku,rule,value,push\nshop,,max,3,yes\nshop,A,percent,50,no\nweb,B,max,1,yes\n"
    files.load("channel-rules", rows, update=True)
    exclude(context, Excluded("", "B", "W1"))
    silent = "the channel is not told of it"
    assert told(context, channel="SHOP", sku="a")[:2] == [
        ("Imported from a file", "Shop", "", "", "no rule", "at most 3"),
        ("Imported from a file", "Shop", "A", "", "50 percent", silent),
    ]
    everywhere = ("Excluded", "", "B", "W1", "counts", "excluded")
    assert told(context, channel="web")[0] == everywhere
    assert told(context, sku="B")[0] == everywhere
    remove(context, CHANNELS, [["web"]])
    deleted = ("Channel deleted", "web", "B", "", "at most 1", "no rule")
    assert told(context, channel="web")[0] == deleted
    create(context, PRODUCTS, {"sku": "GONE", "name": "Gone"})
    create(context, CHANNEL_RULES, {"channel": "shop", "sku": "GONE", "rule": "max", "value": "2"})
    remove(context, PRODUCTS, [["GONE"]])
    gone = ("Product deleted", "Shop", "GONE", "", "at most 2", "no rule")
    assert told(context, sku="gone")[0] == gone
    undo(context)
    again = (f"Taken back: {gone[0]}", *gone[1:4], *gone[:3:-1])
    assert told(context, sku="gone")[0] == again
    room.check()


def test_pages_and_files_hold_what_was_asked_for(context: Context, tmp_path: Path) -> None:
    room, files = Stockroom(context), Files(context, tmp_path)
    room.fill({"W1": {"A": 20, "B": 3}})
    files.load("channel-rules", "channel,sku,rule,value\nshop,A,max,1\nshop,B,max,2\nweb,,max,3\n")
    wanted = RuleHistoryFilter(channel="shop")
    first = rule_history(context, wanted, limit=1)
    rest = rule_history(context, wanted, before=first.changes[0].id, limit=5)
    assert (first.more, rest.more) == (True, False)
    assert [one.sku for one in (*first.changes, *rest.changes)] == ["B", "A"]
    assert first.changes[0].operator == context.operator
    assert not rule_history(context, RuleHistoryFilter(operator="Nobody")).changes
    out = tmp_path / "rules.csv"
    assert export_rule_history(context, out, wanted) == 2
    heading, row = out.read_text().splitlines()[:2]
    assert heading.startswith("change,at,operator,station,command,undoes,channel,sku,warehouse,")
    assert row.endswith("shop,B,,,,,,,max,2,,,yes")
    refuse(room, Code.NOT_FOUND, lambda: rule_history(context, RuleHistoryFilter(channel="shp")))
    refuse(room, Code.NOT_FOUND, lambda: rule_history(context, RuleHistoryFilter(sku="ZZ")))
