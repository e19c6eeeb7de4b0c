"""From the picture to the ground: where feet stand on the plan, and how densely."""
