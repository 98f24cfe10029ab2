"""What was learned, and which version is in use."""
