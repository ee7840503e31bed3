"""The operating system's spooler: printers of this computer, and what is sent to them.

`Spooler` is what Packbench needs of one; `cups` and `windows` are two, `system_spooler` is the one
of this computer.
"""
