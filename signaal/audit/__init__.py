"""The log: events, tree, signed checkpoints, verification, review.

Events reach the store as plain values; signing and checking of signatures live in checkpoints alone.
An event never carries a name, an address or a text that somebody typed.
"""
