"""Recordings: a sheet to read aloud out, sound from phones in."""
