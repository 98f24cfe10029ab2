"""Is there enough data? A learning curve of the card against the models."""
