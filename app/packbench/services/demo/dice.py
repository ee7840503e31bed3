"""Chance that falls the same way whenever it is thrown with the same seed."""

from random import Random


class Dice(Random):
    """A source of chance; made of any text."""

    def chance(self, percent: float) -> bool:
        """Whether something happens that happens so often in a hundred."""
        return self.random() * 100 < percent
