"""Dice: the one place that randomness comes from; commands draw here and pass the number down."""

from random import Random, SystemRandom


def fair() -> Random:
    """Dice from the operating system, for choices nobody may foresee."""
    return SystemRandom()


def seeded(seed: int) -> Random:
    """Dice that repeat, for simulations and demo data."""
    return Random(seed)
