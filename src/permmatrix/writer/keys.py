"""Mappings of the format without the keys that go without saying."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

__all__ = ["Plain", "said"]

Plain: TypeAlias = dict[str, object]
"""A mapping as a file has it, in plain values."""


def said(values: Mapping[str, object]) -> Plain:
    """
    Leave out what is None: that goes without saying.

    >>> said({"title": "Read", "notes": None, "cells": {}})
    {'title': 'Read', 'cells': {}}
    """
    return {key: value for key, value in values.items() if value is not None}
