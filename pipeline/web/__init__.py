"""The planner and the console in the browser: pages, routes, and who may call them."""
