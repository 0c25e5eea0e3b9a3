"""How fast the server is, measured side by side with its peers.

Rule: a figure on a page comes from a run; nobody types it in. Nothing but this machine
is ever loaded, and only processes that the run itself has started are ended. What is asked
of the servers is data (``workloads.json``, ``*.yaml``), so the code here names no vendor.
"""
