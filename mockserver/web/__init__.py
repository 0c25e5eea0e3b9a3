"""The way from HTTP to the vendors and back; the only package beside ``app`` and ``cli`` that has met Flask."""
