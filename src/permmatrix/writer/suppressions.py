"""The lint findings that a matrix lets stand, by what they are written on."""

from __future__ import annotations

from typing import final

from attrs import frozen

from permmatrix.codes import Code
from permmatrix.model import Suppression
from permmatrix.writer.keys import Plain, said

__all__ = ["Suppressed"]


@final
@frozen
class Suppressed:
    """The suppressions of a matrix."""

    found: tuple[Suppression, ...]

    def on(self, about: str) -> list[Plain] | None:
        """Say those on one thing, or None where there is none."""
        return [_suppression(it) for it in self.found if it.about == about] or None

    def within(self, about: str) -> bool:
        """Say whether there are any on what stands within one thing."""
        return any(it.about.startswith(f"{about}.") for it in self.found)


def _suppression(found: Suppression) -> Plain:
    return said(
        {
            "code": Code(found.code).slug,
            "because": found.because,
            "cells": list(found.cells) or None,
        }
    )
