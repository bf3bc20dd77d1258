"""The light page behind a code, with its drawn screens."""
