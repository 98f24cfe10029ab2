"""The points card that the data would write: which rules, and how many points each."""
