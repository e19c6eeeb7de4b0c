"""What the cameras of a floor see, exactly, and what they leave over."""
