"""From a scan (PDF or TIFF) to its text, its barcodes and pictures of its pages. Pure; in a process with limits."""
