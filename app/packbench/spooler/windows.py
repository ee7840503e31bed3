"""Windows: the shell's print verb for PDF, the spooler's raw way for ZPL.

The verb hands the file to the program that PDFs are opened with. Paper, tray and scaling are those
that the printer was given in Windows; the verb takes none of them.
"""

import sys

if sys.platform == "win32":
    import ctypes
    import json
    import os
    import subprocess
    import tempfile
    from collections.abc import Mapping, Sequence
    from ctypes import wintypes
    from pathlib import Path

    from packbench.domain.printers import Printer, PrintForm, PrintOrder, SpooledState
    from packbench.domain.refusals import EnvironmentFault, FaultCode

    _ASK = (
        "[Console]::OutputEncoding = [Text.Encoding]::UTF8;"
        "$d = (Get-CimInstance Win32_Printer -Filter 'Default=True').Name;"
        "@(Get-Printer | ForEach-Object {[ordered]@{name=$_.Name; status=[string]$_.PrinterStatus;"
        " default=($_.Name -eq $d)}}) | ConvertTo-Json"
    )
    _POWERSHELL = rf"{os.environ['SYSTEMROOT']}\System32\WindowsPowerShell\v1.0\powershell.exe"
    _FINE = {"Normal", "Printing", "Busy", "Waiting", "Processing", "WarmingUp"}
    _TIME_LIMIT_S = 30
    _KEPT_S = 3_600  # the program that prints reads the file later

    class _Document(ctypes.Structure):
        """DOC_INFO_1."""

        _fields_ = (
            ("name", wintypes.LPWSTR),
            ("output", wintypes.LPWSTR),
            ("datatype", wintypes.LPWSTR),
        )

    class WindowsSpooler:
        """The `Spooler` of Windows."""

        def printers(self) -> list[Printer]:
            """All printers, as PowerShell tells them."""
            told = _powershell(_ASK).strip()
            found = json.loads(told) if told else []
            return [
                Printer(
                    one["name"],
                    is_default=bool(one["default"]),
                    trouble="" if one["status"] in _FINE else one["status"],
                )
                for one in (found if isinstance(found, list) else [found])
            ]

        def equipped(self, printer: Printer) -> Printer:
            """The print verb takes neither paper nor tray, so none can be chosen."""
            return printer

        def send(self, order: PrintOrder) -> str:
            """Prints PDF by the verb, so many times as copies are wanted, and ZPL as it is."""
            for _ in range(order.copies):
                if order.form is PrintForm.PDF:
                    _print_by_verb(order)
                else:
                    _send_raw(order)
            return ""

        def states(self, _jobs: Sequence[str]) -> Mapping[str, SpooledState]:
            """The verb tells no number, so nothing is known of what became of a job."""
            return {}

        def take_back(self, _job: str) -> bool:
            """Without a number nothing can be taken back."""
            return False

    def _print_by_verb(order: PrintOrder) -> None:
        folder = Path(tempfile.gettempdir()) / "packbench-print"
        folder.mkdir(exist_ok=True)
        handle, path = tempfile.mkstemp(".pdf", dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(order.data)
        written = Path(path).stat().st_mtime
        for old in folder.glob("*.pdf"):
            if old.stat().st_mtime < written - _KEPT_S:
                old.unlink(missing_ok=True)
        try:
            os.startfile(path, "printto", f'"{order.printer}"')  # noqa: S606 - the verb is wanted
        except OSError as error:
            raise _fault(order, str(error)) from error

    def _send_raw(order: PrintOrder) -> None:
        spool = ctypes.WinDLL("winspool.drv", use_last_error=True)
        handle, written = wintypes.HANDLE(), wintypes.DWORD()
        if not spool.OpenPrinterW(order.printer, ctypes.byref(handle), None):
            raise EnvironmentFault(FaultCode.PRINTER_GONE, printer=order.printer)
        try:
            document = _Document(order.title, None, "RAW")
            sent = (
                spool.StartDocPrinterW(handle, 1, ctypes.byref(document))
                and spool.StartPagePrinter(handle)
                and spool.WritePrinter(handle, order.data, len(order.data), ctypes.byref(written))
                and spool.EndPagePrinter(handle)
                and spool.EndDocPrinter(handle)
            )
            if not sent or written.value != len(order.data):
                raise _fault(order, ctypes.FormatError(ctypes.get_last_error()))
        finally:
            spool.ClosePrinter(handle)

    def _fault(order: PrintOrder, cause: str) -> EnvironmentFault:
        return EnvironmentFault(FaultCode.PRINT_FAILED, printer=order.printer, cause=cause)

    def _powershell(script: str) -> str:
        try:
            done = subprocess.run(  # noqa: S603 - a question of our own
                [_POWERSHELL, "-NoProfile", "-NonInteractive", "-Command", script],
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=_TIME_LIMIT_S,
                check=True,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise EnvironmentFault(FaultCode.SPOOLER_MISSING, cause=str(error)) from error
        return done.stdout
