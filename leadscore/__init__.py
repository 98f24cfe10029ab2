"""Score leads three ways from the same data, and compare them honestly."""

__version__ = "0.1.0"
