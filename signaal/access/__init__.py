"""Who may do what: a table of permissions made of small named predicates.

Pure: decides on facts it is handed and can say why not. Denies by default.
It looks nothing up and knows no request, no row and no clock.
"""
