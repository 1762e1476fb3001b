"""What is made from the config models for people and editors to read."""
