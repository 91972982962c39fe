"""Partial evaluation: a row with all that is known of the user put in, as a residual."""
