"""The commands, one a module; `proctor.cli` names them."""
