"""Pages of everybody: login, Vandaag, the own log; for leads: admitting a colleague.

Shared by all roles; knows none of them.
"""
