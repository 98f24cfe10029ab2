"""How quality is measured: splits, metrics, intervals."""
