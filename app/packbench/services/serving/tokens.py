"""Tokens of channels: made and shown once, kept as a salted digest, revoked.

A token is `pb_HINT_SECRET`. The hint finds its row; the secret has 256 random bits, so that one
round of SHA-256 over salt and token keeps it as safe as a slow one would (decision 0238).
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from packbench.db.channels import find_channel
from packbench.db.schema import Channel, ChannelToken, Command, Operator
from packbench.db.schema.mapped import aliased
from packbench.domain.catalog import code_key
from packbench.domain.changes import Kind
from packbench.domain.outcomes import Said
from packbench.domain.refusals import Code, Refusal
from packbench.engine.command.context import Context
from packbench.engine.command.core import Call, Transaction, run_command
from packbench.engine.undo.undoer import Undoer

MADE_TOKEN, REVOKED_TOKEN = "channels.token", "channels.revoke"

_FORM = re.compile(r"pb_([0-9a-z]{8})_[0-9A-Za-z_-]{43}")
_HINT_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"
_HINT_LENGTH, _SECRET_BYTES, _SALT_BYTES = 8, 32, 16


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A token that was made just now; `token` is told this once and kept nowhere."""

    channel: str
    hint: str
    token: str


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token as it is kept: by its first signs, who made it when, and who revoked it when."""

    channel: str
    hint: str
    made_at: datetime
    made_by: str
    revoked_at: datetime | None = None
    revoked_by: str | None = None


@dataclass(frozen=True, slots=True)
class TokenMade:
    """What taking back needs: the token of these signs is revoked again."""

    hint: str


@dataclass(frozen=True, slots=True)
class KnownChannel:
    """A channel by its number and in the spelling in use."""

    id: int
    code: str


def new_token() -> str:
    """A token that nobody else has; it opens nothing until `make_token` keeps it."""
    hint = "".join(secrets.choice(_HINT_SIGNS) for _ in range(_HINT_LENGTH))
    return f"pb_{hint}_{secrets.token_urlsafe(_SECRET_BYTES)}"


def make_token(
    context: Context, channel: str, *, token: str | None = None, key: str | None = None
) -> MadeToken:
    """Makes a token for the programs of a channel; the answer alone tells it.

    Whoever may have to send it again brings the token (`new_token`); with another one the same key
    is refused (`key_reused`), since a token can't be shown twice. Refuses (`not_found`) a channel
    that nobody knows, and (`wrong_state`) one that is out of use.
    """
    token = token or new_token()
    hint = token.split("_")[1]

    def work(transaction: Transaction) -> str:
        connection = transaction.connection
        row = channel_row(connection, channel)
        salt = secrets.token_hex(_SALT_BYTES)
        values = {"channel_id": row.id, "hint": hint, "salt": salt, "digest": _digest(salt, token)}
        connection.execute(insert(ChannelToken).values(**values, command_id=transaction.command_id))
        transaction.undo = TokenMade(hint)
        transaction.changed_many(Kind.SETTING)
        return str(row.code)

    call = Call(MADE_TOKEN, {"channel": channel, "hint": hint}, key, moves_stock=False)
    return MadeToken(run_command(context, call, str, work), hint, token)


def revoke_token(context: Context, hint: str, *, key: str | None = None) -> TokenView:
    """Revokes a token: from now on it opens nothing; that can't be taken back.

    Refuses (`not_found`) signs of no token, and one that is revoked already (`nothing_to_do`).
    """

    def work(transaction: Transaction) -> str:
        connection = transaction.connection
        query = select(ChannelToken.revoked_by).where(ChannelToken.hint == hint)
        row = connection.execute(query.with_for_update()).one_or_none()
        if row is None:
            raise Refusal(Code.NOT_FOUND, kind="token", name=hint)
        if row.revoked_by is not None:
            raise Refusal(Code.NOTHING_TO_DO, why=Said.REVOKED_BEFORE, hint=hint)
        _revoke(transaction, hint)
        return hint

    run_command(context, Call(REVOKED_TOKEN, {"hint": hint}, key, moves_stock=False), str, work)
    return next(one for one in list_tokens(context) if one.hint == hint)


def list_tokens(context: Context, channel: str = "") -> list[TokenView]:
    """The tokens of a channel, or of all, the newest first; those that are revoked too.

    Refuses (`not_found`) a channel that nobody knows.
    """
    ended, by = aliased(Command), aliased(Operator)
    query = (
        select(
            *(Channel.code, ChannelToken.hint, Command.at, Operator.name),
            *(ended.at.label("revoked_at"), by.name.label("revoked_by")),
        )
        .join(Channel, Channel.id == ChannelToken.channel_id)
        .join(Command, Command.id == ChannelToken.command_id)
        .join(Operator, Operator.id == Command.operator_id)
        .outerjoin(ended, ended.id == ChannelToken.revoked_by)
        .outerjoin(by, by.id == ended.operator_id)
        .order_by(ChannelToken.id.desc())
    )
    with context.database.read.connect() as connection:
        if channel:
            query = query.where(Channel.id == channel_row(connection, channel, any_=True).id)
        return [TokenView(*row) for row in connection.execute(query)]


def channel_of_token(context: Context, token: str) -> str | None:
    """The channel that a token is for; None for one that opens nothing.

    Nothing is told of why: a wrong one, one that is revoked, a channel that is out of use.
    """
    form = _FORM.fullmatch(token)
    if form is None:
        return None
    query = (
        select(ChannelToken.salt, ChannelToken.digest, Channel.code)
        .join(Channel, Channel.id == ChannelToken.channel_id)
        .where(ChannelToken.hint == form[1], ChannelToken.revoked_by.is_(None), Channel.active)
    )
    with context.database.read.connect() as connection:
        row = connection.execute(query).one_or_none()
    if row is None or not hmac.compare_digest(row.digest, _digest(row.salt, token)):
        return None
    return str(row.code)


def _digest(salt: str, token: str) -> str:
    return hashlib.sha256(bytes.fromhex(salt) + token.encode()).hexdigest()


def channel_row(connection: Connection, name: str, *, any_: bool = False) -> KnownChannel:
    """A channel as it is kept; refuses one that nobody knows, and one that is out of use."""
    key = code_key(name)
    query = select(Channel.id, Channel.code, Channel.active).where(Channel.code_key == key)
    row = connection.execute(query).one_or_none()
    if row is None:
        find_channel(connection, name)  # tells those that are known
        raise Refusal(Code.NOT_FOUND, kind="channel", name=name, known="")
    if not (row.active or any_):
        raise Refusal(Code.WRONG_STATE, why=Said.CHANNEL_OUT_OF_USE, name=row.code, state="")
    return KnownChannel(row.id, row.code)


def _revoke(transaction: Transaction, hint: str) -> None:
    row = update(ChannelToken).where(ChannelToken.hint == hint)
    transaction.connection.execute(row.values(revoked_by=transaction.command_id))
    transaction.changed_many(Kind.SETTING)


def _undo_token(transaction: Transaction, made: TokenMade) -> None:
    """Revokes it; refuses where somebody did that before."""
    query = select(ChannelToken.revoked_by).where(ChannelToken.hint == made.hint)
    if transaction.connection.execute(query).scalar_one() is not None:
        raise Refusal(Code.CANNOT_UNDO, why=Said.REVOKED_BEFORE, hint=made.hint)
    _revoke(transaction, made.hint)


UNDO_TOKEN = Undoer(TokenMade, _undo_token)
