"""The packing bench, full-screen: scan to verify, seen from two metres."""
