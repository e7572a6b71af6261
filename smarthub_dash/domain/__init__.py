"""What is true here, one room for each subject."""
