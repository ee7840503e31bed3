import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from functools import partial
from typing import Any

import pytest

from packbench.jobs.lanes import LaneClosedError, Lanes
from packbench.jobs.progress import JobCancelled, Progress

WAIT_S = 10


def test_cancelling_ends_a_long_step_only_while_it_lasts() -> None:
    progress, ended = Progress(), list[str]()
    with progress.ending(lambda: ended.append("outer")):
        with progress.ending(lambda: ended.append("inner")):
            progress.cancel()
        progress.cancel()
    progress.cancel()
    assert ended == ["outer", "inner", "outer"]
    with pytest.raises(JobCancelled):
        progress.report(1, 2)


@pytest.fixture
def lanes() -> Iterator[Lanes]:
    made = Lanes.threaded()
    yield made
    made.shut_down()


class Gate:
    """Work that waits until the test lets it go on."""

    def __init__(self, answer: object = None) -> None:
        self.entered, self.released, self.answer = threading.Event(), threading.Event(), answer

    def __call__(self) -> object:
        self.entered.set()
        assert self.released.wait(WAIT_S)
        return self.answer


def _open(gates: list[Gate]) -> None:
    for gate in gates:
        gate.released.set()


def test_writes_run_one_at_a_time_in_the_order_given(lanes: Lanes) -> None:
    gate, order = Gate(), list[int]()
    first = lanes.write.submit(gate)
    rest: list[Future[Any]] = [lanes.write.submit(partial(order.append, n)) for n in range(20)]
    assert gate.entered.wait(WAIT_S)
    assert order == []
    assert lanes.write.unfinished == 21
    gate.released.set()
    for future in (first, *rest):
        future.result(WAIT_S)
    assert order == list(range(20))


def test_of_the_requests_waiting_in_a_slot_only_the_latest_runs(lanes: Lanes) -> None:
    gate = Gate("first")
    running = lanes.read.submit(gate, slot="orders")
    assert gate.entered.wait(WAIT_S)
    ran: list[int] = []
    waiting = [lanes.read.submit(partial(ran.append, n), slot="orders") for n in range(5)]
    other = lanes.read.submit(lambda: "other", slot="inventory")
    assert other.result(WAIT_S) == "other"
    assert [future.cancelled() for future in waiting] == [True] * 4 + [False]
    gate.released.set()
    assert running.result(WAIT_S) == "first"
    waiting[-1].result(WAIT_S)
    assert ran == [4]


def test_a_slot_can_be_used_again_after_it_ran_dry(lanes: Lanes) -> None:
    answers = [lanes.read.submit(partial(int, n), slot="orders").result(WAIT_S) for n in range(3)]
    assert answers == [0, 1, 2]


def test_a_request_cancelled_by_its_owner_does_not_block_its_slot(lanes: Lanes) -> None:
    gate = Gate()
    lanes.read.submit(gate, slot="orders")
    assert gate.entered.wait(WAIT_S)
    dropped = lanes.read.submit(lambda: "dropped", slot="orders")
    assert dropped.cancel()
    gate.released.set()
    assert lanes.read.submit(lambda: "next", slot="orders").result(WAIT_S) == "next"


def test_a_scan_is_answered_while_nothing_else_gets_on(lanes: Lanes) -> None:
    gates = [Gate() for _ in range(20)]
    for gate in gates:
        for lane in (lanes.read, lanes.behind):
            lane.submit(gate)
    assert gates[0].entered.wait(WAIT_S)
    lanes.behind.submit(lambda: "counts", slot="orders.counts")
    assert lanes.answer.submit(lambda: "found", slot="find").result(WAIT_S) == "found"
    assert not lanes.answer.unfinished
    assert lanes.read.unfinished == 20
    _open(gates)


def test_what_runs_is_stopped_by_its_thread_and_only_while_it_runs(lanes: Lanes) -> None:
    gate, ended = Gate(), list[int]()
    threads: list[int] = []

    def work() -> None:
        threads.append(threading.get_ident())
        gate()

    running = lanes.behind.submit(work, slot="ids")
    assert gate.entered.wait(WAIT_S)
    waiting = lanes.behind.submit(lambda: "late", slot="ids")
    lanes.behind.stop(waiting, ended.append)
    assert waiting.cancelled()
    assert ended == []
    lanes.behind.stop(running, ended.append)
    assert ended == threads
    gate.released.set()
    running.result(WAIT_S)
    lanes.behind.stop(running, ended.append)
    assert ended == threads


@pytest.mark.parametrize("make", [Lanes.threaded, Lanes.inline])
def test_an_exception_travels_in_the_future(make: Callable[[], Lanes]) -> None:
    lanes = make()
    future: Future[float] = lanes.write.submit(lambda: 1 / 0)
    assert isinstance(future.exception(WAIT_S), ZeroDivisionError)
    assert lanes.write.submit(lambda: "alive").result(WAIT_S) == "alive"
    lanes.shut_down()


def test_shutting_down_finishes_the_writes_and_drops_the_reads_that_wait() -> None:
    lanes = Lanes.threaded()
    write_gate, read_gate = Gate("saved"), Gate("read")
    writes: list[Future[Any]] = [
        lanes.write.submit(write_gate),
        lanes.write.submit(lambda: "saved too"),
    ]
    running = lanes.read.submit(read_gate, slot="orders")
    waiting = lanes.read.submit(lambda: "late", slot="orders")
    assert write_gate.entered.wait(WAIT_S)
    assert read_gate.entered.wait(WAIT_S)
    threading.Timer(0.05, _open, [[write_gate, read_gate]]).start()
    lanes.shut_down()
    assert [future.result(0) for future in writes] == ["saved", "saved too"]
    assert running.result(0) == "read"
    with pytest.raises(CancelledError):
        waiting.result(0)
    assert not [thread for thread in threading.enumerate() if "packbench-" in thread.name]


@pytest.mark.parametrize("make", [Lanes.threaded, Lanes.inline])
def test_a_closed_lane_takes_no_more_work(make: Callable[[], Lanes]) -> None:
    lanes = make()
    lanes.shut_down()
    with pytest.raises(LaneClosedError):
        lanes.write.submit(lambda: None)


def test_a_cancelled_job_stops_at_its_next_report(lanes: Lanes) -> None:
    progress, gate, steps = Progress(), Gate(), list[int]()

    def work() -> None:
        for step in range(100):
            progress.report(step, 100)
            steps.append(step)
            if step == 3:
                gate()

    future = lanes.write.submit(work)
    assert gate.entered.wait(WAIT_S)
    assert progress.standing().done == 3
    progress.cancel()
    gate.released.set()
    assert isinstance(future.exception(WAIT_S), JobCancelled)
    assert steps == [0, 1, 2, 3]


def test_the_time_still_to_go_is_unknown_until_something_is_done() -> None:
    progress = Progress()
    assert progress.standing().remaining_s is None
    progress.report(50, 100)
    standing = progress.standing()
    assert standing.remaining_s == pytest.approx(standing.elapsed_s)
