"""Month after month: what each contender would have found, had it been at work."""
