"""Running a model file: onnxruntime and nothing else."""
