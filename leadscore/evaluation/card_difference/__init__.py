"""What another card would change: in its rules, in last quarter's calls, and today."""
