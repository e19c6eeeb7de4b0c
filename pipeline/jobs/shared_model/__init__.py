"""One model for many cameras: processes that hold it, and how those of the cameras ask them."""
