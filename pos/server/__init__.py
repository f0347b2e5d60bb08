"""The server: enrolment, push, feed, session state."""
