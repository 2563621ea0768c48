#!/usr/bin/env bash
# Write constraints.txt: the versions installed in .venv, which CI then pins.
set -euo pipefail
cd "$(dirname "$0")/.."
# jsonschema 4.25 builds a grammar at each import: two seconds of every command.
.venv/bin/pip install -q "jsonschema<4.25"
.venv/bin/pip uninstall -q -y rfc3987-syntax lark
# Soup Sieve 3 cannot parse a selector on the first releases of Python 3.11, which are
# what Debian 12 has.
old="soupsieve==2.10; python_full_version < '3.11.5'"
{
  echo "# What CI ran. Regenerate with: bash tools/freeze.sh"
  .venv/bin/pip freeze --exclude-editable --exclude neuronbook --exclude proctor | sed -E 's/\+cpu$//' | grep -v ' @ ' \
    | sed -E "s/^soupsieve==.*/$old\n&; python_full_version >= '3.11.5'/"
} > constraints.txt
