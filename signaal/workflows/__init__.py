"""What must happen, and when: checklists, signals, conversations, cases, deadlines, follow-ups, retention.

Pure: takes data and `now`, returns decisions and text keys.
No Flask, no SQL, no clock, no randomness, no input or output; it parses text that runtime.py reads.
"""
