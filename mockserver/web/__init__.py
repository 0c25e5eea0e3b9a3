"""The way from HTTP to the vendors and back; with ``app`` and ``cli`` the only code that has met Flask."""
