"""Channels: whether their orders are verified, what they show, and what each was told."""
