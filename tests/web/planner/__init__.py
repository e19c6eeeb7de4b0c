"""The planner's page, in a real browser before a real server."""
