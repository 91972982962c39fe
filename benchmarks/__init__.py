"""How fast permmatrix answers, beside hand-written code and the peers a developer would pick."""
