"""The Pick & Pack tab: waves, and the shipments at each step of the work."""
