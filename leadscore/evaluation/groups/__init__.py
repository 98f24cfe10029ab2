"""Who is it good for? Quality and calibration group by group."""
