"""How good the answers are: questions with known answers, figures, fitting, calibration."""
