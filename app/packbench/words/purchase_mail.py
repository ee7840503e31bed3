"""What the e-mail with a purchase order says, in the language of its supplier."""

from packbench.words.language import in_slip_language, tr


def mail_words(
    number: str, company: str, language: str, *, to_customer: bool = False
) -> tuple[str, str]:
    """The subject and the text; of what goes `to_customer`, that it does."""
    with in_slip_language(language):
        subject = tr("Purchase order {number}").format(number=number)
        text = tr(
            "Good day,\n\nplease find our purchase order {number} attached, and confirm it with the"
            " days on which you deliver.\n\nKind regards\n{company}\n"
        )
        if to_customer:
            text = tr(
                "Good day,\n\nplease find our purchase order {number} attached. Send the goods"
                " straight to our customer, whose address stands on it, and tell us the carrier and"
                " the tracking number when they leave.\n\nKind regards\n{company}\n"
            )
    return f"{subject} · {company}", text.format(number=number, company=company)
