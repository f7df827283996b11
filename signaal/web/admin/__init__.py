"""Pages of the administrator: organisations, teams, people, duty numbers.

Opens no case. Imports no other role's room.
"""
