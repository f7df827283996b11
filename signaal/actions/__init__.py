"""Every verb that a person or the clock can make happen.

Each action authorises, decides (pure rules), seals, stores, audits and leaves a message, in one transaction.
It knows no Flask and no SQL; it returns frozen view objects, never rows.
"""
