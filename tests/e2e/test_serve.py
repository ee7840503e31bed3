"""What programs of channels ask over HTTP, as processes on a real line."""

import json
import socket
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import select

from helpers.bench import pick, scan
from helpers.served import Program, serving
from helpers.snapshots import snapshot
from helpers.stockroom import Stockroom
from packbench.db.engine import Database
from packbench.db.schema import Command, Station
from packbench.engine.command.context import Context
from packbench.paths import log_dir
from packbench.services.channels.verifying import set_verifying
from packbench.services.packing.closing import close_packing
from packbench.services.serving.tokens import make_token, revoke_token
from packbench.services.shipping.sending import ship_shipment

LINE = {"order_number": "1001", "sku": "A1", "quantity": 2, "country": "DE"}
SKUS = [f"A{number}" for number in range(1, 101)]


@pytest.fixture
def room(context: Context) -> Stockroom:
    """A hundred products in one warehouse, and the channel `Shop`."""
    made = Stockroom(context)
    made.fill({"W1": dict.fromkeys(SKUS, 10)})
    return made


@pytest.fixture
def shop(room: Stockroom) -> str:
    set_verifying(room.context, {"Shop": False})
    return "Shop"


def test_a_program_sends_orders_and_is_told_of_stock_and_shipments(
    room: Stockroom, shop: str, tmp_path: Path
) -> None:
    context = room.context
    with serving(context.database.url, tmp_path) as server:
        program = server.program(context, shop)
        assert program.ask("GET", "/health", token="").document["ok"] is True
        _orders(program)
        with context.database.read.connect() as connection:
            query = select(Station.name).join(Command, Command.station_id == Station.id)
            asked = query.where(Command.name == "import.orders").distinct()
            assert connection.execute(asked).scalars().all() == ["HTTP Shop"]
        _inventory(program)
        room.allocate()
        pick(room)
        scan(context, "1001-1", "3*A1")
        close_packing(context, "1001-1")
        ship_shipment(context, "1001-1", carrier="DHL")
        told = program.get("shipments").document
        (sent,) = told["items"]
        assert (sent["shipment"], sent["order_number"], sent["carrier"]) == (
            "1001-1",
            "1001",
            "DHL",
        )
        assert sent["lines"] == [{"line": 1, "sku": "A1", "quantity": 3}]
        assert program.get("shipments").document == told
        known = program.post("shipments/acknowledge", {"cursor": told["cursor"]})
        assert known.document == {"channel": "Shop", "cursor": told["cursor"]}
        assert program.get("shipments").document["items"] == []
        assert program.get("shipments?since=0").document["items"] == [sent]
        assert server.end() == (0, "")


def _orders(program: Program) -> None:
    counts = ("imported", "updated", "unchanged", "rejected")

    def sent(path: str, **changes: Any) -> tuple[int, list[int]]:
        told = program.post(path, {"rows": [{**LINE, **changes}]})
        return told.status, [told.document[name] for name in counts]

    assert sent("orders") == (200, [1, 0, 0, 0])
    assert sent("orders") == (200, [0, 0, 1, 0])
    assert sent("orders", quantity=3) == (409, [0, 0, 0, 1])
    assert sent("orders?update=true", quantity="3") == (200, [0, 1, 0, 0])
    rows = [{**LINE, "order_number": "1002"}, {**LINE, "order_number": "1003", "quantity": "two"}]
    told = program.post("orders", {"rows": rows})
    assert (told.status, told.document["imported"]) == (207, 1)
    (reject,) = told.document["rejects"]
    assert (reject["row"], reject["column"], reject["value"]) == (2, "quantity", "two")


def _inventory(program: Program) -> None:
    told = program.get("inventory").document
    assert {one["sku"] for one in told["items"]} == set(SKUS)
    assert program.get("inventory").document == told
    known = program.post("inventory/acknowledge", {"cursor": told["cursor"]})
    assert known.document == {"channel": "Shop", "cursor": told["cursor"]}
    assert program.get("inventory").document["items"] == []
    assert len(program.get("inventory?all=true").document["items"]) == len(SKUS)


