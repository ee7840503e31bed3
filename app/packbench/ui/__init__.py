"""The window: the only part of Packbench that imports PySide6."""
