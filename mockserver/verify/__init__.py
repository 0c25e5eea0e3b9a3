"""Verification: what a scenario expects, held against what happened."""
