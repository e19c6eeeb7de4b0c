"""Which options to take so that all is covered at the least cost, and how far that is proven."""
