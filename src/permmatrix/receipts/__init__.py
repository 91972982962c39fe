"""
Receipts: what was decided and by which facts, as one line of JSON.

Like the rest of what an application loads, this is plain classes over the standard library.
"""

from permmatrix.receipts.audited import AuditedPolicy, AuditedUserView
from permmatrix.receipts.lines import JsonLines
from permmatrix.receipts.receipt import Receipt, ReceiptError

__all__ = ["AuditedPolicy", "AuditedUserView", "JsonLines", "Receipt", "ReceiptError"]
