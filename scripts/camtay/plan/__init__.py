"""Permanent codes, addresses, and everything that a build makes."""
