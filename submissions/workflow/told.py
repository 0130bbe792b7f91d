"""What a leader's instruction is and what a reporting unit is told of it, for the stage that keeps instructions."""

from submissions.rules.told import LeaderRank, Said, Sight

__all__ = ["LeaderRank", "Said", "Sight"]
