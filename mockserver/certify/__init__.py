"""A battery for an application that receives a vendor's callbacks: what is sent, what is right, what it did.

Rule: only what can be seen from outside is judged: the answer to each callback, and how long it took.
"""
