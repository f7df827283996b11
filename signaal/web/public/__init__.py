"""Pages without login: Nu, Samen bellen, the meldcode page, the talk card, security.txt.

Knows no person and no case.
"""
