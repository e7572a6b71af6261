"""What a member, a job or staff can do."""
