"""Addresses of databases: what is understood, what is refused, and that no password is shown."""

import sys
from dataclasses import replace
from types import ModuleType

import pytest

from packbench.db.addresses import (
    has_keyring,
    read_address,
    server_address,
    server_place,
    shown_address,
    without_secrets,
)
from packbench.db.engine import open_database
from packbench.domain.opening import ServerPlace
from packbench.domain.refusals import EnvironmentFault, FaultCode
from packbench.logs.masking import masked
from packbench.services.office.opening import keep_in_keyring
from packbench.words.refusals import sentence

SECRET = "geheim!9x"  # noqa: S105 - nobody's
WITH_SECRETS = [
    "postgresql+psycopg://ana:geheim!9x@server/shop",
    "postgresql://ana:geheim%219x@server:5432/shop",
    "postgresql://ana:geheim%21%39%78@server/shop",
    "postgres://ana:geheim!9x@server/shop?sslmode=require",
    "postgresql://server/shop?user=ana&password=geheim!9x",
    "postgresql://server/shop?password=geheim%219x&user=ana",
    "postgresql://server/shop?pass%77ord=geheim!9x",
    "postgresql://server/shop?sslpassword=geheim!9x;x=1",
    "postgresql://ana:a@geheim!9x@server/shop",
    "postgresql://ana:a/geheim!9x@server/shop",
    "postgresql://ana:a?geheim!9x@server/shop",
    "postgresql://ana:geheim!9x@server:port/shop",
    "postgresql://ana:geheim!9x",
    "postgresql://ana:geheim!9x/shop",
    "mysql://ana:geheim!9x@server/shop",
    "server?password=geheim!9x",
]


@pytest.mark.parametrize("address", WITH_SECRETS)
def test_no_form_of_an_address_shows_its_password(address: str) -> None:
    shown = [shown_address(address), masked(f"at {address} there")]
    try:
        database = open_database(address)
    except EnvironmentFault as fault:
        shown += [sentence(fault), str(fault)]
    else:
        shown += [repr(database), database.address]
        database.dispose()
    for text in shown:
        assert "geheim" not in text, text


@pytest.mark.parametrize(
    "address",
    [
        "postgres//ana:geheim!9x@server/shop",
        "postgresql:ana:geheim!9x@server/shop",
        "postgresql:/ana:geheim!9x@server/shop",
        "ana:geheim!9x@server/shop",
        "ana:a@geheim!9x@server/shop?sslmode=require",
    ],
)
def test_an_address_that_is_mistyped_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(EnvironmentFault) as fault:
        open_database(address)
    for text in (shown_address(address), sentence(fault.value), str(fault.value)):
        assert "geheim" not in text
        assert "server/shop" in text


@pytest.mark.parametrize("address", [one for one in WITH_SECRETS if "@server" in one or "?" in one])
def test_what_a_driver_quotes_is_hidden(address: str) -> None:
    for said in (SECRET, "geheim%219x"):
        told = without_secrets(f'host "{said}" is not there', address)
        assert "geheim" not in told or "a@" in address or "a/" in address or "a?" in address


def test_addresses_without_a_password_are_shown_as_they_are() -> None:
    for address in (
        "sqlite:////home/ana/packbench.db",
        "postgresql+psycopg://ana@server:5432/shop?sslmode=verify-full",
        "postgresql://server:5432/shop",
        "postgresql://?service=shop",
    ):
        assert shown_address(address) == address


