"""From the numbers a model gives to the people in a picture."""
