"""Why nobody sees a blind spot, and what would mend it, tried on the plan."""
