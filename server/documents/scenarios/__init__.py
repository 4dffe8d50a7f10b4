"""What the OpenAPI document says of scenarios."""
