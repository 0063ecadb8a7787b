"""The page that holds recordings of one person against one another."""
