"""The address of a database: read, checked, completed from the keyring, and shown without secrets.

Passwords may stand in an address in several places (after the user, as `?password=`, percent-coded,
cut by a letter that should have been coded); whatever is shown goes through `shown_address`, and
what a driver says through `without_secrets`.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from packbench.domain.opening import KEYRING, POSTGRES_PORT, ServerPlace
from packbench.domain.refusals import EnvironmentFault, FaultCode

_SERVER, _FILE = "postgresql", "sqlite"
_DRIVER = "postgresql+psycopg"
_OLD_NAME = re.compile(r"^postgres(?=[+:])")
_OPTIONS_OF_A_FILE = frozenset({"timeout"})
_SECRET_NAME = re.compile(r"pass|pwd|secret|token|key(?!word)", re.IGNORECASE)
_NOT_SECRET = frozenset({KEYRING, "passfile", "sslkey", "sslcertmode", "keepalives"})
_FORGOTTEN = re.compile(r"^([^/?:\[]+:)(?![0-9]+(?:[/?]|$))[^/?]+")
_HIDDEN = "***"
_SHORTEST_SECRET = 3


def read_address(text: str) -> URL:
    """The address of a file or of a server, with the password from the keyring where it says so.

    Raises an EnvironmentFault: `DATABASE_ADDRESS` for what is none, `DATABASE_OPTION` for an option
    that nobody knows, `KEYRING_EMPTY` where the keyring has no password for it.
    """
    try:
        url = make_url(_OLD_NAME.sub(_SERVER, text))
        backend = url.get_backend_name()
    except (ArgumentError, ValueError):
        raise _no_address(text) from None
    if backend not in {_SERVER, _FILE} or "@" in (url.host or ""):
        raise _no_address(text)
    if backend == _FILE:
        if url.database in {None, "", ":memory:"}:  # it would be gone with the command
            raise _no_address(text)
        _require_known(url.query, _OPTIONS_OF_A_FILE)
        _require_whole_number(url.query, "timeout")
        return url
    url = url.set(drivername=_DRIVER)
    _require_known(url.query, _options_of_a_server())
    return _with_kept_password(_with_password_in_its_place(url))


def shown_address(text: str) -> str:
    """An address as people may see it: without a password in any form, also where it is broken."""
    scheme, mark, rest = text.partition("://")
    if not mark:
        head, at, place = text.rpartition("@")
        begin, colon, _ = head.partition(":")
        return _without_options(f"{begin}:{_HIDDEN}@{place}" if at and colon else text)
    person, at, place = rest.rpartition("@")
    if at:
        user, colon, _ = person.partition(":")
        rest = f"{user}{colon}{_HIDDEN if colon else ''}@{place}"
    else:  # the user's name and password, where the server was forgotten
        rest = _FORGOTTEN.sub(rf"\1{_HIDDEN}", rest)
    return f"{scheme}://{_without_options(rest)}"


def server_address(place: ServerPlace) -> str:
    """The address of a database on a server, with its password where one is given.

    A password that is given goes before one that the keyring keeps.
    """
    options = dict(place.options)
    if place.password:
        options.pop(KEYRING, None)
    host = place.host or None
    if host and ("host" in options or host.startswith("/")):  # no address has a socket's path
        options |= {"host": host, "port": options.get("port", "0")}
        host = None
    if str(options.get("port")).isdecimal():
        options["port"] = str(place.port)
    port = place.port if host and "port" not in options else None
    user, password = place.user or None, place.password or None
    url = URL.create(_DRIVER, user, password, host, port, place.database, options)
    return url.render_as_string(hide_password=False)


def server_place(text: str) -> ServerPlace | None:
    """The parts of a server's address; None for a file, or for what is no address."""
    with suppress(ArgumentError, ValueError):
        url = make_url(_OLD_NAME.sub(_SERVER, text))
        if url.get_backend_name() == _SERVER:
            url = _with_password_in_its_place(url)
            host, port = url.host or url.query.get("host"), url.port or url.query.get("port")
            return ServerPlace(
                host if isinstance(host, str) else "",
                url.database or "",
                url.username or "",
                str(url.password or ""),
                int(str(port)) if str(port).isdecimal() else POSTGRES_PORT,
                tuple(url.query.items()),
            )
    return None


def without_password(text: str) -> str:
    """The address as it may be remembered: no password, and none that hides among the options."""
    try:
        url = make_url(_OLD_NAME.sub(_SERVER, text))
    except (ArgumentError, ValueError):
        return ""
    secret = [name for name in url.query if _is_secret(name)]
    nameless = url.difference_update_query(secret)._replace(password=None)  # `set` keeps it
    return nameless.render_as_string(hide_password=False)


def with_keyring(text: str, service: str) -> str:
    """The address without its password, which the keyring's service has."""
    url = make_url(without_password(text))
    return url.update_query_dict({KEYRING: service}).render_as_string()


def has_keyring() -> bool:
    """Whether this computer has a keyring that keeps passwords."""
    try:
        import keyring  # noqa: PLC0415 - not everybody has it, and it takes a while
        from keyring.errors import KeyringError  # noqa: PLC0415 - the same
    except ImportError:
        return False
    try:
        return float(keyring.get_keyring().priority) > 0
    except (KeyringError, RuntimeError):
        return False


