"""
Tests of a policy, as files: read, run, and measured by what they would miss.

`reading` makes suites of files, `running` asks the policy their questions, `coverage` says which
cells and facts were never asked about, and `mutation` which changes of the policy nobody would see.
"""
