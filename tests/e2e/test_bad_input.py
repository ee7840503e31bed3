"""Bad input through the command line: told in our own words, by name, and nothing has changed."""

import json
from pathlib import Path

import pytest

from helpers.command_line import CommandLine
from helpers.snapshots import snapshot
from packbench.db.engine import Database

FILES = {
    "products": "sku,name\nA,Apple\nB,Bowl\nC,Cup\n"
    + "".join(f"K{depth},Kit\n" for depth in range(1, 7)),
    "warehouses": "code,name,countries\nW1,Graz,DE;AT\nW2,Wien,DE\n",
    "stock": "warehouse,sku,quantity\nW1,A,50\nW1,B,5\n",
    "suppliers": "code,name\nS,Supplier\n",
    "kits": "kit_sku,component_sku,quantity\nK1,A,1\nK2,K1,2\nK3,K2,1\nK4,K3,1\nK5,K4,1\n",
    "orders": "order_number,sku,quantity,country\nO1,A,2,DE\nO2,B,50,DE\nO3,K5,3,DE\n",
}
WHOLE = "“quantity” must be a whole number."
LEAST = "“quantity” must be at least 1."
NO_COUNT = "“{}” is not a valid quantity."
COMMANDS = {
    "settings set allocation.claim_after_days 0": (2, "whole days from 1 to 9999, or off"),
    "settings set allocation.claim_after_days 10000": (2, "whole days from 1 to 9999, or off"),
    "settings set allocation.claim_after_days 1.5": (2, "“1.5” is no value"),
    "settings set allocation.ratings beauty": (2, "parcels, rank, distance, balance, code"),
    "settings set allocation.ratings 'rank, rank'": (2, "each once at most"),
    "settings set allocation.ratings ''": (2, "“” is no value"),
    "settings set allocation.queue_policy lottery": (2, "queue, complete_first"),
    "settings set allocation.auto_release perhaps": (2, "yes or no"),
    "settings set documents.paper a3": (2, "a4, letter, 4x6"),
    "settings set documents.language qq": (2, "a language tag such as de or en-GB"),
    "settings set allocation.claim_after_days -1": (2, "-1 is below 0"),
    "settings set no.such.key 1": (1, "There is no setting no.such.key."),
    "settings get no.such.key": (1, "There is no setting no.such.key."),
    "whatif --rule no.such=1": (1, "There is no setting no.such."),
    "whatif --rule allocation.ratings=beauty": (2, "“beauty” is no value"),
    "whatif --receive W9:A:1": (1, "There is no warehouse W9."),
    "whatif --receive W1:NONE:1": (1, "There is no product NONE."),
    "whatif --receive W1:A:1.5": (2, "W1:A:1.5 is not WAREHOUSE:SKU:UNITS"),
    "stock receive W1 A 1.5": (2, WHOLE),
    "stock receive W1 A 0": (2, LEAST),
    "stock receive W1 A -3": (2, "-3 is below 0"),
    "stock receive W1 A 99999999999": (1, NO_COUNT.format("99999999999")),
    "stock receive W1 NONE 1": (1, "There is no product NONE."),
    "stock receive W9 A 1": (1, "There is no warehouse W9."),
    "stock receive W1 K1 1": (1, "K1 is a kit"),
    "stock adjust W1 A 1.5 --reason x": (2, "“delta” must be a whole number."),
    "stock adjust W1 A 0 --reason x": (2, "0 changes nothing"),
    "stock adjust W1 A 1 --reason ''": (1, "“” is not a valid reason."),
    "stock adjust W9 A 1 --reason x": (1, "There is no warehouse W9."),
    "stock adjust W1 NONE 1 --reason x": (1, "There is no product NONE."),
    "stock count W1 A -1": (2, "-1 is below 0"),
    "stock count W1 A 2.5": (2, WHOLE),
    "stock count W9 A 1": (1, "There is no warehouse W9."),
    "stock count W1 NONE 1": (1, "There is no product NONE."),
    "stock damage W1 A 0": (2, LEAST),
    "stock damage W1 A 51": (1, "Only 50 of A are on hand and not damaged at W1."),
    "stock adjust W1 A -51 --reason x": (1, "Only 50 of A are on hand at W1."),
    "stock damage W1 NONE 1": (1, "There is no product NONE."),
    "stock damage W9 A 1": (1, "There is no warehouse W9."),
    "stock move W1 A 1 --from FLOOR --to NOWHERE": (1, "There is no location NOWHERE."),
    "stock move W1 A 1 --from FLOOR --to floor": (1, "The goods lie in FLOOR already."),
    "stock transfer A 1 --from W1 --to W9": (1, "There is no warehouse W9."),
    "stock transfer A 1 --from W9 --to W1": (1, "There is no warehouse W9."),
    "stock transfer NONE 1 --from W1 --to W2": (1, "There is no product NONE."),
    "stock transfer A 0 --from W1 --to W2": (2, LEAST),
    "transfers send A=many --from W1 --to W2": (1, "“A=many” does not say what and how many."),
    "transfers send A=1 --from W1 --to W1": (1, "The goods are at W1 already."),
    "transfers receive T-9": (1, "There is no transfer T-9."),
    "transfers cancel nothing": (1, "There is no transfer nothing."),
    "stock history NONE": (1, "There is no product NONE."),
    "stock list --sku NONE": (1, "There is no product NONE."),
    "stock list --warehouse W9": (1, "There is no warehouse W9."),
    "orders cancel O1 --line 1 --quantity 0": (2, "“--quantity” must be at least 1."),
    "orders split O1 --line 1 --quantity -1": (2, "“--quantity” must be at least 1."),
    "orders reroute O1 W9": (1, "There is no warehouse W9."),
    "orders priority O1 1.5": (2, "“priority” must be a whole number."),
    "orders hold O1 --reason ''": (1, "“” is not a valid reason."),
    "orders list --country Atlantis": (2, "Atlantis is no country we know"),
    "allocate --order NONE": (1, "There is no order NONE."),
    "backorders substitute NONE --order O2": (1, "There is no product NONE."),
    "backorders release --sku NONE": (1, "There is no product NONE."),
    "backorders move-promises --from W9 --to W1": (1, "There is no warehouse W9."),
    "po create --supplier NONE --warehouse W1 --line A:5": (1, "There is no supplier NONE."),
    "po create --supplier S --warehouse W9 --line A:5": (1, "There is no warehouse W9."),
    "po create --supplier S --warehouse W1 --line NONE:5": (1, "There is no product NONE."),
    "po create --supplier S --warehouse W1 --line A:0": (2, "A:0 is not SKU:UNITS[:COST[:DATE]]"),
    "po create --supplier S --warehouse W1 --line A:1.5": (2, "with whole units above 0"),
    "po create --supplier S --warehouse W1 --line A:5:-1": (1, "Price: “-1” is below 0."),
    "po create --supplier S --warehouse W1 --line A:5:NaN": (1, "Price: “NaN” is not a number"),
    "po create --supplier S --warehouse W1 --line K1:5": (1, "K1 is a kit"),
    "pick create --warehouse W9": (1, "There is no warehouse W9."),
}
IMPORTS = {
    ("kits", "kit_sku,component_sku,quantity\nA,A,1\n"): ("kit_sku", "“A” would contain itself"),
    ("kits", "kit_sku,component_sku,quantity\nA,K1,1\n"): ("kit_sku", "“A” would contain itself"),
    ("kits", "kit_sku,component_sku,quantity\nA,K2,1\n"): ("kit_sku", "“A” would contain itself"),
    ("kits", "kit_sku,component_sku,quantity\nK6,K5,1\n"): ("kit_sku", "“K6” would be a kit in"),
    ("kits", "kit_sku,component_sku,quantity\nC,A,0\n"): ("quantity", "“0” is not above 0."),
    ("kits", "kit_sku,component_sku,quantity\nC,A,1.5\n"): ("quantity", "“1.5” is not a whole"),
    ("kits", "kit_sku,component_sku,quantity\nC,NONE,1\n"): ("component_sku", "the SKU “NONE”"),
    ("warehouses", "code,name,countries\nW1,Graz,DE;AU T;CH\n"): (
        "countries",
        "“AU T” is not a country we know.",
    ),
    ("warehouses", "code,name,rank\nW3,Linz,0\n"): ("rank", "“0” is not above 0."),
    ("warehouses", "code,name,rank\nW3,Linz,99999999999999999999\n"): ("rank", "is too large."),
    ("warehouses", "code,name,latitude\nW3,Linz,48.3\n"): (
        "longitude",
        "“longitude” is needed as well.",
    ),
    ("warehouses", "code,name,longitude\nW3,Linz,14.3\n"): (
        "latitude",
        "“latitude” is needed as well.",
    ),
    ("stock", "warehouse,sku,quantity,safety\nW1,A,50,-1\n"): ("safety", "“-1” is below 0."),
    ("stock", "warehouse,sku,quantity\nW1,A,-5\n"): ("quantity", "“-5” is below 0."),
    ("stock", "warehouse,sku,quantity\nW1,A,2.5\n"): ("quantity", "“2.5” is not a whole number."),
    ("stock", "warehouse,sku,quantity\nW9,A,5\n"): ("warehouse", "There is no warehouse “W9”."),
    ("stock", "warehouse,sku,quantity\nW1,NONE,5\n"): ("sku", "Nobody knows the SKU “NONE”"),
    ("orders", "order_number,sku,quantity,country\nO9,A,0,DE\n"): ("quantity", "“0” is not above"),
    ("orders", "order_number,sku,quantity,country\nO9,A,1.5,DE\n"): ("quantity", "not a whole"),
    ("orders", "order_number,sku,quantity,max_warehouses\nO9,A,1,0\n"): (
        "max_warehouses",
        "“0” is not above 0.",
    ),
    ("channel-exclusions", "channel,sku,warehouse\n,NONE,W1\n"): ("sku", "the SKU “NONE”"),
    ("channel-exclusions", "channel,sku,warehouse\n,A,W9\n"): ("warehouse", "warehouse “W9”"),
    ("purchase-orders", "po_number,supplier,warehouse,sku,quantity\nP1,S,W1,K1,5\n"): (
        "sku",
        "“K1” has no stock of its own",
    ),
    ("purchase-orders", "po_number,supplier,warehouse,sku,quantity\nP1,S,W1,A,-5\n"): (
        "quantity",
        "“-5” is not above 0.",
    ),
}


