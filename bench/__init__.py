"""Measures the limits of speed and size: ratios of two things run side by side in one call. Not part of `make test`."""
