"""Pages of who notices: Gezien, Besproken, Afgesproken.

Imports no other role's room.
"""
