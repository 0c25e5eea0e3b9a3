"""The outbound API: preview sessions, records of calling lists, and what is told of them over CometD."""
