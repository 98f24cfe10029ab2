"""The contenders, behind one contract, and the scorer that is versioned."""
