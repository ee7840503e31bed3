"""The words of e-mails to customers about what waits, as plain text for any mail program.

Each is in its customer's language, whatever the process speaks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from packbench.domain.letters import AwaitedLine, CustomerNews
from packbench.words.dates import day_in
from packbench.words.language import in_language, tr


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail; `to` is an address as mail programs read it, empty where none is known."""

    order_number: str
    to: str
    subject: str
    body: str


def letter(news: CustomerNews) -> Letter:
    """The e-mail that tells this."""
    with in_language(news.language):
        subject = tr("Your order {number}").format(number=" ".join(news.order_number.split()))
        return Letter(news.order_number, news.to, subject, "\n".join(_paragraphs(news)))


def as_text(written: Sequence[Letter]) -> str:
    """All e-mails one below the other, for the clipboard or a file."""
    rule = "\n" + "-" * 72 + "\n\n"
    parts = []
    for one in written:
        to = tr("To: {to}").format(to=one.to or tr("(no e-mail address is known)"))
        subject = tr("Subject: {subject}").format(subject=one.subject)
        parts.append(f"{to}\n{subject}\n\n{one.body}")
    return rule.join(parts)


def _paragraphs(news: CustomerNews) -> Iterator[str]:
    yield tr("Hello {name},").format(name=news.name) if news.name else tr("Hello,")
    yield ""
    opening = tr("this of your order {number} of {day} is not here yet:")
    yield opening.format(number=news.order_number, day=day_in(news.ordered_on, news.language))
    yield ""
    for line in news.lines:
        yield _item(line, news.language)
    yield ""
    yield tr("We send it as soon as it is here. You need not do anything.")
    yield ""


def _item(line: AwaitedLine, language: str) -> str:
    if line.expected_on is None:
        text, day = tr("- {units} x {name} ({sku}), we do not know yet when it comes"), ""
    elif line.is_late:
        text = tr("- {units} x {name} ({sku}), was expected on {day}, it is late")
        day = day_in(line.expected_on, language)
    else:
        text = tr("- {units} x {name} ({sku}), expected on {day}")
        day = day_in(line.expected_on, language)
    return text.format(units=line.quantity, name=line.name, sku=line.sku, day=day)
