"""A day's work as the role that packaging/server gives to stations, and what that role can't do."""

import shlex
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import errors

from helpers.command_line import CommandLine
from packbench.db.engine import open_database
from packbench.db.schema import Base

SERVER_KIT = Path(__file__).parents[2] / "packaging" / "server"
FORBIDDEN = [
    "ALTER TABLE movement DISABLE TRIGGER ALL",
    "ALTER TABLE stock DISABLE TRIGGER USER",
    "ALTER TABLE stock ALTER COLUMN allocated DROP NOT NULL",
    "ALTER TABLE stock RENAME TO stocks",
    "ALTER TABLE command OWNER TO packbench_station",
    "DROP TABLE movement CASCADE",
    "DROP SCHEMA public CASCADE",
    "DROP TRIGGER movement_never_truncated ON movement",
    "TRUNCATE movement CASCADE",
    "TRUNCATE stock CASCADE",
    "TRUNCATE setting",
    "UPDATE movement SET quantity = 1000",
    "DELETE FROM movement",
    "UPDATE command SET content = '{}'",
    "UPDATE command SET operator_id = 1",
    "DELETE FROM command",
    "UPDATE decision SET id = id + 1",
    "DELETE FROM decision",
    "UPDATE operator SET name = 'Eva'",
    "DELETE FROM operator",
    "UPDATE station SET name = 'W9'",
    "DELETE FROM station",
    "UPDATE printed_document SET sha256 = ''",
    "DELETE FROM printed_document",
    "UPDATE alembic_version SET version_num = 'x'",
    "SELECT setval('command_id_seq', 1)",
    "CREATE TABLE more (id integer)",
    "CREATE FUNCTION more() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "CREATE TRIGGER more BEFORE INSERT ON stock EXECUTE FUNCTION unique_key_recheck()",
    "CREATE RULE more AS ON INSERT TO movement DO INSTEAD NOTHING",
    "CREATE TABLE more () INHERITS (movement)",
    "CREATE SCHEMA more",
    "SET session_replication_role = replica",
    "SET ROLE packbench_owner",
    "ALTER ROLE packbench_station SUPERUSER",
    "DO $$ BEGIN LOCK TABLE movement IN ACCESS EXCLUSIVE MODE; END $$",
    "COPY movement TO PROGRAM 'cat'",
    "COPY setting TO '/tmp/packbench-setting'",
]
TABLES = {
    "warehouses": "code,name,countries\nW1,Main,*\nW2,Other,*\n",
    "locations": "warehouse,code\nW1,A-1\nW1,A-2\n",
    "suppliers": "code,name\nS,Supplier\n",
    "products": "sku,name,barcode\nA,Apple,4006381333931\nB,Birne,\n",
    "supplier-products": "supplier,sku,unit_cost\nS,A,1.50\nS,B,2.00\n",
    "stock": "warehouse,sku,quantity,location\nW1,A,5,A-1\nW1,B,0,A-2\n",
    "orders": "order_number,sku,quantity,country,street,postal_code,city,customer_name\n"
    "1,A,2,DE,Weg 1,89073,Ulm,Eva\n1,B,1,DE,Weg 1,89073,Ulm,Eva\n2,A,1,DE,Weg 2,53111,Bonn,Uwe\n",
}
WORK = """
allocate
stock receive W1 B 4 --location A-2
stock adjust W1 A -1 --reason damaged --location A-1
stock count W1 A 4 --location A-1
stock move W1 A 1 --from A-1 --to A-2
stock quarantine W1 A 1 --reason wet --location A-2
stock release W1 A 1 --location A-2
orders hold 2 --reason question
orders resume 2
orders priority 2 5
orders show 1
orders explain 1
backorders list
po create --supplier S --warehouse W1 --line A:5
po authorize PO1
po receive PO1 --line A:1 --note 7
receiving open PO1
receiving scan RC2 3*A
receiving take-back RC2
receiving scan RC2 2*A
receiving book RC2
receiving correct RC2 A:1
counts new W1 bins A-1
counts enter CS1 A-1 A 1
counts recount CS1 A-1
counts enter CS1 A-1 A 1 --key k1
counts post CS1
undo
counts cancel CS1
receiving put-away A A-2 --units 1
undo
pick create --warehouse W1
documents pick-list P1 --out list.pdf
documents packing-slip --order 1 --out slip.pdf
pick confirm P1 --task 1
undo
stock receive W1 A 1 --location A-1
undo
pick cancel P1
settings set allocation.auto_release no
undo
station place W1
import products products.csv --update
stock history A
export orders out.csv
channels exclude W2 --sku A
undo
transfers send A=1 --from W1 --to W2
transfers receive T-1
undo
transfers close T-1
undo
transfers cancel T-1
undo
undo
pick-bins new W1 A-2 --sku A --minimum 5 --maximum 9
replenish plan W1
replenish done RP1
undo
replenish done RP1 --short
undo
replenish cancel RP1
undo
undo
sweep
db check
"""


