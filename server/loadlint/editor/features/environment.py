"""The Python of a document with its releases, and the devices of this machine, for the status of an editor."""

from __future__ import annotations

from loadlint.editor.session import Session
from loadlint.editor.wire.messages import EnvironmentMessage
from loadlint.project.installed import versions
from loadlint.project.project import Project
from loadlint.project.releases import described
from loadlint.project.settings import LIBRARIES
from loadlint.verify import figures
from loadlint.verify.estimate.devices import Device

from . import estimate

_SHOWN = ("transformers", "torch")


async def of(session: Session, uri: str) -> EnvironmentMessage | None:
    """Return the surroundings of a document that is open."""
    document = session.document(uri)
    if document is None:
        return None
    project = await session.elsewhere(None, session.project, document.snapshot())
    return await session.beside(document.uri, _read, project, session.trusted)


def _read(project: Project, trusted: bool) -> EnvironmentMessage:
    """Read the files of the environment and ask the driver, which may take a moment."""
    python, targets = project.interpreter, project.checks.targets
    installed = versions(python)
    return {
        "interpreter": python.path if python else None,
        "source": python.source if python else None,
        "installed": {name: installed[name] for name in LIBRARIES if name in installed},
        "targets": [f"{name} {described(targets, name)}" for name in _SHOWN],
        # The driver is asked by a program, and none is started in a workspace that is not trusted.
        "devices": _devices(installed.get("torch")) if trusted else None,
        "configuration": project.settings.source,
    }


def _devices(torch: str | None) -> str:
    return ", ".join(map(_device, estimate.machine(torch).devices)) or "cpu only"


def _device(device: Device) -> str:
    if device.free is None or device.total is None:
        return f"{device.name} {device.model}"
    return f"{device.name} {device.model} ({figures.size(device.free)} of {figures.size(device.total)} free)"
