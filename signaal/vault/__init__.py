"""The only cryptography: keys, seals, grants, roster, sessions, pseudonyms, passwords, signing.

Opens only for actions, audit.checkpoints and runtime. Raw primitives stay inside this room.
It stores nothing, logs nothing, and never puts a value in a message.
"""
