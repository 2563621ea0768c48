"""Small tools of the repository; none is part of the packages."""
