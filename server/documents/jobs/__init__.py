"""Documents about jobs: status, lists, and what the OpenAPI document says of them."""
