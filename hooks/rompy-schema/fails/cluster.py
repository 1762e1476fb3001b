"""A backend type of a package."""

from pydantic import Field

from rompy.backends import BaseBackendConfig


class ClusterConfig(BaseBackendConfig):
    """Run on the cluster."""

    queue: str = Field(description="Queue to submit to", examples=["general"])
    nodes: int = Field(1, ge=1, le=64, description="Number of nodes")

    def get_backend_class(self) -> type:
        """Give the class that runs."""
        return object
