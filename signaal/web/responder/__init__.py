"""Pages of who helps: the inbox, the clocks, the three buttons, notes.

Imports no other role's room.
"""
