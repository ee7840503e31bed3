"""The planner: who gets which stock from where, as a pure function of a snapshot."""
