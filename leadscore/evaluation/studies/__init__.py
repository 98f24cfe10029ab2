"""A closer look at one pipeline: what it learns from, lives on and misjudges."""
