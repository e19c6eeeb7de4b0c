"""Files that other programs wrote, read into nouns."""
