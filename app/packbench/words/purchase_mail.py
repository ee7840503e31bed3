"""What the e-mail with a purchase order says, in the language of its supplier."""

from packbench.words.language import in_slip_language, tr


def mail_words(number: str, company: str, language: str) -> tuple[str, str]:
    """The subject and the text."""
    with in_slip_language(language):
        subject = tr("Purchase order {number}").format(number=number)
        text = tr(
            "Good day,\n\nplease find our purchase order {number} attached, and confirm it with the"
            " days on which you deliver.\n\nKind regards\n{company}\n"
        )
    return f"{subject} · {company}", text.format(number=number, company=company)
