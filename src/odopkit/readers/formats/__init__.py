"""From the bytes of a file to grids of cells, a module a format."""
