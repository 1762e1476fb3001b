"""What schemas accept: formulas about JSON values, and the search for a value that satisfies one."""
