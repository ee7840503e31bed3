"""Why a picture of a product can't be kept, and what to do."""

from collections.abc import Mapping

from packbench.domain.outcomes import Said
from packbench.domain.product_pictures import PictureTrouble
from packbench.words.language import mark

PICTURE_TROUBLES: Mapping[str, str] = {
    PictureTrouble.NO_FOLDER: mark(
        "There is no folder of product pictures yet. Set one first (pictures.folder)."
    ),
    PictureTrouble.FOLDER_GONE: mark(
        "The folder of product pictures can't be reached: {place}. Is its drive connected?"
    ),
    PictureTrouble.NOT_A_PICTURE: mark(
        "{place} is no picture that can be used, or only a part of one. Save it as JPEG or PNG."
    ),
    PictureTrouble.TOO_LARGE: mark("{place} is larger than 30 MB. Save it smaller."),
    PictureTrouble.TOO_MANY_DOTS: mark("{place} has more than 60 million dots. Save it smaller."),
    PictureTrouble.KEPT_IS_GONE: mark(
        "It can't be taken back: the picture that was there before, {place}, is gone."
    ),
}
"""What a refusal `picture` says, by what is wrong."""

PICTURE_SENTENCES: Mapping[Said, str] = {
    Said.NO_PICTURE: mark("{name} has no picture."),
    Said.PICTURE_CHANGED_SINCE: mark("The picture was changed again since."),
}
