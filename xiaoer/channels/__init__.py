"""Where buyers come from: the web widget now; what each channel carries and allows."""
