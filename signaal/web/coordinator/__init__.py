"""Pages of who keeps the overview: clocks and states by team, from a yes on.

Shows no content of a case. Imports no other role's room.
"""
