"""
What a run found, as the texts that people, forges and build servers read.

`findings` is the value that all of them take; each format is a module with one function from that
value to a text. Nothing is imported here: a run pays for the one format it writes.
"""
