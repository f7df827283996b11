"""A door: the command line, for whoever may start programs on the machine.

Every command reads its arguments, calls an action or a callable handed in by `__main__`, and says what
happened: in Dutch, in English with --lang en, or as JSON where a program may read. The only room that prints.
Exit codes: 0 fine, 1 a check found something, 2 wrong use or configuration. It imports no other door.
"""
