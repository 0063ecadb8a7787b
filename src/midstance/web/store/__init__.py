"""What the app keeps: rows in a database, videos by their content, results by id."""
