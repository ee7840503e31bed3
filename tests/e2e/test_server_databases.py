"""Databases of a server that are set otherwise than ours: refused in words, or as good as any."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from helpers.command_line import CommandLine
from helpers.databases import sqlalchemy_url
from packbench.engine.command.context import Context

MakeDatabase = Callable[[str], CommandLine]

ORDERS = """order_number,sku,quantity,customer_name,street,city,postal_code,country
N1,MUG,1,Łucja Żak,Piotrkowska 1,Łódź,90-001,PL
"""


OTHERWISE = (
    "IntervalStyle = 'sql_standard'",
    "TimeZone = 'Pacific/Auckland'",
    "search_path = elsewhere, public",
    "default_transaction_isolation = 'serializable'",
    "client_encoding = 'LATIN1'",
    "standard_conforming_strings = 'off'",
)


def plain_url(packbench: CommandLine) -> str:
    """The database as psycopg is told of it."""
    return packbench.database.replace("+psycopg", "", 1)


def execute(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture
def make_database(postgres_server: str, tmp_path: Path) -> Iterator[MakeDatabase]:
    """Makes a database with the options of CREATE DATABASE."""
    made = []

    def make(options: str) -> CommandLine:
        name = f"test_{uuid.uuid4().hex}"
        execute(postgres_server, f"CREATE DATABASE {name} TEMPLATE template0 {options}")
        made.append(name)
        return CommandLine(sqlalchemy_url(postgres_server, name), tmp_path)

    yield make
    for name in made:
        execute(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_cannot_keep_every_letter_is_refused_by_every_command(
    make_database: MakeDatabase, encoding: str
) -> None:
    packbench = make_database(f"ENCODING {encoding} LOCALE 'C'")
    commands = "db init\ndb info\ndb check\nstock list\nallocate\n"
    answers = packbench("batch", "-", "--keep-going", stdin=commands).documents
    assert len(answers) == 5
    for answer in answers:
        assert answer["exit"] == 4
        error = answer["output"]["error"]
        assert error["code"] == "database_encoding"
        assert encoding in error["message"]
        assert "createdb -E UTF8 -T template0" in error["message"]
    with psycopg.connect(plain_url(packbench)) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert tables.fetchone() == (0,)


@pytest.mark.parametrize("style", ["German, DMY", "SQL, DMY"])
def test_what_a_server_or_a_role_has_set_changes_nothing(
    make_database: MakeDatabase, style: str
) -> None:
    packbench = make_database("ENCODING UTF8 LOCALE 'C.UTF-8'")
    plain = plain_url(packbench)
    execute(plain, "CREATE SCHEMA elsewhere")
    for setting in (f"DateStyle = '{style}'", *OTHERWISE):
        execute(plain, f"ALTER DATABASE {plain.rpartition('/')[2]} SET {setting}")
    (packbench.folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    (packbench.folder / "products.csv").write_text("sku,name\nMUG,Mug\n", encoding="utf-8")
    commands = "db init\nimport products products.csv\nimport orders orders.csv\nallocate\n"
    *done, listed = packbench("batch", "-", stdin=commands + "orders list\n").documents
    assert [one["exit"] for one in done] == [0, 0, 0, 0]
    (order,) = listed["output"]["orders"]
    assert (order["customer_name"], order["number"]) == ("Łucja Żak", "N1")
    with psycopg.connect(plain) as connection:
        told = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'elsewhere'")
        assert told.fetchone() == (0,)


def test_a_url_cannot_lead_the_names_of_tables_elsewhere(packbench_server: CommandLine) -> None:
    url = f"{packbench_server.database}?options=-csearch_path%3Dpg_catalog"
    packbench = CommandLine(url, packbench_server.folder)
    assert packbench("stock", "list").document == {"stock": []}


def test_a_user_without_rights_is_told_which_are_missing(
    make_database: MakeDatabase, postgres_server: str
) -> None:
    packbench = make_database("ENCODING UTF8 LOCALE 'C.UTF-8'")
    plain = plain_url(packbench)
    role = f"role_{uuid.uuid4().hex}"
    execute(plain, "REVOKE ALL ON SCHEMA public FROM PUBLIC")
    execute(plain, f"CREATE ROLE {role} LOGIN")
    try:
        guest = CommandLine(packbench.database.replace("postgres@", f"{role}@"), packbench.folder)
        answer = guest("db", "init")
        assert answer.exit == 4
        assert answer.error[0] == "database_forbidden"
    finally:
        execute(postgres_server, f"DROP ROLE {role}")


def test_sessions_begin_as_packbench_sets_them(context: Context) -> None:
    if context.database.is_sqlite:
        return
    with context.database.read.connect() as connection:
        shown = {
            name: connection.exec_driver_sql(f"SHOW {name}").scalar()
            for name in ("DateStyle", "TimeZone", "search_path", "client_encoding")
        }
    assert shown == {
        "DateStyle": "ISO, MDY",
        "TimeZone": "UTC",
        "search_path": "public",
        "client_encoding": "UTF8",
    }
