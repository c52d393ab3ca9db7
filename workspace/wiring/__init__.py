"""The wiring: the only files of the workspace that know the adapters. Most take `parts`; the others keep imports light."""
