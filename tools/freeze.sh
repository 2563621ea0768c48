#!/usr/bin/env bash
# Write constraints.txt: the versions installed in .venv, which CI then pins.
set -euo pipefail
cd "$(dirname "$0")/.."
{
  echo "# What CI ran. Regenerate with: bash tools/freeze.sh"
  .venv/bin/pip freeze --exclude-editable --exclude neuronbook --exclude proctor | sed -E 's/\+cpu$//' | grep -v ' @ '
} > constraints.txt
