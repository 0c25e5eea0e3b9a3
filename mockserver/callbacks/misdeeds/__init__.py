"""Faults of callbacks: what a careless network, a careless vendor or an attacker makes of one.

Rule: one class each, and its fields are its settings. A fault changes a draft, never a delivery: what
the outbox has taken goes out as it is.
"""
