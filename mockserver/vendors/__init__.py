"""The vendors: one folder each, with a table ``VENDOR``, and none knows another."""
