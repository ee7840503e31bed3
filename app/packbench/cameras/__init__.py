"""The camera of this computer: a command that takes a picture, or a folder that they come into."""
