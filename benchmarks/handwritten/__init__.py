"""The documented rows written by hand: on objects, on mappings, and squeezed."""
