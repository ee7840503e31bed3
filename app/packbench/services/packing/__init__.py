"""The packing bench: opening, scanning, parcels, closing, and what goes wrong there."""
