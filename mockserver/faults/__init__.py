"""Faults: one class for each, whose fields are its settings. None of them knows a vendor or a socket."""
