"""What-if: the labels of a search kept, and brought up to date when facilities or roads change."""
