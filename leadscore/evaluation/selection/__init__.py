"""What being worked does to the outcome, and leads called by lot."""
