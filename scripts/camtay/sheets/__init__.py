"""Paper: which sheets there are, what they say, how they are set."""
