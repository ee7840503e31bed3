"""The declarations of the commands: menus, dialogs, command line, guide and undo come from them."""
