"""The carrier `own`: our own label with our own number, for whoever drives it himself."""

from packbench.domain.shipping import LabelAnswer, LabelRequest, LabelToVoid, ManifestToClose


class OwnCarrier:
    """Takes the first parcel's number (SSCC, or of the company's range) for the tracking number."""

    leaves_house = False

    def label(self, request: LabelRequest) -> LabelAnswer:
        """Our label says all; its number is there already."""
        return LabelAnswer(request.parcels[0].number)

    def void(self, label: LabelToVoid) -> None:
        """Nobody else knows of it."""

    def manifest(self, manifest: ManifestToClose) -> None:
        """Nobody else is told."""
