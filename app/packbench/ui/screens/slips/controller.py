"""What the command of the templates of slips does: reads them, draws them, saves them."""

from functools import partial

import shiboken6

from packbench.domain.refusals import Refusal
from packbench.services.slips.files import picture_bytes
from packbench.services.slips.logos import Logo, read_logo
from packbench.services.slips.preview import (
    channels_to_assign,
    preview_slip,
    shipments_to_preview,
)
from packbench.services.slips.templates import Slips, SlipsChange, change_slips, list_slips
from packbench.ui.parts.bridge.runner import Job
from packbench.ui.parts.widgets.document_preview import count_pages, draw_page
from packbench.ui.parts.widgets.file_dialogs import ask_for_files
from packbench.ui.screens.slips.dialog import SlipLook, SlipsDialog, SlipsFacts
from packbench.ui.screens.slips.pages import DrawnPage
from packbench.ui.sending import Sending, SentCommand, failure_words
from packbench.ui.undoing import Undoing
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.refusals import sentence

_DPI = 110


class SlipsController:
    """Opens the dialog and answers it."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._undoing = Undoing(place)
        self._drawing: Job | None = None

    def open(self) -> None:
        """Opens the dialog with the templates as they are."""
        context, desk = self._place.context, self._place.desk

        def read() -> SlipsFacts:
            shipments = shipments_to_preview(context)
            return SlipsFacts(list_slips(context), channels_to_assign(context), shipments)

        def show(facts: SlipsFacts) -> None:
            dialog = SlipsDialog(facts, desk.theme, desk.window)
            sending = Sending(self._place)
            dialog.looked.connect(partial(self._draw, dialog))
            dialog.submitted.connect(partial(self._save, dialog, sending))
            dialog.logo_wanted.connect(partial(self._ask_logo, dialog))
            dialog.finished.connect(sending.retire)
            dialog.open()

        desk.runner.read("slips.open", read, show, owner=desk.window)

    def _draw(self, dialog: SlipsDialog, look: SlipLook) -> None:
        """Draws a slip; one that waits to be drawn and that nobody looks at any more is not."""
        context, desk = self._place.context, self._place.desk
        ratio = dialog.devicePixelRatioF()
        if self._drawing is not None:
            self._drawing.drop()

        def work(_: object) -> DrawnPage:
            shipment = look.shipment or None
            pdf = preview_slip(context, look.template, shipment, gift=look.gift)
            pages = count_pages(pdf)
            page = min(look.page, pages - 1)
            return DrawnPage(draw_page(pdf, page, _DPI * ratio), ratio, page, pages)

        self._drawing = desk.runner.render(
            "",
            work,
            lambda drawn: dialog.show_page(look, drawn),
            on_error=partial(self._refuse, dialog),
            owner=dialog,
        )

    def _refuse(self, dialog: SlipsDialog, error: BaseException) -> None:
        known = self._place.desk.window.errors.translate(error)
        if isinstance(known, Refusal):
            dialog.refuse(sentence(known))
        else:
            self._place.desk.window.errors.show(known)

    def _ask_logo(self, dialog: SlipsDialog) -> None:
        patterns = tr("Pictures (*.png *.jpg *.jpeg)")
        chosen = ask_for_files(dialog, tr("Choose a logo"), patterns)
        if not chosen:
            return

        def take(logo: Logo) -> None:
            dialog.take_logo(logo.png)

        self._place.desk.runner.render(
            "",
            lambda _: read_logo(picture_bytes(chosen[0])),
            take,
            on_error=partial(self._refuse, dialog),
            owner=dialog,
        )

    def _save(self, dialog: SlipsDialog, sending: Sending, change: SlipsChange) -> None:
        context, desk = self._place.context, self._place.desk

        def saved(_: Slips, key: str) -> None:
            if shiboken6.isValid(dialog):
                dialog.accept()
            self._undoing.offer(tr("The templates of slips were saved."), key)

        def refused(error: BaseException) -> None:
            words = failure_words(desk.window.errors, error, tr("Nothing was saved."))
            if shiboken6.isValid(dialog) and dialog.isVisible():
                dialog.refuse(words)

        sending.send(
            SentCommand(
                tr("Saving the templates of slips"),
                change,
                lambda key, _: change_slips(context, change, key=key),
                saved,
                refused,
            )
        )
