"""What the co-op writes to its members: letters."""
