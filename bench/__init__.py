"""The bench: what a member waits for, measured side by side with a yardstick that the bench serves itself."""
