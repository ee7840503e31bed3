"""What channels see, on the command line: told once, and again where a pipe broke."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.command_line import CommandLine

FILES = {
    "warehouses": "code,name,rank\nW1,One,1\nW2,Two,2\n",
    "products": "sku,name\nA,Apple\nB,Pear\n",
    "stock": "warehouse,sku,quantity,minimum\nW1,A,20,5\nW2,A,7,\nW1,B,3,\n",
    "channels": "channel\nshop\n",
    "channel-rules": "channel,sku,rule,value,min_rule,min_value\nshop,A,percent,50,max,1\n",
}


@pytest.fixture
def shop(tmp_path: Path) -> CommandLine:
    for kind, text in FILES.items():
        (tmp_path / f"{kind}.csv").write_text(text)
    packbench = CommandLine(f"sqlite:///{tmp_path / 'packbench.db'}", tmp_path)
    text = "".join(f"import {kind} {kind}.csv\n" for kind in FILES)
    assert packbench("batch", "-", stdin=text).exit == 0
    return packbench


def test_a_broken_pipe_loses_nothing(shop: CommandLine) -> None:
    wanted = {"channel": "shop", "items": [{"sku": "A", "available": 13}, *_B], "cursor": 1}
    assert shop("channels", "stock", "shop", "--peek").document == wanted
    words = ["channels", "stock", "shop"]
    command = [str(Path(sys.executable).with_name("packbench")), "--database", shop.database]
    for as_json in (["--json"], []):
        reads, writes = os.pipe()
        os.close(reads)  # the reader has left
        done = subprocess.run(
            [*command, *as_json, *words], stdout=writes, stderr=subprocess.PIPE, check=False
        )
        os.close(writes)
        assert done.returncode != 0
    assert shop("channels", "stock", "shop").document["items"] == wanted["items"]
    assert shop("channels", "stock", "shop").document["items"] == []
    answers = shop(
        *("batch", "-"),
        stdin="stock adjust W1 A -15 --reason lost\nchannels stock shop\nchannels stock SHOP\n"
        "channels stock shop --all\n",
    ).documents
    told = [one["output"]["items"] for one in answers[1:]]
    assert told[:2] == [[{"sku": "A", "available": 6}], []]
    assert told[2] == [{"sku": "A", "available": 6}, *_B]
    assert "new channel" in shop("channels", "stock", "other").err
    for words in (["shpo"], ["shop2", "--peek"]):
        refused = shop("channels", "stock", *words)
        assert refused.error[0] == "not_found"
        assert f"no channel {words[0]}. There are: shop, other." in refused.error[1]
    listed = shop("channels", "list").document["channels"]
    assert {one["code"] for one in listed} == {"shop", "other"}


_B = [{"sku": "B", "available": 3}]


def test_rules_and_reasons_are_told(shop: CommandLine) -> None:
    (seen,) = shop("channels", "why", "a").document["seen"]
    assert (seen["total"], seen["rule_of"], seen["value"], seen["number"]) == (27, "sku", 50, 13)
    (tried,) = shop("channels", "why", "a", "--rule", "max:4").document["seen"]
    assert tried["number"] == 4
    told = shop.for_people("channels", "why", "A", "--channel", "shop").out
    assert "50 percent, rounded down. It sees 13." in told
    for words, code in (
        ("why A --rule most:4", "invalid"),
        ("why A --rule percent:101", "invalid"),
        ("why A --channel shp", "not_found"),
        ("why ZZ", "not_found"),
        ("rules new shop A", "code_exists"),
        ("rules new shp A", "not_found"),
        ("rules edit shop A --value 12.5", "bad_value"),
        ("exclude W9", "bad_value"),
        ("include W1", "nothing_to_do"),
    ):
        refused = shop("channels", *words.split())
        assert refused.error[0] == code, words
    done = shop("channels", "rules", "new", "shop", "--rule", "max", "--value", "2")
    assert [one["message"] for one in done.document["results"]][1:] == ["shop sees 2 instead of 3."]
    shop("channels", "exclude", "W2", "--channel", "shop")
    exclusions = shop("channels", "exclusions").document["exclusions"]
    assert exclusions == [{"channel": "shop", "sku": "", "warehouse": "W2"}]
    shown = shop("channels", "stock", "shop").document["items"]
    assert shown == [{"sku": "A", "available": 10}, {"sku": "B", "available": 2}]
