"""What a camera pictures of a plane, through any lens: in its picture, densely, at any pose."""
