from midstance.config import Config
from midstance.pipeline.analyze import analyze_tracks
from midstance.schema.video import VideoInfo

CLIP = VideoInfo("run.mp4", 1280, 720, 60.0, 6.0, 360)


def test_who_walks_is_said_to_walk(film):
    walker = film(speed_m_s=1.3, duration_s=4.0)
    found = analyze_tracks(walker, Config(metrics=("cadence",)), video=CLIP)
    assert "person-1 walks and does not run." in found.warnings
