"""Opens the programs of channels: reads their tokens, makes and revokes them."""

from dataclasses import dataclass

import shiboken6

from packbench.domain.refusals import Refusal
from packbench.services.channels.verifying import list_channels
from packbench.services.serving.arrivals import Arrived, list_arrivals
from packbench.services.serving.tokens import (
    MadeToken,
    TokenView,
    list_tokens,
    make_token,
    new_token,
    revoke_token,
)
from packbench.ui.screens.programs.dialog import ProgramsDialog
from packbench.ui.sending import SentCommand, failure_words, send_once
from packbench.ui.workplace import Workplace
from packbench.words.language import tr


@dataclass(frozen=True, slots=True)
class _Found:
    channels: list[str]
    tokens: list[TokenView]
    arrived: list[Arrived]


class Programs:
    """Opens the dialog, which holds it."""

    def __init__(self, place: Workplace) -> None:
        self._place, self._context = place, place.context
        desk = place.desk
        address = self._context.database.address
        self.dialog = ProgramsDialog(address, desk.theme, desk.window)
        self.dialog.held_by = self  # of a method Qt keeps no owner
        self.dialog.token_wanted.connect(self._make)
        self.dialog.revoke_wanted.connect(self._revoke)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()
        self._read()

    def _read(self) -> None:
        context = self._context

        def read() -> _Found:
            channels = [one.code for one in list_channels(context) if one.active]
            return _Found(channels, list_tokens(context), list_arrivals(context))

        self._place.desk.runner.read(
            "programs",
            read,
            lambda found: self.dialog.show_found(found.channels, found.tokens, found.arrived),
            on_error=self._fail,
            owner=self.dialog,
        )

    def _make(self, channel: str) -> None:
        context, token = self._context, new_token()

        def done(made: MadeToken, _: str) -> None:
            if shiboken6.isValid(self.dialog):
                self.dialog.show_token(made)
                self._read()

        send_once(
            self._place,
            SentCommand(
                *(tr("Making a token"), ("channels.token", channel)),
                lambda key, _: make_token(context, channel, token=token, key=key),
                *(done, self._fail),
            ),
        )

    def _revoke(self, hint: str) -> None:
        context = self._context

        def done(revoked: TokenView, _: str) -> None:
            if shiboken6.isValid(self.dialog):
                self.dialog.show_revoked(revoked)
                self._read()

        send_once(
            self._place,
            SentCommand(
                *(tr("Revoking a token"), ("channels.revoke", hint)),
                lambda key, _: revoke_token(context, hint, key=key),
                *(done, self._fail),
            ),
        )

    def _fail(self, error: BaseException) -> None:
        if not shiboken6.isValid(self.dialog):
            return
        errors = self._place.desk.window.errors
        told = errors.translate(error)
        after = "" if isinstance(told, Refusal) else tr("Nothing was changed.")
        self.dialog.refuse(failure_words(errors, error, after))
