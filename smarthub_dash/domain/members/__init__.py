"""Members and their sign-in sessions."""
