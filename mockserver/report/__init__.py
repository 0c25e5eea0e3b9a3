"""What came of a run against an application: for a person, for a build server, for a program.

Rule: a report is data (``model``); each way of writing it is a function of that data, and
knows nothing of where it came from.
"""
