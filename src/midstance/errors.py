"""Every error the package raises on purpose.

Tree::

    MidstanceError
    |-- SchemaError             data handed between steps breaks its contract
    |-- ConfigError             a setting is unknown or out of range
    |-- VideoError              a video cannot be opened, decoded or written
    |-- FormatError             a file of another kind than its name or place says
    |-- NotEnoughDataError      too little valid data for an answer
    |-- WeightsError            the weights of a network are missing or damaged
    |-- OutputError             a result cannot be written where it was asked for
    `-- MissingDependencyError  an optional extra is not installed
"""


class MidstanceError(Exception):
    """Base of all errors raised on purpose; catch this one at the doors."""


class SchemaError(MidstanceError, ValueError):
    """Data handed between two steps breaks its written contract."""


class ConfigError(MidstanceError, ValueError):
    """A setting is unknown, of the wrong type, or out of range."""


class VideoError(MidstanceError, ValueError):
    """A video cannot be opened, decoded or written."""


class FormatError(MidstanceError, ValueError):
    """A file does not hold what its name or its place promises."""


class NotEnoughDataError(MidstanceError, ValueError):
    """Too few valid frames, keypoints or strides to give an answer."""


class WeightsError(MidstanceError, ValueError):
    """The weights of a network are missing, or are not the published ones."""


class OutputError(MidstanceError, OSError):
    """A result cannot be written where it was asked for."""


class MissingDependencyError(MidstanceError, ImportError):
    """A step needs an optional extra that is not installed."""
