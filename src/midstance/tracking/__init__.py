"""Who is who: poses of single frames in, tracks of individuals out."""