@pytest.mark.parametrize(
    ("address", "code", "word"),
    [
        ("postgresql://server:port/shop", FaultCode.DATABASE_ADDRESS, "%40"),
        ("postgresql://ana:a@b@server/shop", FaultCode.DATABASE_ADDRESS, "%40"),
        ("postgresql://server/shop?colour=red", FaultCode.DATABASE_OPTION, "colour"),
        ("sqlite:///shop.db?colour=red", FaultCode.DATABASE_OPTION, "colour"),
        ("sqlite:///shop.db?timeout=long", FaultCode.DATABASE_OPTION, "timeout=long"),
        ("oracle://server/shop", FaultCode.DATABASE_ADDRESS, "sqlite:///PATH"),
        ("", FaultCode.DATABASE_ADDRESS, "sqlite:///PATH"),
    ],
)
def test_what_is_wrong_with_an_address_is_told(address: str, code: FaultCode, word: str) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        open_database(address)
    assert caught.value.code is code
    assert word in sentence(caught.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_every_name_of_a_server_means_the_driver_that_we_have(scheme: str) -> None:
    assert read_address(f"{scheme}://ana@server/shop").drivername == "postgresql+psycopg"


def test_service_and_password_files_are_left_to_the_driver() -> None:
    url = read_address("postgresql://?service=shop&passfile=/home/ana/.pgpass")
    assert dict(url.query) == {"service": "shop", "passfile": "/home/ana/.pgpass"}


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], str]:
    """The keyring's library as it is called, with passwords that a test puts there."""
    kept: dict[tuple[str, str], str] = {}
    library, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    vars(library)["get_password"] = lambda service, account: kept.get((service, account))
    vars(library)["set_password"] = lambda service, account, word: kept.update(
        {(service, account): word}
    )
    vars(errors)["KeyringError"] = RuntimeError
    monkeypatch.setitem(sys.modules, "keyring", library)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    return kept


def test_a_password_from_the_keyring(keyring: dict[tuple[str, str], str]) -> None:
    keyring["packbench", "ana@server:5433/shop"] = SECRET
    address = "postgresql://ana@server:5433/shop?keyring=packbench&sslmode=require"
    url = read_address(address)
    assert (url.password, dict(url.query)) == (SECRET, {"sslmode": "require"})
    assert "geheim" not in open_database(address).address


def test_a_keyring_without_the_password(keyring: dict[tuple[str, str], str]) -> None:
    keyring["packbench", "eva@server/shop"] = SECRET
    with pytest.raises(EnvironmentFault) as caught:
        read_address("postgresql://ana@server/shop?keyring=packbench")
    assert caught.value.code is FaultCode.KEYRING_EMPTY
    assert "keyring set packbench ana@server/shop" in sentence(caught.value)


def test_the_keyring_is_given_a_password_and_the_address_asks_for_it(
    keyring: dict[tuple[str, str], str],
) -> None:
    kept = keep_in_keyring("postgresql+psycopg://ana:ge%40heim@server:5433/shop")
    assert kept == "postgresql+psycopg://ana@server:5433/shop?keyring=packbench"
    assert keyring == {("packbench", "ana@server:5433/shop"): "ge@heim"}
    assert read_address(kept).password == "ge@heim"  # noqa: S105 - made up


@pytest.mark.parametrize(
    ("address", "again"),
    [
        ("ana@db:5432/shop?sslmode=verify-full&sslrootcert=%2Fca", None),
        ("ana@db:5432/shop?keyring=packbench", None),
        ("ana@/shop?host=%2Frun%2Fpg&port=5433", None),
        ("ana@/shop?host=one%3A1&host=two%3A2", None),
        ("ana@db/shop?port=5433", None),
        ("ana@db/shop?password=y&sslmode=require", "ana:y@db:5432/shop?sslmode=require"),
    ],
)
def test_the_parts_of_an_address_make_it_again(address: str, again: str | None) -> None:
    place = server_place(f"postgresql+psycopg://{address}")
    assert place is not None
    assert server_address(place) == f"postgresql+psycopg://{again or address}"
    changed = replace(place, user="eva", password=SECRET)
    made = server_place(server_address(changed))
    kept = tuple(one for one in place.options if one[0] != "keyring")
    assert made == replace(changed, options=kept)  # what is typed goes before what is kept


def test_a_socket_and_a_kept_password_by_the_place_however_it_is_written(
    keyring: dict[tuple[str, str], str],
) -> None:
    socket = ServerPlace("/run/pg", "shop", "ana", port=5433)
    assert server_address(socket).endswith("ana@/shop?host=%2Frun%2Fpg&port=5433")
    keyring["packbench", "ana@db/shop"] = SECRET
    place = server_place("postgresql://ana@db/shop?keyring=packbench")
    assert place is not None
    assert read_address(server_address(place)).password == SECRET


def test_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(EnvironmentFault) as caught:
        read_address("postgresql://ana@server/shop?keyring=packbench")
    assert caught.value.code is FaultCode.KEYRING_MISSING
    with pytest.raises(EnvironmentFault) as caught:
        keep_in_keyring("postgresql://ana:x@server/shop")
    assert caught.value.code is FaultCode.KEYRING_MISSING
    assert not has_keyring()
