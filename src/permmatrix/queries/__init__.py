"""Residuals as database queries: a translator for each target, and what they share."""
