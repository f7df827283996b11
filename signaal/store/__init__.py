"""The only SQL: engine, tables and one file of queries per noun.

Opens only for actions, audit and runtime. Gets sealed bytes and plain values, never keys or opened texts.
A unit that wrote rows without an audit event refuses to commit.
"""
