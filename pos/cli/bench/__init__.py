"""Benchmarks: medians and ratios, each against a floor measured in the same run."""
