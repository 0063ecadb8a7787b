"""Presets of places: see, keep, change and delete."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from midstance.web.models import Settings
from midstance.web.preparing.models import PresetAnswer, PresetFacts
from midstance.web.preparing.presets import Preset, Presets


def _presets(request: Request) -> Presets:
    return Presets(request.app.state.store.rows)


Kept = Annotated[Presets, Depends(_presets)]

router = APIRouter(tags=["presets"], prefix="/api/presets")


@router.get("")
def list_all(presets: Kept) -> list[PresetAnswer]:
    """Return all presets, by name."""
    return [_described(one) for one in presets.all()]


@router.post("", status_code=201)
def add(presets: Kept, sent: PresetFacts) -> PresetAnswer:
    """Keep the settings of a place; what belongs to one runner is left out."""
    return _described(presets.add(sent.name, _plain(sent.settings)))


@router.put("/{preset_id}")
def change(preset_id: str, presets: Kept, sent: PresetFacts) -> PresetAnswer:
    """Give a preset another name and other settings."""
    return _described(presets.change(preset_id, sent.name, _plain(sent.settings)))


@router.delete("/{preset_id}", status_code=204, response_class=Response)
def delete(preset_id: str, presets: Kept) -> None:
    """Delete a preset."""
    presets.remove(preset_id)


def _plain(settings: Settings) -> dict[str, object]:
    return settings.model_dump(mode="json", exclude_unset=True)


def _described(preset: Preset) -> PresetAnswer:
    # One that an earlier version kept may say what this one cannot read any more.
    try:
        settings = Settings.model_validate(preset.settings)
    except ValueError:
        settings = Settings()
    return PresetAnswer(id=preset.id, name=preset.name, settings=settings)
