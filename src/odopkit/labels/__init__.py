"""What labels say: words of totals and of the rest, headings, and characters to repair.

Nothing here looks at values: what a label *says* is held against values by the readers.
"""
