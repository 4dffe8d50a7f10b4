"""What goes over the wire: the ask, the answer, its language, coding and links."""