@pytest.fixture
def shop(packbench: CommandLine, tmp_path: Path) -> CommandLine:
    """O1 has A, O2 waits for B, O3 has kits of kits of kits of kits of kits of A."""
    for kind, text in FILES.items():
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
    lines = "".join(f"import {kind} {kind}.csv\n" for kind in FILES)
    answer = packbench("batch", "-", stdin=lines + "allocate\n")
    assert answer.exit == 0
    return packbench


def test_commands(shop: CommandLine, database: Database) -> None:
    before = snapshot(database)
    answer = shop("batch", "-", "--keep-going", stdin="\n".join(COMMANDS))
    told = [
        (document["exit"], document["output"]["error"]["message"]) for document in answer.documents
    ]
    assert len(told) == len(COMMANDS)
    wrong = [
        (command, code, message)
        for (command, (exit_code, words)), (code, message) in zip(
            COMMANDS.items(), told, strict=True
        )
        if code != exit_code or words not in message
    ]
    assert wrong == []
    assert snapshot(database) == before


def test_letters_of_another_encoding_are_told(
    packbench: CommandLine, database: Database, tmp_path: Path
) -> None:
    before = snapshot(database)
    latin = "Gr\udcf6\udcdfe"  # as a terminal in Latin-1 sends it
    for words in (("orders", "list", "--email"), ("stock", "list", "--sku"), ("orders", "hold")):
        answer = packbench(*words, latin)
        told = answer.document["error"]["message"]
        assert (answer.exit, "it is not written in UTF-8" in told) == (2, True), words
    (tmp_path / "lines").write_bytes(b"orders show Gr\xf6\xdfe\n")
    answer = packbench("batch", "lines")
    assert (answer.exit, answer.document["error"]["message"]) == (
        2,
        "Invalid value: lines is not written in UTF-8",
    )
    assert snapshot(database) == before


