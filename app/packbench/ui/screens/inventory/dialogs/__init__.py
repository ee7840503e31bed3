"""The dialogs of the Inventory tab."""
