"""The finished output, read by other people's readers."""
