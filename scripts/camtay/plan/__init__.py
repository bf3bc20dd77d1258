"""Library to Plan: permanent codes, every path and address, everything that a build makes."""