BAD = {
    b'{"rows":[{"order_number": "1"': "bad_json",
    b"[]": "bad_json",
    b'{"rows": {}}': "bad_json",
    b'{"rows": []}': "invalid",
    b'{"rows": [1]}': "bad_json",
    b'{"rows": [{"a": "1", "a": "2"}]}': "bad_json",
    b'{"rows": [{"order_number": ["1"]}]}': "bad_json",
    b'{"rows": [{"order_number": "a\\u0000b"}]}': "bad_json",
    b'{"rows": [{"order_number": "\\ud800"}]}': "bad_json",
    b'{"rows": [{"quantity": NaN}]}': "bad_json",
    b"\xff": "bad_json",
    b"[" * 100_000: "bad_json",
    b'{"rows": [{%s, "a": 1, "a": 1}]}' % b",".join(b'"%d":1' % one for one in range(50_000)): (
        "bad_json"
    ),
    b'{"rows": [{"order_number": "1", "sku": "A1", "quantity": "two"}]}': "not_whole",
    b'{"rows": [{"order_number": "1", "sku": "A1", "quantity": -1}]}': "not_positive",
    b'{"rows": [{"order_number": "1"}]}': "required",
    b'{"rows": [{"order_number": "1", "sku": "A1", "quantity": 1, "channel": "x"}]}': "invalid",
}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_can_not_be_used_is_refused_and_changes_nothing(
    room: Stockroom, shop: str, tmp_path: Path
) -> None:
    context = room.context
    with serving(context.database.url, tmp_path) as server:
        program, other = server.program(context, shop), make_token(context, shop)
        revoke_token(context, other.hint)
        before = _records(context)
        del before["channel_token"]
        for token in ("", "x", other.token, program.token[:-1]):
            assert program.ask("GET", "inventory", token=token).error == (401, "unauthorized")
        assert program.get("/channels/else/inventory").error == (404, "no_such_channel")
        assert program.get("/nowhere").error == (404, "no_such_path")
        assert program.ask("DELETE", "orders").error == (405, "wrong_method")
        assert program.get("shipments?since=soon").error == (422, "bad_parameter")
        for body, code in BAD.items():
            told = program.ask("POST", "orders", body)
            assert (told.status, told.document["error"]["code"]) == (422, code), body[:80]
        for cursor in ("1.5", '"1"', "-1", "1e99"):
            body = f'{{"cursor": {cursor}}}'.encode()
            told = program.ask("POST", "shipments/acknowledge", body)
            assert told.error == (422, "bad_json")
        assert program.post("shipments/acknowledge", {"cursor": 99}).error == (409, "invalid")
        assert program.post("inventory/acknowledge", {"cursor": 99}).error == (409, "invalid")
        assert _of_50_mb(program) == 413
        assert _revoked_meanwhile(context, server.program(context, shop)) == 401
        after = _records(context)
        del after["channel_token"]
        assert after == before
        assert server.end() == (0, "")
    logged = "".join(path.read_text("utf-8") for path in log_dir().glob("*.log"))
    assert "what=orders status=422" in logged
    assert program.token not in logged


def _records(context: Context) -> dict[str, Any]:
    """All but who tried what: an import of which nothing came in is in the history."""
    tried = {"command", "operator", "station"}
    return {name: rows for name, rows in snapshot(context.database).items() if name not in tried}


def _of_50_mb(program: Program) -> int:
    """The status of a body that is told to be large, of which nothing is sent."""
    head = (
        f"POST /channels/Shop/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 50000000\r\n"
        f"Authorization: Bearer {program.token}\r\n\r\n"
    )
    with socket.create_connection((program.host, program.port), timeout=10) as line:
        line.sendall(head.encode())
        return int(line.recv(100).split()[1])


def _revoked_meanwhile(context: Context, program: Program) -> int:
    """The status of orders whose token was revoked after it was looked at, before they came."""
    body = json.dumps({"rows": [LINE]}).encode()
    head = (
        f"POST /channels/Shop/orders HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        f"Authorization: Bearer {program.token}\r\nExpect: 100-continue\r\n\r\n"
    )
    with socket.create_connection((program.host, program.port), timeout=30) as line:
        line.sendall(head.encode())
        assert int(line.recv(100).split()[1]) == 100  # the token is known, the body is wanted
        revoke_token(context, program.token.split("_")[1])
        line.sendall(body)
        return int(line.recv(100).split()[1])


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_who_asks_too_often_waits_and_who_leaves_is_told_again(
    room: Stockroom, shop: str, tmp_path: Path
) -> None:
    context = room.context
    with serving(context.database.url, tmp_path, "--requests-a-minute", "60") as server:
        program = server.program(context, shop)
        head = "GET /channels/Shop/inventory HTTP/1.1\r\nHost: x\r\n"
        head += f"Authorization: Bearer {program.token}"
        with socket.create_connection((program.host, program.port)) as line:
            line.sendall(f"{head}\r\n\r\n".encode())
            assert line.recv(10).startswith(b"HTTP/1.1 2")  # and leaves before it has read the rest
        assert len(program.get("inventory").document["items"]) == len(SKUS)
        told = [program.get("shipments") for _ in range(15)]
        late = [one for one in told if one.status != 200]
        assert {one.error for one in late} == {(429, "too_often")}
        assert {int(one.headers["retry-after"]) for one in late} == {1}
        assert 5 <= len(late) <= 7


def test_a_database_that_is_away_is_told_and_comes_back(
    server_database: Database, admin_url: str, tmp_path: Path
) -> None:
    context = Context(server_database)
    set_verifying(context, {"Shop": False})
    with serving(server_database.url, tmp_path) as server:
        program = server.program(context, "Shop")
        context.database.dispose()
        name = server_database.read.url.database
        with psycopg.connect(admin_url.rsplit("/", 1)[0] + "/postgres", autocommit=True) as admin:
            admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            away = [program.get("inventory"), program.ask("GET", "/health", token="")]
            admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        assert [one.status for one in away] == [503, 503]
        assert {one.headers["retry-after"] for one in away} == {"5"}
        assert program.get("inventory").status == 200
