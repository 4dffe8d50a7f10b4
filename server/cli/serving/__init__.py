"""Groups of options of `penyangga serve`."""
