"""A door: the clock's own process, the only room that knows APScheduler.

Holds a table of jobs, each of which calls one action; every job may run twice without harm.
All state is in our own rows, none in the scheduler.
"""