@pytest.fixture
def owned(postgres_server: str) -> Iterator[str]:
    """A fresh database that was made by the kit, as a URL with a place for the role."""
    name = f"kit_{uuid.uuid4().hex}"
    address = postgres_server.rpartition("/")[0] + f"/{name}"
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute((SERVER_KIT / "roles.sql").read_bytes())
        admin.execute(
            f"CREATE DATABASE \"{name}\" OWNER packbench_owner ENCODING 'UTF8' TEMPLATE template0"
        )
        with psycopg.connect(address, autocommit=True) as inside:
            inside.execute((SERVER_KIT / "database.sql").read_bytes())
        try:
            yield address
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def as_role(address: str, role: str) -> str:
    return address.replace("postgres@", f"{role}@", 1)


@pytest.fixture
def station(owned: str, tmp_path: Path) -> CommandLine:
    """The command line of a station, with rights given twice, as after an upgrade."""
    owner = as_role(owned, "packbench_owner")
    made = CommandLine(owner, tmp_path)("db", "init")
    assert made.exit == 0, made.out
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute((SERVER_KIT / "rights.sql").read_bytes())
        connection.execute((SERVER_KIT / "rights.sql").read_bytes())
    return CommandLine(as_role(owned, "packbench_station"), tmp_path)


def is_refused(connection: "psycopg.Connection[tuple[object, ...]]", statement: str) -> bool:
    """Whether the role has no right to it."""
    try:
        connection.execute(statement.encode())
    except errors.InsufficientPrivilege:
        return True
    return False


def test_a_day_of_work_and_what_is_refused(station: CommandLine) -> None:
    for kind, text in TABLES.items():
        (station.folder / f"{kind}.csv").write_text(text)
    lines = [shlex.join(["import", kind, f"{kind}.csv"]) for kind in TABLES]
    text = "\n".join([*lines, *WORK.strip().splitlines()])
    answers = station("batch", "-", "--keep-going", stdin=text).documents
    failed = [(one["line"], one["output"]) for one in answers if one["exit"]]
    assert not failed
    with psycopg.connect(station.database, autocommit=True) as connection:
        before = connection.execute("SELECT count(*), sum(quantity) FROM movement").fetchone()
        assert [one for one in FORBIDDEN if not is_refused(connection, one)] == []
        after = connection.execute("SELECT count(*), sum(quantity) FROM movement").fetchone()
        assert before == after
        names = connection.execute(
            "SELECT relname, has_table_privilege(oid, 'SELECT') FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        ).fetchall()
    assert {name for name, may in names if may} == {*Base.metadata.tables, "alembic_version"}
    assert station("db", "check").document["ok"]


def test_a_server_that_lets_nobody_write_into_its_log(owned: str, station: CommandLine) -> None:
    """A right that everybody has by default: without it each commit waits for the disk first."""
    assert may_release_early(station.database)
    with psycopg.connect(owned, autocommit=True) as admin:
        admin.execute(
            "REVOKE EXECUTE ON FUNCTION pg_logical_emit_message(boolean, text, text) FROM PUBLIC"
        )
    assert not may_release_early(station.database)
    (station.folder / "products.csv").write_text(TABLES["products"])
    assert station("import", "products", "products.csv").exit == 0
    assert station("sweep").exit == 0


def may_release_early(address: str) -> bool:
    database = open_database(address)
    with database.read.connect() as connection:
        line: Any = connection.connection.driver_connection
        found = bool(line.may_release_early)
    database.dispose()
    return found


def test_what_a_station_may_not_is_told(station: CommandLine) -> None:
    with psycopg.connect(
        as_role(station.database, "postgres").replace("packbench_station", "postgres"),
        autocommit=True,
    ) as admin:
        admin.execute("UPDATE alembic_version SET version_num = '20261121_2100_orders'")
    code, message = station("db", "upgrade").error
    assert (code, "right" in message) == ("database_forbidden", True)
    nobody = replace(station, database=station.database.replace("packbench_station", "nobody"))
    code, _ = nobody("stock", "list").error
    assert code == "database_unreachable"


def test_stations_have_their_rights_after_a_restore(
    station: CommandLine, owned: str, postgres_server: str, tmp_path: Path
) -> None:
    owner = CommandLine(as_role(owned, "packbench_owner"), tmp_path)
    assert station("db", "backup", tmp_path / "shop.backup").exit == 0
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute("ALTER ROLE packbench_owner CREATEDB")
        restored = owner("db", "restore", tmp_path / "shop.backup")
        admin.execute("ALTER ROLE packbench_owner NOCREATEDB")
        assert restored.exit == 0, restored.out
        admin.execute(f'DROP DATABASE "{restored.document["kept"]}"'.encode())
        assert station("stock", "list").exit == 0
        name = as_role(owned, "postgres").rpartition("/")[2]
        anybody = "SELECT has_database_privilege('public', %s, 'CONNECT')"
        assert admin.execute(anybody, [name]).fetchone() == (False,)
        with psycopg.connect(station.database, autocommit=True) as connection:
            assert [one for one in FORBIDDEN if not is_refused(connection, one)] == []
        with psycopg.connect(as_role(owned, "postgres"), autocommit=True) as inside:
            inside.execute("REVOKE USAGE ON SCHEMA public FROM packbench_station")
        assert station("stock", "list").error[0] == "database_forbidden"
