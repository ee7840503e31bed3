"""Documents on real printers: a CUPS of the tests' own, whose printers are sockets."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from helpers.cups_server import Cups
from helpers.printed_pages import opened, page_texts, scanned
from helpers.stockroom import Stockroom
from helpers.zpl_labels import read_zpl
from packbench.db.schema import PrintedDocument, PrintJob, Wave
from packbench.domain.printers import JobState, JobView, PrinterChoice, PrintForm, PrintKind
from packbench.domain.refusals import Code, EnvironmentFault, FaultCode, Refusal
from packbench.engine.command.context import Context
from packbench.services.documents.labels import LabelForm, tote_labels
from packbench.services.picking import waves as picking
from packbench.services.picking.waves import WaveRequest
from packbench.services.printers.choosing import (
    choose_printers,
    list_choices,
    list_printers,
    other_printers,
)
from packbench.services.printers.printing import print_new_lists, print_test
from packbench.services.printers.queue import list_jobs, look_at, save_job
from packbench.services.printers.sending import (
    KEPT_DAYS,
    Printable,
    cancel_job,
    send,
    send_again,
)
from packbench.words.print_jobs import job_trouble

pytestmark = pytest.mark.usefixtures("cups")
SLIP = Printable(PrintKind.PACKING_SLIP, "slip-1", b"%PDF-1.4 of a slip " * 500)
MM = 72 / 25.4


def use(context: Context, kind: PrintKind, printer: str) -> None:
    choose_printers(context, {kind: PrinterChoice(printer)})


def jobs_written(context: Context) -> int:
    with context.database.read.connect() as connection:
        return connection.execute(select(func.count()).select_from(PrintJob)).scalar_one()


def wait_for_state(context: Context, job: int, state: JobState) -> JobView:
    """Asks until the spooler has noticed what the printer has had already."""
    for _ in range(200):
        found = look_at(context, job)
        if found.state is state and (state is not JobState.SENT or found.detail):
            return found
    raise AssertionError(found)


def test_a_slip_reaches_its_printer_byte_for_byte(context: Context, cups: Cups) -> None:
    printer = cups.add("SLIPS")
    use(context, PrintKind.PACKING_SLIP, "slips")
    job = send(context, SLIP)
    assert printer.wait_for() == [SLIP.data]
    done = wait_for_state(context, job.job, JobState.PRINTED)
    assert (done.printer, done.operator, done.station) == ("SLIPS", "Ana", "station 3")
    assert job_trouble(done) == ""


def test_pages_come_out_at_100_percent(context: Context, cups: Cups) -> None:
    """Through the filters of a printer with papers and trays, by its description with blanks."""
    printer = cups.add("Büro-Ö", said="Drucker im Büro (2. Stock)", papers=True)
    choice = PrinterChoice("Drucker im Büro (2. Stock)", paper="a4", tray="lower", copies=2)
    choose_printers(context, {PrintKind.PICK_LIST: choice})
    kept = list_choices(context)[PrintKind.PICK_LIST]
    assert kept == PrinterChoice("Büro-Ö", "A4", 2, "Lower")
    print_test(context, PrinterChoice("Büro-Ö"))
    [pdf] = printer.wait_for()
    assert scanned(pdf, 300) == [["PACKBENCH-100"]]
    with opened(pdf) as document:
        dots = document[0].render(scale=254 / 72, grayscale=True).to_pil()
        assert document[0].get_size() == pytest.approx((210 * MM, 297 * MM), abs=1)
    ruler = [x / 10 for x in range(dots.width) if dots.getpixel((x, 50)) < 128]
    assert (ruler[0], ruler[-1]) == pytest.approx((5, 105), abs=0.3)


def test_a_label_printer_gets_zpl_as_it_is(context: Context, cups: Cups) -> None:
    printer = cups.add("ZEBRA")
    form = PrintForm.ZPL_300
    choose_printers(context, {PrintKind.LABELS: PrinterChoice("ZEBRA", form=form, copies=1)})
    made = tote_labels(context, 1, 3, LabelForm("100x50", form))
    send(context, made.printable)
    assert printer.wait_for() == [made.printable.data]
    assert [label.payloads for label in read_zpl(printer.documents[0])] == [
        ["T000001N"],
        ["T000002L"],
        ["T000003J"],
    ]


def test_a_document_with_a_key_comes_out_once(context: Context, cups: Cups) -> None:
    printer = cups.add("SLIPS")
    use(context, PrintKind.PACKING_SLIP, "SLIPS")
    keyed = replace(context, key="once")
    first, second = send(keyed, SLIP), send(keyed, SLIP)
    assert second.job == first.job
    send(context, SLIP)
    assert len(printer.wait_for(2)) == 2
    assert jobs_written(context) == 2


def test_zpl_is_offered_to_label_printers_alone(context: Context, cups: Cups) -> None:
    for name in ("ZEBRA", "ZEBRA2", "RAW"):
        cups.add(name)
    cups.add("OFFICE", papers=True)
    form = PrintForm.ZPL_203
    choose_printers(context, {PrintKind.LABELS: PrinterChoice("ZEBRA", form=form)})
    label = send(context, tote_labels(context, 1, 1, LabelForm("100x50", form)).printable)
    assert other_printers(context, label) == ["RAW", "ZEBRA2"]
    slip = send(context, SLIP, PrinterChoice("RAW"))
    assert other_printers(context, slip) == ["OFFICE", "ZEBRA2"]


WRONG: Sequence[tuple[PrinterChoice, FaultCode | Code]] = (
    (PrinterChoice("Gone printer ö"), FaultCode.PRINTER_GONE),
    (PrinterChoice("-d"), FaultCode.PRINTER_GONE),
    (PrinterChoice("OFFICE", paper="Legal"), FaultCode.PAPER_MISSING),
    (PrinterChoice("OFFICE", tray="cellar"), FaultCode.TRAY_MISSING),
    (PrinterChoice("OFFICE", copies=0), Code.INVALID),
    (PrinterChoice("OFFICE", copies=100), Code.INVALID),
    (PrinterChoice("OFFICE", form=PrintForm.ZPL_203), Code.NOT_A_LABEL),
    (PrinterChoice("OFFICE", paper="A5"), Code.PAPER_TOO_SMALL),
)


def test_a_printer_that_cant_do_it_is_not_chosen(context: Context, cups: Cups) -> None:
    cups.add("OFFICE", papers=True)
    use(context, PrintKind.PICK_LIST, "OFFICE")
    before = list_choices(context)
    for choice, code in WRONG:
        both = {PrintKind.PACKING_SLIP: PrinterChoice("OFFICE"), PrintKind.PICK_LIST: choice}
        kind = EnvironmentFault if isinstance(code, FaultCode) else Refusal
        with pytest.raises(kind) as refused:
            choose_printers(context, both)
        assert refused.value.args[0] is code
        assert list_choices(context) == before


def test_a_document_is_kept_when_its_printer_is_gone(
    context: Context, cups: Cups, tmp_path: Path
) -> None:
    cups.add("SLIPS")
    other = cups.add("OTHER")
    use(context, PrintKind.PACKING_SLIP, "SLIPS")
    cups.remove("SLIPS")
    with pytest.raises(EnvironmentFault) as fault:
        send(context, SLIP)
    assert fault.value.code is FaultCode.PRINTER_GONE
    job = fault.value.params["job"]
    [kept] = list_jobs(context)
    assert (kept.job, kept.state, kept.is_kept) == (job, JobState.KEPT, True)
    assert "SLIPS" in job_trouble(kept)
    assert save_job(context, kept.job, tmp_path).read_bytes() == SLIP.data
    again = send_again(context, kept.job, "OTHER")
    assert other.wait_for() == [SLIP.data]
    assert (again.job, again.printer, again.state) == (job, "OTHER", JobState.SENT)
    assert jobs_written(context) == 1


def test_what_waits_at_a_dead_printer_comes_out_once_elsewhere(
    context: Context, cups: Cups
) -> None:
    dead, other = cups.add("SLIPS"), cups.add("OTHER")
    use(context, PrintKind.PACKING_SLIP, "SLIPS")
    dead.switch_off()
    job = send(context, SLIP).job
    waiting = wait_for_state(context, job, JobState.SENT)
    assert waiting.detail
    assert waiting.detail in job_trouble(waiting)
    send_again(context, job, "OTHER")
    assert other.wait_for() == [SLIP.data]
    assert "SLIPS-" not in cups.run("lpstat", "-W", "not-completed", "-o")
    wait_for_state(context, job, JobState.PRINTED)
    second = send_again(context, job)  # it is printed: once more is another job
    assert second.job != job
    assert other.wait_for(2) == [SLIP.data] * 2
    assert dead.documents == []


def test_a_paper_that_the_printer_does_not_have_keeps_the_document(
    context: Context, cups: Cups
) -> None:
    printer = cups.add("OFFICE", papers=True)
    use(context, PrintKind.LABELS, "OFFICE")
    with pytest.raises(EnvironmentFault) as fault:
        send(context, tote_labels(context, 1, 1, LabelForm("100x50")).printable)
    assert fault.value.code is FaultCode.PAPER_MISSING
    [kept] = list_jobs(context)
    assert "100x50mm" in job_trouble(kept)
    assert "A4, A5" in job_trouble(kept)
    send(context, tote_labels(context, 1, 1, LabelForm("2x7")).printable)
    [pdf] = printer.wait_for()
    assert scanned(pdf, 200) == [["T000001N"]]


def test_a_printer_that_is_switched_off_by_its_administrator_is_told(
    context: Context, cups: Cups
) -> None:
    cups.add("SLIPS")
    use(context, PrintKind.PACKING_SLIP, "SLIPS")
    cups.run("cupsreject", "SLIPS")
    with pytest.raises(EnvironmentFault) as fault:
        send(context, SLIP)
    assert fault.value.code is FaultCode.PRINTER_REFUSES
    assert [one.trouble for one in list_printers()] != [""]


def test_without_a_printer_nothing_counts_as_printed(context: Context) -> None:
    with pytest.raises(EnvironmentFault) as fault:
        send(context, SLIP)
    assert fault.value.code is FaultCode.PRINTER_NOT_CHOSEN
    assert jobs_written(context) == 0


def test_without_a_print_system_documents_are_kept(
    context: Context, cups: Cups, monkeypatch: pytest.MonkeyPatch
) -> None:
    cups.add("SLIPS")
    use(context, PrintKind.PACKING_SLIP, "SLIPS")
    monkeypatch.setenv("CUPS_SERVER", "127.0.0.1:1")
    with pytest.raises(EnvironmentFault) as fault:
        send(context, SLIP)
    assert fault.value.code is FaultCode.SPOOLER_MISSING
    assert [job.state for job in list_jobs(context)] == [JobState.KEPT]
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(EnvironmentFault) as fault:
        list_printers()
    assert fault.value.code is FaultCode.SPOOLER_MISSING


def test_a_cancelled_job_is_not_printed_and_old_documents_are_dropped(
    context: Context, cups: Cups
) -> None:
    printer = cups.add("SLIPS")
    use(context, PrintKind.PACKING_SLIP, "SLIPS")
    printer.switch_off()
    job = send(context, SLIP).job
    assert cancel_job(context, job).state is JobState.CANCELLED
    with context.database.write.begin() as connection:
        old = look_at(context, job).at.replace(year=2020)
        connection.execute(update(PrintJob).values(changed_at=old))
    printer.switch_on()
    send(context, SLIP)
    assert printer.wait_for() == [SLIP.data]
    assert not look_at(context, job).is_kept
    with pytest.raises(Refusal) as refused:
        send_again(context, job)
    assert refused.value.code is Code.DOCUMENT_NOT_KEPT
    assert KEPT_DAYS == 7


def wave_of(context: Context) -> tuple[int, str]:
    room = Stockroom(context)
    room.fill({"W1": {"A": 10}})
    room.order("O1", ("A", 2))
    room.allocate()
    number = picking.create_wave(context, WaveRequest()).number
    with context.database.read.connect() as connection:
        found = select(Wave.id).where(Wave.number == number)
        return connection.execute(found).scalar_one(), number


def test_the_list_of_a_new_wave_prints_by_itself_once_and_only_where_it_was_wanted(
    context: Context, cups: Cups
) -> None:
    printer = cups.add("LISTS")
    use(context, PrintKind.PICK_LIST, "LISTS")
    wave, number = wave_of(context)
    assert print_new_lists(context, {wave}) == []
    choose_printers(context, {PrintKind.PICK_LIST: PrinterChoice("LISTS", automatic=True)})
    [job] = print_new_lists(context, {wave})
    assert isinstance(job, JobView)
    [pdf] = printer.wait_for()
    assert number in page_texts(pdf)[0]
    assert print_new_lists(context, {wave}) == []
    with context.database.read.connect() as connection:
        prints = select(func.count()).select_from(PrintedDocument)
        assert connection.execute(prints).scalar_one() == 1


def test_a_list_whose_printer_is_gone_is_in_the_queue(context: Context, cups: Cups) -> None:
    cups.add("LISTS")
    choose_printers(context, {PrintKind.PICK_LIST: PrinterChoice("LISTS", automatic=True)})
    cups.remove("LISTS")
    wave, number = wave_of(context)
    [fault] = print_new_lists(context, {wave})
    assert isinstance(fault, EnvironmentFault)
    [kept] = list_jobs(context)
    assert (kept.job, kept.state) == (fault.params["job"], JobState.KEPT)
    assert number in kept.title
