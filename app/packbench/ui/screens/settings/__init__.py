"""The dialog of the settings that all stations share."""
