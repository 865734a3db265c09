"""Rows that are sums of other rows, found by words and by arithmetic."""
