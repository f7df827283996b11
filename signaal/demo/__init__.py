"""A door: an invented municipality, played through the real actions under a moving clock, from a seed.

Keys, salts and tokens never come from the seed. Tests import this room, never the reverse.
It reaches no rows and no keys.
"""
