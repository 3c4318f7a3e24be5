"""The public names of newsdb."""
