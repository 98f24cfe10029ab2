"""From the tables to one row of features a snapshot."""
