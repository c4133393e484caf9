"""What state things are in: checks look, change nothing, and say what to do where something is wrong."""
