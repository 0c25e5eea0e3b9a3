"""The call centre: calls and records, and how they play out. It knows no vendor and no HTTP."""
