"""A door: pages and forms, the only room that knows Flask.

A view turns a form into plain data and calls one action; no decision, no query, no key.
Every route carries a permission: forgotten is an error, not an open door.
Roles have a room each and do not import one another; account and public are shared.
"""
