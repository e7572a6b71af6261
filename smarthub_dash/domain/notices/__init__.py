"""What members are told, by which way, and what became of it."""
