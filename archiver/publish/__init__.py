"""What the archive tells the world without being asked: a site, and feeds."""
