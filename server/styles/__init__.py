"""Styles: how layers are drawn, as documents for maps and for desktop programs."""