def test_a_command_on_many_orders_is_refused_when_it_can_be_done_to_none(
    shop: CommandLine, database: Database
) -> None:
    before = snapshot(database)
    refused = shop("backorders", "resume", "--order", "O1", "--order", "O2")
    assert refused.exit == 1
    assert [one["outcome"] for one in refused.document["results"]] == ["refused"] * 2
    assert snapshot(database) == before
    shop("orders", "hold", "O2", "--reason", "fraud?")
    some = shop("backorders", "resume", "--order", "O1", "--order", "O2")
    assert some.exit == 0
    assert [one["outcome"] for one in some.document["results"]].count("refused") == 1


def test_settings_are_listed_with_meaning_and_default(shop: CommandLine) -> None:
    assert shop("settings", "set", "allocation.claim_after_days", "21").exit == 0
    settings = {one["key"]: one for one in shop("settings", "list").document["settings"]}
    days = settings["allocation.claim_after_days"]
    assert (days["value"], days["default"]) == ("21", "off")
    assert days["allowed"] == "whole days from 1 to 9999, or off"
    assert days["meaning"].startswith("An order that ships only complete")
    told = shop.for_people("settings", "get", "allocation.claim_after_days").out
    assert "21" in told
    assert "off" in told


def test_imports(shop: CommandLine, database: Database, tmp_path: Path) -> None:
    before = snapshot(database, without=["command"])
    lines = []
    for number, (kind, text) in enumerate(IMPORTS):
        (tmp_path / f"{number}.csv").write_text(text, encoding="utf-8")
        lines.append(f"import {kind} {number}.csv --update")
    answer = shop("batch", "-", "--keep-going", stdin="\n".join(lines))
    assert [document["exit"] for document in answer.documents] == [3] * len(IMPORTS)
    for document, (column, words) in zip(answer.documents, IMPORTS.values(), strict=True):
        (reject,) = document["output"]["rejects"]
        assert reject["column"] == column, json.dumps(reject)
        assert words in reject["message"]
    assert snapshot(database, without=["command"]) == before


