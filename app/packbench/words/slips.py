"""The words of slips: what stands on them, what is printed of presents, why a logo is none."""

from collections.abc import Mapping
from dataclasses import dataclass

from packbench.domain.slips import GiftRule, LogoTrouble, SlipField, SlipPaper
from packbench.words.language import has_slip_texts, mark, slip_languages, tr

LOGO_TROUBLES: Mapping[str, str] = {
    LogoTrouble.EMPTY: mark("The file is empty. Choose a picture (PNG or JPEG)."),
    LogoTrouble.TOO_LARGE: mark(
        "The picture's file is larger than 5 MB. Save it smaller: 1200 × 480 pixels are enough."
    ),
    LogoTrouble.TOO_MANY_PIXELS: mark(
        "The picture has more pixels than can be used. Save it smaller: 1200 × 480 pixels are"
        " enough."
    ),
    LogoTrouble.VECTOR: mark(
        "This is a drawing (SVG, PDF or EPS). Save it as a picture first: PNG, 1200 pixels wide."
    ),
    LogoTrouble.OTHER_KIND: mark("This is no picture that can be used. Save it as PNG or JPEG."),
    LogoTrouble.BROKEN: mark("The picture is damaged or incomplete. Get or save it again."),
}
"""What a refusal `logo` says, by what is wrong with the picture."""

FIELDS: Mapping[SlipField, str] = {
    SlipField.SKU: mark("SKU"),
    SlipField.DESCRIPTION: mark("Description"),
    SlipField.ORDERED: mark("Ordered"),
    SlipField.TO_COME: mark("Still to come"),
    SlipField.BARCODE: mark("Barcodes"),
    SlipField.NOTE: mark("Order note"),
    SlipField.EMAIL: mark("E-mail"),
    SlipField.PHONE: mark("Telephone"),
}

GIFTS: Mapping[GiftRule, str] = {
    GiftRule.ON_SLIP: mark("stands on the packing slip"),
    GiftRule.SLIP_TOO: mark("has a slip of its own, beside the packing slip"),
    GiftRule.SLIP_INSTEAD: mark("has a slip of its own, in place of the packing slip"),
}
"""After "a gift message"."""

PAPERS: Mapping[SlipPaper, str] = {
    SlipPaper.AS_SET: mark("as the company's setting says"),
    SlipPaper.A4: mark("A4"),
    SlipPaper.LETTER: mark("Letter"),
    SlipPaper.LABEL_4X6: mark("4 × 6 inches"),
}


@dataclass(frozen=True, slots=True)
class SampleWords:
    """What stands on a slip that is only looked at."""

    warehouse: str
    mug: str
    lamp: str
    message: str
    note: str


def sample_words() -> SampleWords:
    """Goods and texts that are made up."""
    return SampleWords(
        tr("Our warehouse"),
        tr("Mug, blue, 300 ml"),
        tr("Desk lamp with a shade of oak and a long name on two lines"),
        tr("Happy birthday! We think of you."),
        tr("Please ring twice."),
    )


def language_note(tag: str) -> str:
    """What there is to know of a template's language; empty where slips are wholly in it."""
    if not tag or has_slip_texts(tag):
        return ""
    words = tr(
        "Slips in “{language}” have English headings; dates, amounts and countries are in the"
        " language. Headings are known in: {known}."
    )
    return words.format(language=tag, known=", ".join(slip_languages()))
