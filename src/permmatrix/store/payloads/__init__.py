"""Facts from what the service's API answered, saved as JSON; nothing is asked of the service."""

from permmatrix.store.payloads.gathering import Imported, Payloads, gather

__all__ = ["Imported", "Payloads", "gather"]
