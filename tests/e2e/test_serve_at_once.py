"""Four programs and two windows at once: nothing is missed, nothing told twice once it is known."""

import os
import sys
import time
from pathlib import Path

from sqlalchemy import select

from helpers.feed_storm import Follower, storm
from helpers.served import serving
from helpers.stockroom import Stockroom
from packbench.db.schema import Product, Stock
from packbench.engine.command.context import Context
from packbench.services.channels.verifying import set_verifying

SKUS = [f"A{number}" for number in range(100)]
SECONDS = float(os.environ.get("PACKBENCH_STORM_SECONDS", "1.5"))
"""A minute where it is measured."""


def test_no_change_is_missed_and_none_told_twice(context: Context, tmp_path: Path) -> None:
    """The control is a fifth program that says that it knows what it has not read."""
    Stockroom(context).fill({"W1": dict.fromkeys(SKUS, 10)})
    names = [f"shop/{number} ä" for number in range(5)]
    set_verifying(context, dict.fromkeys(names, False))
    options = ("--requests-a-minute", "1000000")
    with serving(context.database.url, tmp_path, *options) as server:
        programs = [server.program(context, name) for name in names]
        followers = [Follower(program, seed) for seed, program in enumerate(programs[:4])]
        careless = Follower(programs[4], 4, careless=True)
        first = programs[0].get("inventory").document
        began = time.monotonic()
        known = programs[0].post("inventory/acknowledge", {"cursor": first["cursor"]})
        took = time.monotonic() - began
        assert known.status == 200
        followers[0].known = {one["sku"]: one["available"] for one in first["items"]}
        changes = storm(context.database.url, [*followers, careless], SKUS, SECONDS)
        server.end()
    with context.database.read.connect() as connection:
        query = select(Product.sku, Stock.on_hand).join(Stock, Stock.product_id == Product.id)
        there = {row.sku: row.on_hand for row in connection.execute(query)}
    for one in followers:
        assert one.known == there
        assert one.twice == []
    assert careless.known != there
    told = {"changes": changes, "answers": [one.answers for one in followers], "known_s": took}
    sys.stderr.write(f"{told}\n")
