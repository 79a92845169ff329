"""Other software measured on the same texts, on the same machine, in the same run."""
