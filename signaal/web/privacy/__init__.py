"""Pages of the privacy officer and the supervisor: the log of the own organisation.

Shows who did what and when, never what was written. Imports no other role's room.
"""
