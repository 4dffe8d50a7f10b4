"""What the service says of masterplans."""
