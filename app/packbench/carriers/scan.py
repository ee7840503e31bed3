"""The carrier `scan`: the label was made elsewhere; its tracking number is scanned."""

from packbench.domain.refusals import Code, Refusal
from packbench.domain.shipping import LabelAnswer, LabelRequest, LabelToVoid, ManifestToClose
from packbench.domain.tracking import carriers_of, fits_carrier


class ScanCarrier:
    """Takes the number that was scanned, where it can be one of the method's carrier."""

    leaves_house = False

    def label(self, request: LabelRequest) -> LabelAnswer:
        """Refuses where none was scanned (`tracking_missing`), and what can't be this carrier's.

        The latter is `tracking_wrong`: its form or its check digit is another.
        """
        carrier = request.method.carried_by
        if request.tracking is None:
            raise Refusal(Code.TRACKING_MISSING, name=request.shipment, carrier=carrier)
        if not fits_carrier(carrier, request.tracking):
            others = ", ".join(carriers_of(request.tracking))
            raise Refusal(
                Code.TRACKING_WRONG, tracking=request.tracking, carrier=carrier, others=others
            )
        return LabelAnswer(request.tracking)

    def void(self, label: LabelToVoid) -> None:
        """Whoever made the label takes it back there."""

    def manifest(self, manifest: ManifestToClose) -> None:
        """Whoever made the labels hands them over there."""
