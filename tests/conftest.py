"""Fixtures for every room. The fixtures themselves stand in tests/support, one file per noun."""
