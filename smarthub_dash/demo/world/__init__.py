"""The world around the demo co-op: one other process, spoken to over HTTP and SMTP through the real adapters."""
