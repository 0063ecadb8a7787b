"""Joint angles by OpenSim's own inverse kinematics, of people lifted to 3D."""
