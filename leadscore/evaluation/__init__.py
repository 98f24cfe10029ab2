"""Whether a contender is any good, honestly."""
