"""No password and no customer in the log."""

import pytest

from packbench.domain.refusals import Code, Refusal
from packbench.logs.incidents import log_bug, log_refusal, trace_lines
from packbench.logs.masking import fields, masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql+psycopg://ana:se:cr@t@db.at:5/x", "postgresql+psycopg://ana:***@db.at:5/x"),
        ("postgresql+psycopg://ana@db.example.at/x", "postgresql+psycopg://ana@db.example.at/x"),
        ("host=db password=secret user=ana", "host=db password=*** user=ana"),
        ("postgresql://db/x?user=a&password=b&c=d", "postgresql://db/x?user=a&password=***&c=d"),
        ("mail from jo.doe+x@mail.example.org!", "mail from ***!"),
        ("sqlite:///C:/Users/ana/packbench.db", "sqlite:///C:/Users/ana/packbench.db"),
        ("a\x1b[31mred\u2028line", "a [31mred line"),
    ],
)
def test_secrets_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_only_codes_and_numbers_are_fields() -> None:
    assert fields(sku="A-1", available=2, name="Jo Doe", other="jo@x.at", line=None) == (
        "sku=A-1 available=2"
    )


def test_a_refusal_tells_its_numbers_once(caplog: pytest.LogCaptureFixture) -> None:
    error = Refusal(Code.INVALID, field="customer", value="Ana Huber")
    with caplog.at_level("INFO", "packbench"):
        log_refusal(error)
        log_refusal(error)
        log_refusal(Refusal(Code.NOT_ENOUGH_STOCK, sku="A", available=2, warehouse="W1"))
    assert caplog.messages == [
        "refusal code=invalid",
        "refusal code=not_enough_stock sku=A available=2 warehouse=W1",
    ]


def fail(message: str) -> None:
    raise ValueError(message)


def test_a_bug_is_logged_once_without_what_its_message_quotes(
    caplog: pytest.LogCaptureFixture,
) -> None:
    try:
        try:
            fail("Ana Huber is no number")
        except ValueError as error:
            message = "Ana Huber again"
            raise RuntimeError(message) from error
    except RuntimeError as error:
        caught: BaseException = error
    assert log_bug(caught) == log_bug(caught)
    assert len(caplog.records) == 1
    lines = trace_lines(caught)
    assert [line for line in lines if "Error" in line and ":" not in line] == [
        "builtins.ValueError",
        "builtins.RuntimeError",
    ]
    assert "Ana Huber is no" not in "\n".join(lines).replace('fail("Ana Huber is no', "")
