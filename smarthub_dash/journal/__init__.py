"""What happened: the events table, its tail, and the hub that wakes open pages."""
