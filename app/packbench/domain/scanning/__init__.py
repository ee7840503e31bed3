"""Scans: from keystrokes to text (`assembler`), from text to what it means (codes)."""
