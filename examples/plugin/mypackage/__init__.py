"""Everything that a package can bring to rompy, one small module each."""
