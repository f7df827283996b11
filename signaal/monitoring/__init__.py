"""What may be counted and shown: indicators and the rules of disclosure.

Pure: takes counts, returns what may be published. It never sees a case, a child or a name.
"""
