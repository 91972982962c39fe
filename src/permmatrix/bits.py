"""
Integers of 2**n bits, as tables over n literals.

The bits in which the literal at a place holds are blocks of length 2**place, every other one.
"""

from __future__ import annotations

__all__ = ["column", "joined", "without"]

DIVIDED = 12
"""Up to as many literals, one division makes a column quicker than doubling does."""


def column(place: int, count: int) -> int:
    """
    Give the table of the literal at a place among `count`.

    >>> f"{column(0, 2):04b} {column(1, 2):04b}"
    '1010 1100'
    """
    block, size = 1 << place, 1 << count
    if count <= DIVIDED:
        return ((1 << size) - 1) // ((1 << block) + 1) << block
    return _repeated(((1 << block) - 1) << block, 2 * block, size)


def _repeated(bits: int, width: int, size: int) -> int:
    """Repeat a pattern of `width` bits until there are `size`, by doubling."""
    while width < size:
        bits |= bits << width
        width *= 2
    return bits


def without(bits: int, place: int, count: int) -> int:
    """
    Squeeze out the blocks in which the literal at `place` holds, which are all zeros.

    >>> f"{without(0b0110_0000_1001, 2, 4):08b}"
    '01101001'
    """
    block, size = 1 << place, 1 << count
    while block < size // 2:  # halve the gaps, doubling the blocks, until one block is left
        bits = (bits | bits >> block) & _repeated((1 << 2 * block) - 1, 4 * block, size)
        block *= 2
    return bits


def joined(chunks: list[int], count: int) -> int:
    """
    Give one table of chunks over `count` literals each, the first being the lowest bits.

    >>> f"{joined([0b01, 0b11, 0b00, 0b10], 1):08b}"
    '10001101'
    """
    size = 1 << count
    while len(chunks) > 1:
        pairs = zip(chunks[::2], chunks[1::2], strict=True)
        chunks = [low | high << size for low, high in pairs]
        size *= 2
    return chunks[0]
