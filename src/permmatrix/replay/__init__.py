"""Past decisions, asked of another policy: which of them would now be answered otherwise."""
