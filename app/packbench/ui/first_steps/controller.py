"""What the assistant does: each step runs an ordinary command of the window."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer

from packbench.domain.changes import ChangeSet, Kind
from packbench.domain.refusals import EnvironmentFault, Refusal
from packbench.jobs.progress import JobCancelled
from packbench.services.demo.fresh import make_fresh_demo
from packbench.services.masters.kinds import WAREHOUSES
from packbench.services.office.lists import filter_values
from packbench.services.office.opening import address_words
from packbench.ui.databases.commands import databases_of
from packbench.ui.first_steps.dialog import FirstStep, FirstSteps, StepDeed
from packbench.ui.first_steps.scan_box import ScanBox
from packbench.ui.masters.opening import open_record
from packbench.ui.parts.bridge.runner import Job
from packbench.ui.parts.commands.ids import CommandId
from packbench.ui.parts.shell.progress_strip import standing_words
from packbench.ui.parts.theme.tokens import Tone
from packbench.ui.workplace import Workplace
from packbench.words.language import tr
from packbench.words.refusals import sentence

_LOOK_MS = 200


def open_first_steps(place: Workplace) -> None:
    """Opens the assistant, or brings it to the front."""
    window = place.desk.window
    opened = window.findChildren(FirstSteps)
    dialog = opened[0] if opened else FirstSteps(place.desk.theme, window)
    if not opened:
        _Assistant(place, dialog)
    dialog.show()
    dialog.activateWindow()


def open_on_empty(place: Workplace) -> None:
    """Opens the assistant where the database has no warehouse yet."""

    def look(warehouses: list[str]) -> None:
        if not warehouses and place.desk.window.isVisible():  # it may be closed meanwhile
            open_first_steps(place)

    context, desk = place.context, place.desk
    desk.runner.read(
        "first_steps", lambda: filter_values(context).warehouses, look, owner=desk.window
    )


class _Assistant(QObject):
    """The steps of one dialog; it goes with it."""

    def __init__(self, place: Workplace, dialog: FirstSteps) -> None:
        super().__init__(dialog)
        self._place, self._dialog = place, dialog
        self._demo: Job | None = None
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._tell_demo)
        for step in self._steps():
            dialog.add(step)
        place.desk.bus.changed.connect(self._follow)
        place.desk.window.installEventFilter(self)
        dialog.finished.connect(self._stop_demo)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """After a dialog of a step the keyboard comes back here."""
        if event.type() == QEvent.Type.WindowUnblocked and self._dialog.isVisible():
            QTimer.singleShot(0, self._dialog, self._dialog.activateWindow)
        return super().eventFilter(watched, event)

    def _steps(self) -> list[FirstStep]:
        return [*self._steps_of_data(), *self._steps_of_station()]

    def _steps_of_data(self) -> list[FirstStep]:
        place = address_words(self._place.context.database.url)
        return [
            FirstStep(
                "data",
                tr("Where is your data?"),
                tr(
                    "This window works on {place}. One computer alone needs nothing else; several"
                    " stations share a PostgreSQL server. Sample data comes into a database of its"
                    " own, to look around in; it is never mixed with yours."
                ).format(place=place),
                (
                    StepDeed(
                        tr("A server, or another file…"),
                        "Alt+O",
                        partial(self._command, CommandId.OPEN_DATABASE),
                    ),
                    StepDeed(tr("Try it with sample data"), "Alt+D", self._make_demo),
                ),
            ),
            FirstStep(
                "warehouse",
                tr("Your first warehouse"),
                tr(
                    "A code such as VIE, a name, and the countries that it ships to (F2 in that"
                    " field ticks them by region). More can follow at any time: Data ▸ Warehouses."
                ),
                (StepDeed(tr("Make a warehouse…"), "Alt+W", self._make_warehouse),),
            ),
            FirstStep(
                "import",
                tr("Products, stock and orders"),
                tr(
                    "Import them from CSV or XLSX, also as your shop writes them: products first,"
                    " then stock, then orders. A file is tried before anything is written."
                ),
                (StepDeed(tr("Import files…"), "Alt+I", partial(self._command, CommandId.IMPORT)),),
            ),
        ]

    def _steps_of_station(self) -> list[FirstStep]:
        return [
            FirstStep(
                "scan",
                tr("Test the scanner"),
                tr("A scanner that works as a keyboard needs no set-up as a rule."),
                (
                    StepDeed(
                        tr("Set up the scanner…"),
                        "Alt+S",
                        partial(self._command, CommandId.SCANNER),
                    ),
                ),
                ScanBox(self._dialog),
            ),
            FirstStep(
                "printers",
                tr("Printers of this station"),
                tr(
                    "Choose what is printed where: pick lists, slips, labels. Where nothing is"
                    " chosen, the computer's default printer is used."
                ),
                (StepDeed(tr("Printers…"), "Alt+P", partial(self._command, CommandId.PRINTERS)),),
            ),
            FirstStep(
                "ready",
                tr("All set"),
                tr(
                    "F1 opens the guide at what is in front, Ctrl+K finds every command by a few"
                    " letters, Ctrl+F1 prints all keys. Help ▸ First steps opens this again."
                ),
            ),
        ]

    def _command(self, command: CommandId) -> None:
        self._place.desk.window.registry.action(command).trigger()

    def _make_warehouse(self) -> None:
        open_record(self._place, WAREHOUSES, None, over=self._dialog)

    def _follow(self, changes: ChangeSet) -> None:
        if changes.touches(Kind.WAREHOUSE) and self._dialog.step == "warehouse":
            context, runner = self._place.context, self._place.desk.runner
            runner.read(
                "first_steps",
                lambda: filter_values(context).warehouses,
                self._tell_warehouses,
                owner=self._dialog,
            )

    def _tell_warehouses(self, codes: list[str]) -> None:
        if codes and self._dialog.step == "warehouse":
            words = tr("Warehouses so far: {codes}. Enter goes on.")
            self._dialog.tell(words.format(codes=", ".join(codes)), Tone.READY)

    def _make_demo(self) -> None:
        if self._demo is not None:
            self._stop_demo()
            return
        context = self._place.context
        self._demo = self._place.desk.runner.render(
            tr("Making sample data"),
            lambda progress: make_fresh_demo(context.operator, context.station, progress.report),
            self._open_demo,
            on_error=self._refuse_demo,
            owner=self._dialog,
        )
        self._tell_demo()
        self._look.start()

    def _tell_demo(self) -> None:
        if self._demo is None:
            return
        words = tr("Making sample data… {standing}  Alt+D stops it; nothing of it is left then.")
        standing = standing_words(self._demo.progress.standing())
        if self._demo.progress.cancelled:
            words = tr("Stopping; nothing of it is left then…")
        self._dialog.tell(words.format(standing=standing))

    def _stop_demo(self) -> None:
        if self._demo is not None:
            self._demo.cancel()

    def _open_demo(self, url: str) -> None:
        self._end_demo()
        databases_of(self._place.desk.window).change_over(url, remember=False)

    def _refuse_demo(self, error: BaseException) -> None:
        self._end_demo()
        known = self._place.desk.window.errors.translate(error)
        if isinstance(known, JobCancelled):
            self._dialog.tell(tr("Stopped. No sample data was made."), Tone.NEUTRAL)
        elif isinstance(known, EnvironmentFault | Refusal):
            self._dialog.tell(sentence(known), Tone.WRONG)
        else:
            self._dialog.tell(tr("The sample data could not be made."), Tone.WRONG)
            self._place.desk.window.errors.show(known)

    def _end_demo(self) -> None:
        self._look.stop()
        self._demo = None
