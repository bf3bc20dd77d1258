"""The light page behind a code: drawn screens, one HTML file, nothing fetched from elsewhere."""
