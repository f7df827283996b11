"""What help exists and for whom: norms, income, catalogue, eligibility, suggestions, referrals.

Pure: takes data and `now`, returns decisions and text keys.
No Flask, no SQL, no clock, no randomness, no input or output; it parses text that runtime.py reads.
"""
