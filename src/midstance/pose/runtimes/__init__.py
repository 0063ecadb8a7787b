"""What runs a network: LiteRT, onnxruntime, OpenCV, PyTorch."""
