"""What the words of one passage say: who acts, on what conditions, and whether it is so or not."""
