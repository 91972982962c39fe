"""The command line: arguments in, text and exit codes out. Nothing else prints or exits."""
