"""Recordings, live streams and pictures: everything that decodes media."""
