"""Scenario files: what they may say, how they are read, and which of their rules answers a request."""
