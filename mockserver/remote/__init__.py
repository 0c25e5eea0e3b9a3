"""A server seen from outside: started as a process, asked over HTTP.

Rule: nothing here knows how the server works inside; what a person can do with the
command line and the admin API is all that is done.
"""
