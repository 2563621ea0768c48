"""A student's server lists assignments, and has no formgrader."""

c = get_config()  # noqa: F821  (Jupyter provides it)
c.ServerApp.jpserver_extensions = {
    "nbgrader.server_extensions.formgrader": False,
    "nbgrader.server_extensions.course_list": False,
}
