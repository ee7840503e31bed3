"""The receiving dock: the station, put-away, receipts."""
