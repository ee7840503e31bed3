"""Reads a scale at its serial port: asks it, hears it, and tells each reading."""

import os
import threading
import time
from collections.abc import Callable

import serial

from packbench.domain.scales.protocols import LANGUAGES, ScaleAnswers
from packbench.domain.scales.readings import ScaleReading, ScaleSetup, Steadiness

_READ_S = 0.05
_ASK_EVERY_S = 0.3
_WRITE_S = 1.0

PORT_ERRORS = (serial.SerialException, OSError, ValueError)
"""What a port that is not there, or was pulled, raises."""


def port_trouble(error: BaseException) -> str:
    """Why a port can't be opened or read, once: what pyserial adds says the same again."""
    number = error.errno if isinstance(error, OSError) else None
    return str(error) if number is None else os.strerror(number)


def hear(
    setup: ScaleSetup, stopping: threading.Event, told: Callable[[ScaleReading], None]
) -> None:
    """Tells every reading until `stopping` is set.

    Raises one of `PORT_ERRORS` when the port can't be opened, or is gone; half an answer is
    dropped.
    """
    language, answers = LANGUAGES[setup.protocol], ScaleAnswers(setup.protocol)
    with serial.Serial(
        setup.port, setup.baud, timeout=_READ_S, write_timeout=_WRITE_S, exclusive=True
    ) as line:
        line.reset_input_buffer()  # what it said while nobody listened is no weight of now
        asked_s = 0.0
        while not stopping.is_set():
            if setup.asks and time.monotonic() - asked_s >= _ASK_EVERY_S:
                line.write(language.question)
                asked_s = time.monotonic()
            for reading in answers.feed(line.read(max(1, line.in_waiting))):
                told(reading)


def weigh_once(
    setup: ScaleSetup, patience_s: float, told: Callable[[ScaleReading], None] = lambda _: None
) -> ScaleReading | None:
    """The first stable weight above nothing, or what was read last; None where nothing came.

    Raises as `hear` does.
    """
    stopping, last = threading.Event(), None
    timer = threading.Timer(patience_s, stopping.set)
    timer.daemon = True

    def hear_one(reading: ScaleReading) -> None:
        nonlocal last
        if stopping.is_set():
            return
        last = reading
        told(reading)
        if reading.kind is Steadiness.STABLE and (reading.weight_g or 0) > 0:
            stopping.set()

    timer.start()
    try:
        hear(setup, stopping, hear_one)
    finally:
        timer.cancel()
    return last
