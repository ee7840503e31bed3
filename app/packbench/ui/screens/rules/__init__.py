"""Rules for orders: their list, their form, a trial."""
