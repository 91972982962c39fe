"""Matrices as text in a format somebody names: whole files, and regions of pages."""
