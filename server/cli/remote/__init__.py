"""Commands that ask servers, and the options they share."""
