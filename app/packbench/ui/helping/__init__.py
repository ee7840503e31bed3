"""What the window tells about itself: the guide, its keys, and which program this is."""
