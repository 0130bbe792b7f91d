"""What a leader's instruction is and what a reporting unit is told of it, for the stage that keeps instructions."""

from submissions.rules.told import OWN_RANKS, LeaderRank, Said, Sight

__all__ = ["OWN_RANKS", "LeaderRank", "Said", "Sight"]
