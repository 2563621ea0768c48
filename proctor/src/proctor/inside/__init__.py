"""What runs within the sandbox: the candidate's process and the examiner's."""
