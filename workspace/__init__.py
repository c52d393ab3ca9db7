"""The application: routes, screens, socket, jobs and wiring. It knows everybody and decides nothing."""
