"""What has to be looked at again: lessons behind their app, lessons not checked for long, steps that look different on a phone."""
