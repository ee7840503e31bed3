"""Which database the window works on, and the way to another one."""
