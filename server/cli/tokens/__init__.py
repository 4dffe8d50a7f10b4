"""Commands for the tokens of those who may write over HTTP."""
