"""The same behaviour features by other means, to hold leadscore against."""
