"""The only code that has met a socket: how the application is served."""