def keep_password(text: str, service: str) -> None:
    """Gives the keyring the password of an address.

    Raises an EnvironmentFault where there is none, or it stays locked.
    """
    url = make_url(text)
    if not url.password:
        return
    try:
        import keyring  # noqa: PLC0415 - see above
        from keyring.errors import KeyringError  # noqa: PLC0415 - the same
    except ImportError:
        raise EnvironmentFault(FaultCode.KEYRING_MISSING) from None
    try:
        keyring.set_password(service, _account(url), str(url.password))
    except KeyringError as error:
        raise EnvironmentFault(FaultCode.KEYRING_LOCKED, cause=str(error)) from None


def without_secrets(said: str, address: str) -> str:
    """What a driver says, without the passwords of the address that it may quote."""
    for secret in sorted(_secrets(address), key=len, reverse=True):
        said = said.replace(secret, _HIDDEN)
    return said


def _no_address(text: str) -> EnvironmentFault:
    return EnvironmentFault(FaultCode.DATABASE_ADDRESS, url=shown_address(text))


def _without_options(text: str) -> str:
    """The text with the values of secret options hidden."""
    head, mark, options = text.partition("?")
    shown = [_hidden_option(option) for option in re.split(r"(?<=[&;])", options)]
    return f"{head}{mark}{''.join(shown)}"


def _hidden_option(option: str) -> str:
    name, equals, value = option.partition("=")
    if not equals or not _is_secret(unquote_plus(name)):
        return option
    end = value[-1:] if value[-1:] in {"&", ";"} else ""
    return f"{name}={_HIDDEN}{end}"


def _is_secret(name: str) -> bool:
    return bool(_SECRET_NAME.search(name)) and name not in _NOT_SECRET


def _secrets(address: str) -> set[str]:
    """The passwords of an address, in every form in which somebody may quote them."""
    found: set[str] = set()
    person, at, _ = address.partition("://")[2].rpartition("@")
    if at and ":" in person:
        found.add(person.partition(":")[2])
    for option in re.split("[&;]", address.partition("?")[2]):
        name, _, value = option.partition("=")
        if _is_secret(unquote_plus(name)):
            found.add(value)
    with suppress(ArgumentError, ValueError):
        url = make_url(_OLD_NAME.sub(_SERVER, address))
        found.add(str(url.password or ""))
    found |= {unquote(one) for one in found} | {unquote_plus(one) for one in found}
    found |= {quote(one, safe="") for one in found} | {quote_plus(one) for one in found}
    return {one for one in found if len(one) >= _SHORTEST_SECRET}


def _require_known(options: Mapping[str, object], known: frozenset[str]) -> None:
    for name in options:
        if name not in known:
            raise EnvironmentFault(FaultCode.DATABASE_OPTION, option=name)


def _require_whole_number(options: Mapping[str, object], name: str) -> None:
    value = options.get(name)
    if value is not None and not str(value).isdecimal():
        raise EnvironmentFault(FaultCode.DATABASE_OPTION, option=f"{name}={value}")


def _options_of_a_server() -> frozenset[str]:
    from psycopg.pq import Conninfo  # noqa: PLC0415 - a tenth of a second that files need not pay

    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    return frozenset(known | {KEYRING})


def _with_password_in_its_place(url: URL) -> URL:
    """With a password that stands among the options behind the user: SQLAlchemy hides it there."""
    password = url.query.get("password")
    if not isinstance(password, str):
        return url
    return url.difference_update_query(["password"]).set(password=password)


def _with_kept_password(url: URL) -> URL:
    """With the password that the computer's keyring keeps, where the address asks for it."""
    service = url.query.get(KEYRING)
    if not isinstance(service, str):
        return url
    url = url.difference_update_query([KEYRING])
    account = _account(url)
    password = _from_keyring(service, account)
    other = {None: POSTGRES_PORT, POSTGRES_PORT: None}
    if password is None and url.host and url.port in other:  # the same place, written otherwise
        password = _from_keyring(service, _account(url._replace(port=other[url.port])))
    if password is None:
        raise EnvironmentFault(FaultCode.KEYRING_EMPTY, service=service, account=account)
    return url.set(password=password)


def _account(url: URL) -> str:
    """The name under which the keyring has the password of an address."""
    place = f"{url.host or ''}{f':{url.port}' if url.port else ''}"
    return f"{url.username or ''}@{place}/{url.database or ''}"


def _from_keyring(service: str, account: str) -> str | None:
    try:
        import keyring  # noqa: PLC0415 - not everybody has it, and it takes a while
        from keyring.errors import KeyringError  # noqa: PLC0415 - the same
    except ImportError:
        raise EnvironmentFault(FaultCode.KEYRING_MISSING) from None
    try:
        found = keyring.get_password(service, account)
    except KeyringError as error:
        raise EnvironmentFault(FaultCode.KEYRING_LOCKED, cause=str(error)) from None
    return str(found) if found is not None else None
