"""Judges backend files: problems by path, findings by place, rules one file each."""