def test_kits_of_kits_are_flattened(shop: CommandLine) -> None:
    order = shop("orders", "show", "O3").document
    assert order["lines"][0]["allocated"] == 3
    assert order["allocations"] == [{"line": 1, "sku": "A", "warehouse": "W1", "quantity": 6}]


def test_a_rule_that_leaves_no_warehouse_is_told(shop: CommandLine, tmp_path: Path) -> None:
    rules = "channel,sku,warehouse\n,B,W1\n,B,W2\nshop,,W1\nshop,,W2\n"
    (tmp_path / "rules.csv").write_text(rules, encoding="utf-8")
    result = shop("import", "channel-exclusions", "rules.csv").document
    assert result["imported"] == 4
    assert result["notes"][-2:] == [
        "No warehouse is left for B: it waits, excluded.",
        "No warehouse is left for channel shop: its orders wait, excluded.",
    ]
    (tmp_path / "late.csv").write_text(
        "order_number,sku,quantity,country,channel\nO7,B,1,DE,\nO8,A,1,DE,shop\n", encoding="utf-8"
    )
    shop("batch", "-", stdin="import orders late.csv\nallocate\n")
    for number in ("O7", "O8"):
        (line,) = shop("orders", "show", number).document["lines"]
        assert (line["waiting"], line["reason"]) == (1, "excluded")
    again = shop("import", "channel-exclusions", "rules.csv").document
    assert not any("No warehouse" in note for note in again["notes"])


def test_a_country_that_nobody_serves_any_more_is_told(shop: CommandLine, tmp_path: Path) -> None:
    text = "code,name,countries\nW1,Graz,DE\n"
    (tmp_path / "less.csv").write_text(text, encoding="utf-8")
    result = shop("import", "warehouses", "less.csv", "--update").document
    assert result["notes"][-1:] == ["No warehouse serves AT any more."]
