"""From feet in the picture to people in zones, and from people in zones to episodes."""
