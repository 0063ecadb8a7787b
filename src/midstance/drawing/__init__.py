"""Images that several doors need: skeletons, overlays, evidence, contact sheets."""
