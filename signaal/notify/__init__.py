"""Messages that leave the house: a key with parameters becomes a mail, after commit, from the outbox.

A mail says that something waits, and where; never about whom.
"""
