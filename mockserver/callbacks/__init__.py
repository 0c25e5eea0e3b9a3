"""Callbacks: kept in an outbox, signed over their exact bytes, sent through one gate."""
