"""Benchmarks: what performance.md promises, measured beside a peer and the physical limit in the same run; never part of the tests."""
